import { checked, positive } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import { Random } from './random.js';

/** Numbers row by row. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: ArrayLike<number>;
}

/** Options of `factorize`. */
export interface NmfOptions {
  /** At most this many updates of each factor; 200 by default. */
  readonly iterations?: number;
  /** Seed of the random start, a whole number; 0 by default. */
  readonly randomSeed?: number;
  /** Stop when an update lowers the error by less than this; 1e-7 by default. */
  readonly tolerance?: number;
}

/** matrix ≈ coefficients · components, all of them 0 or more. */
export interface Factorization {
  /** U (rows, rank). */
  readonly coefficients: Matrix & { readonly data: Float32Array };
  /** W (rank, columns); each row of unit L2 length, or zero where fewer components suffice. */
  readonly components: Matrix & { readonly data: Float32Array };
  /** ‖matrix − U·W‖ / ‖matrix‖, in [0, 1]; below about 1e-7 it is rounding noise. */
  readonly error: number;
  /** Updates done. */
  readonly iterations: number;
}

/**
 * Non-negative matrix factorization by hierarchical alternating least squares (Cichocki and Phan 2009), in float64
 * from a random start; the same seed gives the same bits. Components are in the order of what they explain, the most
 * first. Time grows with rows · columns · rank · iterations; it runs on the calling thread.
 * @param rank number of components, 1 or more
 * @throws FaccentError if data do not fit the shape, are negative, not finite or all zero, or on an impossible rank
 * @example
 * const data = [1, 2, 2, 4, 3, 6]; // three rows of one direction
 * const { components, error } = nmf({ rows: 3, columns: 2, data }, 1);
 * components.data[1] / components.data[0]; // 2.000
 */
export function nmf(
  matrix: Matrix,
  rank: number,
  { iterations = 200, randomSeed = 0, tolerance = 1e-7 }: NmfOptions = {},
): Factorization {
  checkRank(rank);
  checked(positive, iterations, 'iterations');
  const { rows, columns } = matrix;
  const a = checkedData(matrix);
  const square = dot(a, a);
  // both factors are held tall, (rows, rank) and (columns, rank): one update serves either
  const random = new Random(randomSeed);
  const scale = Math.sqrt(a.reduce((sum, v) => sum + v, 0) / a.length / rank);
  const start = (count: number): Float64Array =>
    Float64Array.from({ length: count * rank }, () => 2 * scale * random.uniform());
  const [u, v] = [start(rows), start(columns)];
  let gramV = gram(v, rank);
  let error = Infinity;
  let done = 0;
  while (done < iterations) {
    improve(u, times(a, columns, v, rank), gramV);
    const gramU = gram(u, rank);
    const projected = times(a, columns, u, rank, true);
    improve(v, projected, gramU);
    gramV = gram(v, rank);
    done++;
    const rest = square - 2 * dot(projected, v) + dot(gramU, gramV);
    const before = error;
    error = Math.sqrt(Math.max(0, rest) / square);
    if (before - error < tolerance) break;
  }
  return { ...ordered(u, v, rank), error, iterations: done };
}

export function checkRank(rank: number): void {
  if (!(Number.isInteger(rank) && rank >= 1))
    throw new FaccentError(`the rank of a factorization is 1, 2, …, not ${rank}`);
}

function checkedData({ rows, columns, data }: Matrix): Float64Array {
  if (data.length !== rows * columns || data.length === 0)
    throw new FaccentError(
      `a matrix of ${rows} × ${columns} has ${rows * columns} numbers, not ${data.length}`,
    );
  const wrong = Array.prototype.findIndex.call(data, (v: number) => !(v >= 0 && v < Infinity));
  if (wrong >= 0) {
    throw new FaccentError(
      `the matrix has ${data[wrong]} in row ${Math.floor(wrong / columns)}, column ${wrong % columns}: a ` +
        'non-negative factorization takes finite numbers of 0 or more, such as a layer has after a ReLU',
    );
  }
  const values = Float64Array.from(data);
  if (values.every((v) => v === 0))
    throw new FaccentError('the matrix is all zeros: there is nothing to factorize');
  return values;
}

/** Each coefficient in turn at its least-squares value given the others, or at 0: x += (p − x·Q) / Q_kk. */
function improve(x: Float64Array, p: Float64Array, q: Float64Array): void {
  const rank = Math.sqrt(q.length);
  for (let row = 0; row < x.length; row += rank) {
    for (let k = 0; k < rank; k++) {
      const own = q[k * rank + k]!;
      if (own === 0) continue;
      let rest = p[row + k]!;
      for (let l = 0; l < rank; l++) rest -= x[row + l]! * q[l * rank + k]!;
      x[row + k] = Math.max(0, x[row + k]! + rest / own);
    }
  }
}

/** A (n, columns) · x (columns, rank), and with `transposed` Aᵀ (columns, n) · x (n, rank). */
function times(
  a: Float64Array,
  columns: number,
  x: Float64Array,
  rank: number,
  transposed = false,
): Float64Array {
  const rows = a.length / columns;
  const out = new Float64Array((transposed ? columns : rows) * rank);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const value = a[i * columns + j]!;
      // activations after a ReLU are mostly zeros
      if (value === 0) continue;
      const to = (transposed ? j : i) * rank;
      const from = (transposed ? i : j) * rank;
      for (let k = 0; k < rank; k++) out[to + k]! += value * x[from + k]!;
    }
  }
  return out;
}

/** xᵀ · x (rank, rank) of x (n, rank). */
const gram = (x: Float64Array, rank: number): Float64Array => times(x, rank, x, rank, true);

function dot(x: Float64Array, y: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
  return sum;
}

/** Components of unit length, those that explain most of the matrix first. */
function ordered(
  u: Float64Array,
  v: Float64Array,
  rank: number,
): Pick<Factorization, 'coefficients' | 'components'> {
  const [rows, columns] = [u.length / rank, v.length / rank];
  const length = (x: Float64Array, k: number): number =>
    Math.sqrt(x.reduce((sum, value, i) => (i % rank === k ? sum + value * value : sum), 0));
  const found = Array.from({ length: rank }, (_, k) => ({
    k,
    norm: length(v, k),
    weight: length(u, k) * length(v, k),
  }));
  found.sort((a, b) => b.weight - a.weight || a.k - b.k);
  const coefficients = new Float32Array(u.length);
  const components = new Float32Array(v.length);
  found.forEach(({ k, norm, weight }, at) => {
    // what has no weight explains nothing, whatever its direction
    if (weight === 0) return;
    for (let i = 0; i < rows; i++) coefficients[i * rank + at] = u[i * rank + k]! * norm;
    for (let j = 0; j < columns; j++) components[at * columns + j] = v[j * rank + k]! / norm;
  });
  return {
    coefficients: { rows, columns: rank, data: coefficients },
    components: { rows: rank, columns, data: components },
  };
}
