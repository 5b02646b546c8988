import { startBar } from './bar.js';
import { duration, inRate } from './duration.js';

/** Shows how many of many things are done. */
export interface Rate {
  /** @param done so far, in this run */
  at(done: number): void;
  /** Things a second, over all of the run. */
  readonly perSecond: number;
  stop(): void;
}

/** Milliseconds between two lines where there is no terminal to draw a bar on. */
const LINES_EVERY = 10_000;

/**
 * Shows how many of many things are done, how fast and how long still: a bar on a terminal, a line every ten seconds
 * elsewhere, nothing when it is to be quiet.
 * @param total how many there are
 * @param what they are, as people count them: `photographs`
 * @param now in milliseconds
 */
export async function showRate(
  total: number,
  what: string,
  quiet: boolean,
  stream: NodeJS.WriteStream = process.stderr,
  now: () => number = Date.now,
): Promise<Rate> {
  const began = now();
  let [done, said] = [0, began];
  const seconds = (): number => Math.max(1e-3, (now() - began) / 1000);
  const perSecond = (): number => done / seconds();
  const text = (): string => {
    if (done === 0) return '';
    const rate = perSecond();
    return inRate(rate, (total - done) / rate);
  };
  const format = `{bar} {value}/{total} ${what}  {text}`;
  const bar = !quiet && stream.isTTY ? await startBar(stream, format, total, 0, { text: '' }) : undefined;
  return {
    at: (count) => {
      done = count;
      bar?.update(done, { text: text() });
      if (quiet || bar || (now() - said < LINES_EVERY && done < total)) return;
      said = now();
      const whole = (n: number): string => n.toLocaleString('en');
      stream.write(
        `${whole(done)} of ${whole(total)} ${what}: ${done < total ? text() : `${duration(seconds())} in all`}\n`,
      );
    },
    get perSecond() {
      return perSecond();
    },
    stop: () => bar?.stop(),
  };
}
