import { FaccentError } from '../errors.js';

function sameLength(a: ArrayLike<number>, b: ArrayLike<number>): void {
  if (a.length !== b.length || a.length === 0)
    throw new FaccentError(`maps of ${a.length} and ${b.length} values cannot be compared`);
}

/**
 * Pearson's correlation of two maps.
 * @returns [−1, 1]; NaN where a map is constant
 * @throws FaccentError for maps of different lengths, or none
 * @example pearson([1, 2, 3], [2, 4, 6]); // 1
 * @example
 * const [a, b] = [await saliency(model, photo, objective), await smoothGrad(model, photo, objective)];
 * console.log(pearson(a.map, b.map));
 */
export function pearson(a: ArrayLike<number>, b: ArrayLike<number>): number {
  sameLength(a, b);
  const mean = (v: ArrayLike<number>): number => Array.from(v).reduce((sum, x) => sum + x, 0) / v.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [both, ofA, ofB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]! - meanA, b[i]! - meanB];
    both += x * y;
    ofA += x * x;
    ofB += y * y;
  }
  return both / Math.sqrt(ofA * ofB);
}

/** Indices of values in descending order; equal values keep theirs. */
export function descending(values: ArrayLike<number>): Uint32Array {
  return Uint32Array.from({ length: values.length }, (_, i) => i).sort((i, j) => values[j]! - values[i]!);
}

/** Ranks from 0; equal values share the mean of theirs. */
function ranks(values: ArrayLike<number>): Float64Array {
  const order = descending(values);
  const out = new Float64Array(values.length);
  for (let first = 0; first < order.length;) {
    let end = first + 1;
    while (end < order.length && values[order[end]!] === values[order[first]!]) end++;
    for (let i = first; i < end; i++) out[order[i]!] = (first + end - 1) / 2;
    first = end;
  }
  return out;
}

/**
 * Spearman's rank correlation of two maps: Pearson's of their ranks, which Adebayo et al. 2018 (section 3) compare maps
 * by. Of signed maps, compare magnitudes too.
 * @returns [−1, 1]; NaN where a map is constant
 * @throws FaccentError for maps of different lengths, or none
 * @example spearman([1, 2, 3], [1, 4, 9]); // 1: the same order
 * @example
 * const trained = await saliency(model, photo, objective);
 * const untrained = await saliency(randomizeWeights(model, { from: 'block5a', randomSeed: 1 }), photo, objective);
 * console.log(spearman(trained.map, untrained.map)); // near 0 where a map shows what was learnt
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  sameLength(a, b);
  return pearson(ranks(a), ranks(b));
}

/**
 * How far two maps agree on their strongest positions: intersection over union of the `count` largest values of each.
 * @returns [0, 1]; for unrelated maps about count / (2 · length − count)
 * @throws FaccentError for maps of different lengths, and a count that is not 1 to their length
 * @example topOverlap([9, 8, 1, 0], [9, 1, 8, 0], 2); // 0.333
 */
export function topOverlap(a: ArrayLike<number>, b: ArrayLike<number>, count: number): number {
  sameLength(a, b);
  if (!(Number.isInteger(count) && count >= 1 && count <= a.length))
    throw new FaccentError(`the strongest of ${a.length} values are 1 to ${a.length}, not ${count}`);
  const top = new Set(descending(a).subarray(0, count));
  const common = descending(b)
    .subarray(0, count)
    .filter((i) => top.has(i)).length;
  return common / (2 * count - common);
}
