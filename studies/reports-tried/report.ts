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

const WORST = ['wrong', 'refused', 'right'] as const;

/** The worst of a report's attempts. */
export const outcome = ({ found }: Tried): Found['outcome'] =>
  WORST.find((worst) => found.some((f) => f.outcome === worst))!;

/** An issue of GitHub by its repository and number. */
export const issue = (repository: string, number: number): string =>
  `https://github.com/${repository}/issues/${number}`;
