import { shortened, visibleLine, visibleText } from '../../formats/visible-text.js';
import { OWN_ESCAPE } from './colours.js';

/** UTF-16 units that one message has at most. */
const LONGEST_MESSAGE = 1900;

/** What is printed, as a terminal may have it: of escapes our own colours alone. */
export const forTerminal = (text: string): string => text.split(OWN_ESCAPE).map(visibleText).join('\u001b');

/** A message as one line that a person reads, whatever a file put into it. */
export function messageLine(text: string): string {
  // what is written out is longer
  const lines = shortened(text, 4 * LONGEST_MESSAGE).split('\n');
  const said = lines.map((line) => line.trim()).filter(Boolean);
  return shortened(visibleLine(said.join(' ')), LONGEST_MESSAGE);
}

/** What a command has said once. */
export const said = new Set<string>();

const raw = new WeakMap<NodeJS.WriteStream, NodeJS.WriteStream>();

/** A stream that is guarded as it was, for what draws on the terminal: bars. */
export const unguarded = (stream: NodeJS.WriteStream): NodeJS.WriteStream => raw.get(stream) ?? stream;

/**
 * From here on all that is printed goes through `forTerminal`. Who reads it may stop, as `| head` does: what is still
 * printed is for nobody, and results go to files. Nothing has been said yet.
 */
export function guardTerminal(): void {
  said.clear();
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
    raw.set(stream, Object.create(stream, { write: { value: write } }) as NodeJS.WriteStream);
    stream.write = (chunk: unknown, ...rest: unknown[]): boolean =>
      write(typeof chunk === 'string' ? forTerminal(chunk) : chunk, ...rest);
    stream.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED' || process.exitCode) return;
      process.exitCode = 1;
      if (stream === process.stdout) console.error(`error: cannot print the result: ${message}`);
    });
  }
}
