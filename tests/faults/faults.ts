import { appendFileSync } from 'node:fs';

/** Faults come in two sizes: a short one in `npm test`, all of them in `npm run test:faults`. */
const full = process.env.FACCENT_FAULTS === 'full';

/**
 * How many of a kind are tried.
 * @example for (let i = 0; i < times(5, 100); i++) …
 */
export const times = (short: number, all: number): number => (full ? all : short);

/** Headings of docs/reliability.md, in their order. */
export type Section = 'runs' | 'folders' | 'caches' | 'models' | 'files' | 'network' | 'mutants';

/** One line of the table in docs/reliability.md. */
export interface Row {
  readonly section: Section;
  /** What was done to it, as a reader of the page has it: `kill -9 at a random moment, fourier, 512 pixels`. */
  readonly what: string;
  /** How many were tried. */
  readonly tried: number;
  /** What became of them: `100 the same to the bit`. */
  readonly outcome: string;
}

/** Adds a line to the table that `npm run test:faults` writes; in `npm test` it does nothing. */
export function tell(row: Row): void {
  const file = process.env.FACCENT_FAULTS_ROWS;
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(row)}\n`);
}

/**
 * A reproducible stream of whole numbers below n.
 * @param seed 1 or more
 */
export function stream(seed: number): (n: number) => number {
  let state = seed % 2147483647;
  return (n) => (state = (state * 48271) % 2147483647) % n;
}
