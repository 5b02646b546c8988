import { unguarded } from './terminal.js';

/** A bar on a terminal. */
export interface Bar {
  update(done: number, shown?: object): void;
  stop(): void;
}

/**
 * Draws a bar, which goes when it is stopped.
 * @param format as cli-progress has it: `{bar} {value}/{total}  {text}`
 * @param done where it begins
 * @param shown what else stands in it at first
 */
export async function startBar(
  stream: NodeJS.WriteStream,
  format: string,
  total: number,
  done: number,
  shown: object,
): Promise<Bar> {
  const { SingleBar, Presets } = (await import('cli-progress')).default;
  const bar = new SingleBar(
    { format, stream: unguarded(stream), hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(total, done, shown);
  return bar;
}
