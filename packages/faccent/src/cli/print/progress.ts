import type { Step } from 'faccent';
import { startBar } from './bar.js';
import { duration } from './duration.js';

/** Shows how a run goes. */
export interface Progress {
  step(step: Step): void;
  stop(): void;
}

const SILENT: Progress = { step: () => undefined, stop: () => undefined };

/** Steps between two lines where there is no terminal to draw a bar on. */
const LINES_EVERY = 10;

const describe = ({ activation, distance }: Step): string =>
  `activation ${activation.toFixed(3)}${distance === undefined ? '' : `, distance ${distance.toFixed(3)}`}`;

/** A run that takes longer is said to, in seconds: its steps may have been asked for by mistake. */
const LONG = 30 * 60;

/**
 * Says once how long a run will take, where that is long: from the second step on, as graphs are compiled in the first.
 * @param now in milliseconds
 */
export function lengthOf(steps: number, now: () => number = Date.now): (step: Step) => string | undefined {
  let began: { readonly at: number; readonly step: number } | undefined;
  let said = false;
  return ({ step }) => {
    if (!began) began = { at: now(), step };
    else if (!said) {
      said = true;
      const each = (now() - began.at) / 1000 / (step - began.step);
      const left = each * (steps - 1 - step);
      if (left > LONG)
        return `a step takes ${Number(each.toPrecision(2))} s, and the ${steps - 1 - step} that are left about ${duration(left)}: fewer --steps or --views, or a smaller --size, take less`;
    }
    return undefined;
  };
}

/** A bar on a terminal, a line every few steps elsewhere, nothing when it is to be quiet. */
export async function showProgress(
  steps: number,
  quiet: boolean,
  stream: NodeJS.WriteStream = process.stderr,
): Promise<Progress> {
  if (quiet) return SILENT;
  if (!stream.isTTY) {
    const long = lengthOf(steps);
    return {
      step: (s) => {
        const hint = long(s);
        if (hint !== undefined) stream.write(`note: ${hint}\n`);
        const last = s.step === steps - 1;
        if (last || s.step % LINES_EVERY === 0)
          stream.write(`step ${s.step + 1} of ${steps}: ${describe(s)}\n`);
      },
      stop: () => undefined,
    };
  }
  const format = '{bar} {value}/{total}  {description}  {eta_formatted} left';
  const bar = await startBar(stream, format, steps, 0, { description: 'starting' });
  return { step: (s) => bar.update(s.step + 1, { description: describe(s) }), stop: () => bar.stop() };
}
