import { channelStatistics } from '../exemplars/statistics.js';
import { percentile, standardScore } from '../math/score.js';
import { type Change, change } from './change.js';
import { declareMeasure } from './kind.js';
import { arrow } from './rows.js';

/** An activation among those of natural images. */
export interface Natural {
  /** How many images there are. */
  readonly count: number;
  /** In standard deviations above the mean. */
  readonly standardScore: Change;
  /** Percentage that lies below, 0 to 100. */
  readonly percentile: Change;
}

/** Parts of a standard deviation that the same activation differs by where it was computed in another order. */
const ROUNDING = 1e-5;

/**
 * The percentage of values that lie below a value. What differs from it by rounding alone is equal to it: a photograph may
 * be one of the natural images itself, and those may have been measured elsewhere.
 */
function percentileOf(value: number, all: ArrayLike<number>): number {
  const { deviation } = channelStatistics(all);
  const isSame = (other: number): boolean => Math.abs(other - value) <= ROUNDING * deviation;
  return percentile(
    value,
    Array.from(all, (other) => (isSame(other) ? value : other)),
  );
}

/**
 * Where an activation lies among those of natural images (docs/method.md, 13.1).
 * @param all the objective on each natural image, two or more
 * @throws FaccentError for values without spread, or too few
 */
export const natural = declareMeasure('natural', {
  about:
    'the activation among those of natural images: in standard deviations above their mean, and the percentage below it, 0 to 100',
  comparedWith: 'natural images',
  compute: ({ before, after }: Change, all: ArrayLike<number>): Natural => ({
    count: all.length,
    standardScore: change(standardScore(before, all), standardScore(after, all)),
    percentile: change(percentileOf(before, all), percentileOf(after, all)),
  }),
  needs: ({ activation, naturalActivations }) => naturalActivations && [activation, naturalActivations],
  row: ({ count, standardScore: score, percentile: below }) => [
    `among ${count} natural images`,
    `${arrow(score.before, score.after, 1)} standard deviations above their mean, percentile ${arrow(below.before, below.after, 0)}`,
  ],
});
