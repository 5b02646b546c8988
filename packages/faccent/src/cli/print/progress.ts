import type { Step } from 'faccent';
import { unguarded } from './terminal.js';

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

/** A bar on a terminal, a line every few steps elsewhere, nothing when it is to be quiet. */
export async function showProgress(
  steps: number,
  quiet: boolean,
  stream: NodeJS.WriteStream = process.stderr,
): Promise<Progress> {
  if (quiet) return SILENT;
  if (!stream.isTTY) {
    return {
      step: (s) => {
        const last = s.step === steps - 1;
        if (last || s.step % LINES_EVERY === 0)
          stream.write(`step ${s.step + 1} of ${steps}: ${describe(s)}\n`);
      },
      stop: () => undefined,
    };
  }
  const { SingleBar, Presets } = (await import('cli-progress')).default;
  const bar = new SingleBar(
    {
      format: '{bar} {value}/{total}  {description}  {eta_formatted} left',
      stream: unguarded(stream),
      hideCursor: true,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  );
  bar.start(steps, 0, { description: 'starting' });
  return { step: (s) => bar.update(s.step + 1, { description: describe(s) }), stop: () => bar.stop() };
}
