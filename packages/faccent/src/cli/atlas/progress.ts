import { startBar } from '../print/bar.js';
import { inRate } from '../print/duration.js';
import type { Status } from './status.js';

/** Shows how a plan's jobs go. */
export interface WorkProgress {
  /** A job of this worker is done. */
  done(): void;
  stop(): void;
}

/** How often a line is said, and how much of the time looking may take: a plan may have a hundred thousand jobs. */
const [EVERY, SHARE] = [10_000, 0.01];

const leftOf = ({ perSecond, secondsLeft }: Status): string =>
  perSecond === undefined ? '' : inRate(perSecond, secondsLeft!);

/** A bar on a terminal, a line every ten seconds elsewhere, nothing when it is to be quiet. @param look how the plan stands */
export async function showWork(
  look: () => Promise<Status>,
  quiet: boolean,
  stream: NodeJS.WriteStream = process.stderr,
): Promise<WorkProgress> {
  if (quiet) return { done: () => undefined, stop: () => undefined };
  const began = await look();
  let { done } = began;
  let [last, cost, looking] = [performance.now(), 0, false];
  const format = '{bar} {value}/{total} jobs  {description}';
  const bar = stream.isTTY
    ? await startBar(stream, format, began.jobs, done, { description: '' })
    : undefined;
  const say = async (): Promise<void> => {
    looking = true;
    const from = performance.now();
    try {
      const status = await look();
      done = status.done;
      bar?.update(done, { description: leftOf(status) });
      if (!bar)
        stream.write(
          `${[`${done} of ${status.jobs} jobs done`, leftOf(status)].filter(Boolean).join('; ')}\n`,
        );
    } catch {
      // whoever does the jobs says what is wrong with the plan
    }
    last = performance.now();
    cost = last - from;
    looking = false;
  };
  return {
    done: () => {
      bar?.update(++done);
      if (!looking && performance.now() - last > Math.max(EVERY, cost / SHARE)) void say();
    },
    stop: () => bar?.stop(),
  };
}
