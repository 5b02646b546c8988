import type { TransferProgress } from '../../platform/transfer.js';
import { visibleLine } from '../../formats/visible-text.js';
import { formatBytes } from './bytes.js';
import { unguarded } from './terminal.js';

/** Smaller files come and go before a bar can be read. */
const WORTH_A_BAR = 1e6;

/**
 * Bars for downloads on a terminal; elsewhere a line when one begins.
 * @returns what to call with the progress, and when all is over
 */
export async function showTransfers(
  stream: NodeJS.WriteStream = process.stderr,
): Promise<{ onProgress: (progress: TransferProgress) => void; stop: () => void }> {
  const { SingleBar, Presets } = (await import('cli-progress')).default;
  const begun = new Set<string>();
  let bar: InstanceType<typeof SingleBar> | undefined;
  const stop = (): void => {
    bar?.stop();
    bar = undefined;
  };
  const onProgress = ({ file, bytes, total }: TransferProgress): void => {
    if (total === undefined || total < WORTH_A_BAR) return;
    if (!begun.has(file)) {
      begun.add(file);
      stop();
      if (!stream.isTTY) stream.write(`fetching ${visibleLine(file)} (${formatBytes(total)})\n`);
      else {
        const format = `{bar} {percentage} %  ${visibleLine(file)}  {done} of {all}  {eta_formatted} left`;
        bar = new SingleBar(
          { format, stream: unguarded(stream), hideCursor: true, clearOnComplete: true },
          Presets.shades_classic,
        );
        bar.start(total, bytes);
      }
    }
    bar?.update(bytes, { done: formatBytes(bytes), all: formatBytes(total) });
    if (bytes >= total) stop();
  };
  return { onProgress, stop };
}
