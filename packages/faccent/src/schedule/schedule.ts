import { type Description, kind } from '../declaration/declare.js';

/**
 * What the learning rate is multiplied by at a step (docs/method.md, 7.2).
 * @param step counted from 0
 * @param steps those of the whole run
 * @returns a factor, finite and 0 or more
 */
export type Schedule = (step: number, steps: number) => number;

/** A schedule that can be written down. */
export type DescribedSchedule = Schedule & {
  /** What `schedules.read` makes the same schedule of. */
  readonly description: Description;
};

/**
 * Declares a schedule: its function, its JSON, its short form and its lines in help and docs come from this.
 * @example export const half = schedule('half', { about, options: {}, build: () => () => 0.5 });
 */
export const schedule = kind<DescribedSchedule, Schedule>('schedule', (factor, { description }) =>
  Object.assign(factor, { description }),
);
