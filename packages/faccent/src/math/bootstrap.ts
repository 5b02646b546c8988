import { checked, count } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import { Random } from './random.js';

/** How a bootstrap resamples. */
export interface BootstrapOptions {
  /** Resamples; 1000 by default. */
  readonly resamples?: number;
  /** Probability that the interval covers; 0.95 by default. */
  readonly level?: number;
  /** Seed of the resampling, a whole number; 0 by default. */
  readonly randomSeed?: number;
}

/** A mean with the interval that it lies in. */
export interface MeanInterval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** 0, 1, … below a count. */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** The value below which the share `q` of sorted values lies, between neighbours by proportion. */
function quantile(sorted: ArrayLike<number>, q: number): number {
  const at = q * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at - Math.floor(at));
}

/**
 * Percentile bootstrap interval (Efron 1979) of anything that is computed of one sample or several. The same seed gives
 * the same interval.
 * @param sizes how many members each sample has
 * @param statistic of one list of members' indices a sample, drawn with replacement; a NaN does not count
 * @returns the interval's ends, in the statistic's unit; NaN where the statistic always is
 * @throws FaccentError for an empty sample, and options out of range
 * @example
 * const [a, b] = [[5, 6, 7, 9], [1, 2, 2, 3]];
 * const mean = (values: number[]) => values.reduce((sum, v) => sum + v) / values.length;
 * const difference = (i: number[], j: number[]) => mean(i.map((k) => a[k])) - mean(j.map((k) => b[k]));
 * bootstrap([a.length, b.length], difference).low > 0; // true
 */
export function bootstrap(
  sizes: readonly number[],
  statistic: (...drawn: number[][]) => number,
  options: BootstrapOptions = {},
): { readonly low: number; readonly high: number } {
  const { level = 0.95, randomSeed = 0 } = options;
  const resamples = checked(count(), options.resamples ?? 1000, 'resamples');
  if (!(level > 0 && level < 1))
    throw new FaccentError(`the interval's level lies between 0 and 1; it is ${level}`);
  if (!sizes.length || sizes.some((size) => !(size > 0)))
    throw new FaccentError('an interval is made of samples with one member or more each');
  const random = new Random(randomSeed);
  const values = upTo(resamples).map(() =>
    statistic(...sizes.map((size) => upTo(size).map(() => random.below(size)))),
  );
  const sorted = Float64Array.from(values.filter((v) => !Number.isNaN(v))).sort();
  const tail = (1 - level) / 2;
  const end = (q: number): number => (sorted.length ? quantile(sorted, q) : NaN);
  return { low: end(tail), high: end(1 - tail) };
}

/**
 * A mean with its percentile bootstrap interval: of differences, one a photograph, the interval of a paired comparison.
 * @throws FaccentError for no values, and options out of range
 * @example
 * const [before, after] = [[1, 2, 3, 4], [3, 3, 6, 5]];
 * const { mean, low } = meanInterval(after.map((v, i) => v - before[i])); // a low above 0: it rose
 * mean; // 1.75
 */
export function meanInterval(values: ArrayLike<number>, options: BootstrapOptions = {}): MeanInterval {
  const mean = (drawn: readonly number[]): number =>
    drawn.reduce((sum, i) => sum + values[i]!, 0) / drawn.length;
  const interval = bootstrap([values.length], mean, options);
  return { mean: mean(upTo(values.length)), ...interval };
}
