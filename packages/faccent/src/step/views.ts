import { FaccentError } from '../errors.js';

/** What a step of so many views took. */
export interface MeasuredStep {
  readonly views: number;
  readonly seconds: number;
}

/** More views than the default make pictures no better (docs/defaults.md). */
const MOST = 16;

/** Views go through a network in groups of as many; a number that leaves a rest makes smaller groups, which cost more. */
const GROUP = 4;

/**
 * How many views a step can take within a time, by what one took: 1 to 4, 8, 12 or 16, and 1 where even that is too slow.
 * A step's time is taken to grow with its views, which is more than it does.
 * @param seconds for a step
 * @throws FaccentError unless all of these are above 0
 * @example
 * const views = viewsWithin(0.5, { views: 4, seconds: 0.28 });
 * await accentuate(model, photo, objective, { transform: box({ views }) });
 * @example viewsWithin(0.5, { views: 4, seconds: 0.28 }); // 4
 */
export function viewsWithin(seconds: number, { views, seconds: taken }: MeasuredStep): number {
  if (![seconds, views, taken].every((x) => x > 0 && Number.isFinite(x)))
    throw new FaccentError(
      `views and seconds are above 0, not ${views} views in ${taken} s and ${seconds} s for a step`,
    );
  const most = Math.max(1, Math.min(MOST, Math.floor((views * seconds) / taken)));
  return most < GROUP ? most : most - (most % GROUP);
}
