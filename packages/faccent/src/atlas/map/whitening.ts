import { type Points, countOf, pointAt } from './points.js';

/** Second moments of activation vectors: symmetric, (channels, channels), row by row. */
type Moments = Float64Array;

/** Turns a direction by the inverse of how activations vary together. */
export interface Whitening {
  /** In [0, 1]: how far the moments were moved towards a multiple of the identity. */
  readonly shrinkage: number;
  /** @param direction (channels) @returns of unit length; all zeros stay so */
  turn(direction: ArrayLike<number>): Float64Array;
}

/**
 * The whitening of Carter et al. 2019: a direction times the inverse of the second moments AᵀA/n of the activations, which
 * are not centred. So channels that are active in everything count for little, and what sets a direction apart counts
 * (docs/method.md, 12.4). The moments are shrunk as Ledoit & Wolf 2004 say, since those of fewer points than channels have
 * no inverse, and those of a few more a bad one.
 * @example whitening(points).turn(meanOf(points, cell))
 */
export function whitening(points: Points): Whitening {
  const { channels } = points;
  const moments = secondMoments(points);
  const shrinkage = shrink(moments, points);
  const factor = cholesky(moments, channels);
  return {
    shrinkage,
    turn: (direction) => {
      const turned = solve(factor, channels, direction);
      const length = Math.sqrt(turned.reduce((sum, v) => sum + v * v, 0));
      return length > 0 ? turned.map((v) => v / length) : turned;
    },
  };
}

function secondMoments(points: Points): Moments {
  const { channels } = points;
  const count = countOf(points);
  const moments = new Float64Array(channels * channels);
  for (let i = 0; i < count; i++) {
    const point = pointAt(points, i);
    for (let row = 0; row < channels; row++) {
      const value = point[row]!;
      // half of what a ReLU gives is 0
      if (value === 0) continue;
      const start = row * channels;
      for (let column = 0; column <= row; column++) moments[start + column]! += value * point[column]!;
    }
  }
  for (let row = 0; row < channels; row++)
    for (let column = 0; column <= row; column++) {
      const mean = moments[row * channels + column]! / count;
      moments[row * channels + column] = mean;
      moments[column * channels + row] = mean;
    }
  return moments;
}

/** Moves moments towards a multiple of the identity, in place. @returns how far: 0 to 1 */
function shrink(moments: Moments, points: Points): number {
  const { channels } = points;
  const count = countOf(points);
  let [trace, squares, fourth] = [0, 0, 0];
  for (let c = 0; c < channels; c++) trace += moments[c * channels + c]!;
  for (const v of moments) squares += v * v;
  for (let i = 0; i < count; i++) {
    let own = 0;
    for (const v of pointAt(points, i)) own += v * v;
    fourth += own * own;
  }
  const mean = trace / channels;
  // squared distances: of the moments from the multiple, and of the mean of n such from what it is a mean of
  const spread = squares - channels * mean * mean;
  const error = (fourth / count - squares) / count;
  const shrinkage = spread > 0 ? Math.min(1, error / spread) : 1;
  for (let i = 0; i < moments.length; i++) moments[i]! *= 1 - shrinkage;
  // where nothing is active there is nothing to turn by; a channel that never is has an inverse nevertheless
  const least = Math.max(shrinkage * mean, 1e-6 * mean) || 1;
  for (let c = 0; c < channels; c++) moments[c * channels + c]! += least;
  return shrinkage;
}

/** L, lower triangular and in place of the upper half nothing, with L·Lᵀ the positive definite matrix. */
function cholesky(matrix: Moments, n: number): Float64Array {
  const lower = new Float64Array(n * n);
  for (let row = 0; row < n; row++) {
    const at = row * n;
    for (let column = 0; column <= row; column++) {
      const other = column * n;
      let sum = matrix[at + column]!;
      for (let k = 0; k < column; k++) sum -= lower[at + k]! * lower[other + k]!;
      lower[at + column] = row === column ? Math.sqrt(sum) : sum / lower[other + column]!;
    }
  }
  return lower;
}

/** The solution of L·Lᵀ·x = b. */
function solve(lower: Float64Array, n: number, b: ArrayLike<number>): Float64Array {
  const x = Float64Array.from(b);
  for (let row = 0; row < n; row++) {
    for (let k = 0; k < row; k++) x[row]! -= lower[row * n + k]! * x[k]!;
    x[row]! /= lower[row * n + row]!;
  }
  for (let row = n - 1; row >= 0; row--) {
    for (let k = row + 1; k < n; k++) x[row]! -= lower[k * n + row]! * x[k]!;
    x[row]! /= lower[row * n + row]!;
  }
  return x;
}
