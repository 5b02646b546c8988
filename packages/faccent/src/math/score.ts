import { FaccentError } from '../errors.js';

/**
 * How many standard deviations a value lies above the mean of others: of natural images' activations, say.
 * @param values two or more; the deviation is the sample's (over n − 1)
 * @throws FaccentError on fewer than two values, ones that are not finite, or all equal
 * @example standardScore(4, [0, 1, 2, 3]); // 1.94
 * @example standardScore(run.result.activation.after, await objectiveValues(model, objective, photos));
 */
export function standardScore(value: number, values: ArrayLike<number>): number {
  const all = checked(values, 2);
  const mean = all.reduce((sum, v) => sum + v, 0) / all.length;
  const variance = all.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (all.length - 1);
  // of equal values, the mean is rounded, and so is what the variance is of
  if (all.every((v) => v === all[0]) || variance === 0)
    throw new FaccentError(`the values are all ${all[0]}: they have no spread to measure by`);
  return (value - mean) / Math.sqrt(variance);
}

/**
 * The percentage, 0 to 100, of values that lie below a value; equal ones count half.
 * @throws FaccentError on no values, or ones that are not finite
 * @example percentile(2, [0, 1, 2, 3]); // 62.5
 * @example percentile(run.result.activation.after, await objectiveValues(model, objective, photos));
 */
export function percentile(value: number, values: ArrayLike<number>): number {
  const all = checked(values, 1);
  const below = all.filter((v) => v < value).length;
  const equal = all.filter((v) => v === value).length;
  return (100 * (below + equal / 2)) / all.length;
}

function checked(values: ArrayLike<number>, least: number): number[] {
  const all = Array.from(values);
  if (all.length < least)
    throw new FaccentError(`a distribution has at least ${least} values; this one has ${all.length}`);
  const wrong = all.find((v) => !Number.isFinite(v));
  if (wrong !== undefined) throw new FaccentError(`a distribution has finite values, not ${wrong}`);
  return all;
}
