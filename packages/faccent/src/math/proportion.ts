import { FaccentError } from '../errors.js';
import type { MeanInterval } from './bootstrap.js';

/** What a normal number stays below with probability 0.975. */
const Z = 1.959963984540054;

/**
 * A proportion with Wilson's score interval (1927), which covers with 95 %: of what one participant did, say, where there
 * is nobody to resample.
 * @param hits of so many trials
 * @throws FaccentError unless 0 ≤ hits ≤ trials, and trials ≥ 1
 * @example const { mean, low, high } = proportion(9, 10); // 0.9, 0.596, 0.982
 */
export function proportion(hits: number, trials: number): MeanInterval {
  if (!(trials >= 1 && hits >= 0 && hits <= trials))
    throw new FaccentError(`a proportion is of 0 to n hits in n trials, 1 or more; not ${hits} in ${trials}`);
  const mean = hits / trials;
  const scale = 1 + Z ** 2 / trials;
  const centre = (mean + Z ** 2 / (2 * trials)) / scale;
  const half = (Z / scale) * Math.sqrt((mean * (1 - mean)) / trials + Z ** 2 / (4 * trials ** 2));
  // at the ends it is theirs, whatever rounding makes of it
  return { mean, low: hits === 0 ? 0 : centre - half, high: hits === trials ? 1 : centre + half };
}

/**
 * The difference of two proportions of different trials with Newcombe's hybrid score interval (1998, method 10), of 95 %.
 * @throws FaccentError as `proportion`
 * @example
 * const { low } = proportionDifference({ hits: 9, trials: 10 }, { hits: 5, trials: 10 });
 * low > 0; // false: ten trials do not tell them apart
 */
export function proportionDifference(one: Counted, other: Counted): MeanInterval {
  const [a, b] = [proportion(one.hits, one.trials), proportion(other.hits, other.trials)];
  const mean = a.mean - b.mean;
  return {
    mean,
    low: mean - Math.hypot(a.mean - a.low, b.high - b.mean),
    high: mean + Math.hypot(a.high - a.mean, b.mean - b.low),
  };
}

/** Hits in so many trials. */
export interface Counted {
  readonly hits: number;
  readonly trials: number;
}
