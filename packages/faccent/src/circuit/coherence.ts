import { pearson } from '../attribution/agreement.js';
import { FaccentError } from '../errors.js';
import { type BootstrapOptions, type MeanInterval, bootstrap, upTo } from '../math/bootstrap.js';

/** How likeness is measured, and its intervals. */
export interface CoherenceOptions extends BootstrapOptions {
  /** Pearson's correlation by default, which does not count what all channels share. */
  readonly measure?: 'pearson' | 'cosine';
}

/** A mean over pairs of vectors, in [−1, 1], with its bootstrap interval: NaN where there is no pair. */
export interface Estimate extends MeanInterval {
  /** Pairs that count: those of a vector without direction (constant, or zeros) do not. */
  readonly pairs: number;
}

/** How alike vectors are. */
export interface Coherence {
  /** Pairs of two different vectors of the first group. */
  readonly withinA: Estimate;
  /** The same of the second. */
  readonly withinB: Estimate;
  /** Pairs of one of each. */
  readonly between: Estimate;
}

/** The cosine of two vectors' angle; NaN for a vector of zeros. */
function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [both, ofA, ofB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    both += a[i]! * b[i]!;
    ofA += a[i]! * a[i]!;
    ofB += b[i]! * b[i]!;
  }
  return both / Math.sqrt(ofA * ofB);
}

const MEASURES = { pearson, cosine } as const;

type Vectors = readonly ArrayLike<number>[];

/** Mean of a matrix over pairs of rows and columns; within a group, a vector's pairs with itself are left out. */
function meanOver(
  matrix: readonly Float64Array[],
  rows: ArrayLike<number>,
  columns: ArrayLike<number>,
  within: boolean,
) {
  let [sum, pairs] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    for (let j = within ? i + 1 : 0; j < columns.length; j++) {
      // a vector that was drawn twice says nothing of how alike two are
      if (within && rows[i] === columns[j]) continue;
      const value = matrix[rows[i]!]![columns[j]!]!;
      if (Number.isNaN(value)) continue;
      sum += value;
      pairs++;
    }
  }
  return { mean: sum / pairs, pairs };
}

/** The mean over pairs, and percentiles of it over resamples of the vectors (not of pairs, which share vectors). */
function estimate(a: Vectors, b: Vectors, within: boolean, options: CoherenceOptions): Estimate {
  const measure = MEASURES[options.measure ?? 'pearson'];
  const matrix = a.map((x) => Float64Array.from(b, (y) => measure(x, y)));
  const mean = (rows: number[], columns = rows): number => meanOver(matrix, rows, columns, within).mean;
  const interval = bootstrap(within ? [a.length] : [a.length, b.length], mean, options);
  return { ...meanOver(matrix, upTo(a.length), upTo(b.length), within), ...interval };
}

/**
 * How alike two groups of attribution vectors are, at one layer: the mean similarity over pairs, within each group and
 * between them, with percentile bootstrap intervals over the vectors (Efron 1979). The same seed gives the same numbers.
 * @param vectorsA (channels) each, of `attributionVectors`
 * @param vectorsB of the same length
 * @returns a group of one vector has no pairs within: NaN
 * @throws FaccentError for an empty group, vectors of different lengths, and options out of range
 * @example
 * const natural = await attributionVectors(model, photos.slice(0, 4), objective, ['block5a']);
 * const accentuated = await attributionVectors(model, [image, photo], objective, ['block5a']);
 * const { between } = coherence(natural.layers.block5a, accentuated.layers.block5a, { measure: 'cosine' });
 */
export function coherence(vectorsA: Vectors, vectorsB: Vectors, options: CoherenceOptions = {}): Coherence {
  const { measure = 'pearson' } = options;
  if (!Object.hasOwn(MEASURES, measure))
    throw new FaccentError(`vectors are compared by pearson or cosine, not by "${String(measure)}"`);
  if (!vectorsA.length || !vectorsB.length)
    throw new FaccentError('coherence compares two groups of vectors');
  const length = vectorsA[0]!.length;
  if ([...vectorsA, ...vectorsB].some((v) => v.length !== length || length === 0))
    throw new FaccentError('vectors that are compared have one number for each channel of one layer');
  return {
    withinA: estimate(vectorsA, vectorsA, true, options),
    withinB: estimate(vectorsB, vectorsB, true, options),
    between: estimate(vectorsA, vectorsB, false, options),
  };
}
