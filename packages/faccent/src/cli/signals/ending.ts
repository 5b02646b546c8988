import type { HeldLock } from '../../platform/node/lock.js';

/** The signals that end a run at a step's border, and what a shell expects of a program that one ended. */
export const ENDING = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Milliseconds in which a run comes to a step's border, or is ended in the middle of one: whoever sends a signal sends
 * another that cannot be heard, after 10 s or more.
 */
export const GRACE = 5000;

/** What is done where a command is ended in the middle of something. */
export interface LastWords {
  /** What is said: how it goes on. */
  readonly text: string;
  readonly locks: readonly HeldLock[];
  /** Files that get these names: what was begun is given back. */
  readonly moves: readonly Move[];
}

/** A file's name, and the one that it gets. */
export type Move = readonly [from: string, to: string];

/** What is said of something that takes longer than that, in milliseconds; nothing once it is done. */
export interface Meanwhile {
  readonly meanwhile: string;
  readonly after: number;
}
