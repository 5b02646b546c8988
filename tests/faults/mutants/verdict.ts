import type { Report } from './watch.js';

/** How many times the healthy run's memory a mutant may take. */
const TIMES = 4;

/** What any file may take: networks of a few kilobytes have values of some hundred megabytes, which are made as asked. */
const LEAST = 2 ** 30;

/** Characters that move a terminal's cursor, or hide what follows. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2028\u2029\u2066-\u2069]/;

/** What is wrong with a message that people are to read. */
export function messageFault(message: string): string | undefined {
  if (message.length < 10) return `a message of ${message.length} characters`;
  if (message.length > 2000) return `a message of ${message.length} characters`;
  if (CONTROL.test(message)) return 'control characters in a message';
  if (/\n\s+at /.test(message)) return 'a stack trace in a message';
  return undefined;
}

/** What is wrong with what became of a mutant: nothing where it was used, or refused in one clear message. */
export function faultOf({ ended, died }: Report, healthy: number): string | undefined {
  if (died !== undefined) return died === 'hang' ? 'a hang' : `a crash (${died})`;
  const { error, stray, peak } = ended!;
  if (error && error.type !== 'FaccentError' && error.type !== 'GraphError') return `a ${error.type}`;
  if (stray.length) return `files that nobody asked for: ${stray.join(', ')}`;
  if (peak > Math.max(TIMES * healthy, LEAST))
    return `${Math.round(peak / 1e6)} MB of memory, healthy ${Math.round(healthy / 1e6)} MB`;
  return error && messageFault(error.message);
}
