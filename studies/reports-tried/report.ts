import type { Expectation } from './expect.js';

/** A command as a person would type it in the folder of files, and what it must give. */
export interface Attempt {
  readonly command: string;
  readonly gives: Expectation;
}

/** A public report of somebody's, and what was made of it to be tried. */
export interface Report {
  /** The tool that it was written to. */
  readonly tool: string;
  /** Its address; several where several tell the same. */
  readonly links: readonly string[];
  readonly brought: string;
  readonly went: string;
  readonly should: string;
  readonly attempts: readonly Attempt[];
}

/** How an attempt ended: as it should; refused in words that say how to mend it, as it should; or wrong. */
export interface Found {
  readonly outcome: 'right' | 'refused' | 'wrong';
  readonly words: string;
}

/** A report that was tried. */
export interface Tried {
  readonly report: Report;
  readonly found: readonly Found[];
}

/**
 * How a report ended: all of its attempts right, or all refused in words; or some refused as they should be (what is not
 * stated is asked for, what cannot be is said) and the others right; or one wrong.
 */
export type Outcome = Found['outcome'] | 'right, and refused where it must be';

export function outcome({ found }: Tried): Outcome {
  const all = new Set(found.map((f) => f.outcome));
  if (all.has('wrong')) return 'wrong';
  return all.size > 1 ? 'right, and refused where it must be' : [...all][0]!;
}

/** An issue of GitHub by its repository and number. */
export const issue = (repository: string, number: number): string =>
  `https://github.com/${repository}/issues/${number}`;
