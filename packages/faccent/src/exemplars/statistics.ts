import { FaccentError } from '../errors.js';

/**
 * The parts of a channel's photographs whose levels are told.
 * @example LEVELS.includes(0.99); // true
 */
export const LEVELS = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999] as const;

/** How a channel is over many photographs, in the layer's own units. */
export interface ChannelStatistics {
  readonly count: number;
  readonly mean: number;
  /** The sample's, over n − 1; 0 of one photograph. */
  readonly deviation: number;
  readonly min: number;
  readonly max: number;
  /** Those of `LEVELS`, in their order. */
  readonly quantiles: readonly number[];
}

/**
 * Mean, deviation, range and quantiles of a channel over photographs.
 * @param values one a photograph, one or more; the mean is summed in their order
 * @throws FaccentError on no values, or ones that are not finite
 * @example channelStatistics([1, 2, 3]).deviation; // 1
 * @example const { mean, max } = channelStatistics(await objectiveValues(model, objective, photos));
 */
export function channelStatistics(values: ArrayLike<number>): ChannelStatistics {
  const sorted = rising(values);
  const count = values.length;
  let [sum, squares] = [0, 0];
  for (let i = 0; i < count; i++) sum += values[i]!;
  const mean = sum / count;
  for (let i = 0; i < count; i++) squares += (values[i]! - mean) ** 2;
  return {
    ...{ count, mean, deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : 0 },
    ...{ min: sorted[0]!, max: sorted[count - 1]! },
    quantiles: LEVELS.map((level) => between(sorted, level)),
  };
}

/**
 * The level that a part of some values lies below: a target for a feature, say, that a twentieth of photographs reach.
 * Between two values it is interpolated, as NumPy does.
 * @param part from 0 (the smallest value) to 1 (the largest)
 * @throws FaccentError on no values, ones that are not finite, or a part that is none
 * @example quantile([0, 1, 2, 3], 0.5); // 1.5
 * @example
 * const level = quantile(await objectiveValues(model, objective, photos), 0.95);
 * await accentuateTo(model, photo, objective, [level]);
 */
export function quantile(values: ArrayLike<number>, part: number): number {
  if (!(part >= 0 && part <= 1)) throw new FaccentError(`a quantile is from 0 to 1, not ${part}`);
  return between(rising(values), part);
}

function rising(values: ArrayLike<number>): Float64Array {
  if (values.length === 0) throw new FaccentError('a distribution has at least one value; this one has none');
  const sorted = Float64Array.from(values).sort();
  // numbers that are none are sorted to the ends
  for (const end of [sorted[0]!, sorted[sorted.length - 1]!])
    if (!Number.isFinite(end)) throw new FaccentError(`a distribution has finite values, not ${end}`);
  return sorted;
}

function between(sorted: Float64Array, part: number): number {
  const at = part * (sorted.length - 1);
  const below = Math.floor(at);
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!];
  return low + (high - low) * (at - below);
}
