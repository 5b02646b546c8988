import { pearson } from '../attribution/agreement.js';
import { wholeNumber } from '../attribution/views.js';
import { FaccentError } from '../errors.js';
import { Random } from '../random.js';

/** How likeness is measured, and its intervals. */
export interface CoherenceOptions {
  /** Pearson's correlation by default, which does not count what all channels share. */
  readonly measure?: 'pearson' | 'cosine';
  /** Bootstrap resamples; 1000 by default. */
  readonly resamples?: number;
  /** Probability that the interval covers; 0.95 by default. */
  readonly level?: number;
  /** Seed of the resampling, a whole number; 0 by default. */
  readonly randomSeed?: number;
}

/** A mean over pairs of vectors, with its bootstrap interval: NaN where there is no pair. */
export interface Estimate {
  /** [−1, 1]. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
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

/** The value below which the share `q` of sorted values lies, between neighbours by proportion. */
function quantile(sorted: ArrayLike<number>, q: number): number {
  const at = q * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at - Math.floor(at));
}

const all = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** The mean over pairs, and percentiles of it over resamples of the vectors (not of pairs, which share vectors). */
function estimate(a: Vectors, b: Vectors, within: boolean, options: Required<CoherenceOptions>): Estimate {
  const measure = MEASURES[options.measure];
  const matrix = a.map((x) => Float64Array.from(b, (y) => measure(x, y)));
  const random = new Random(options.randomSeed);
  const drawn = (count: number): number[] => all(count).map(() => random.below(count));
  const means = all(options.resamples).map(() => {
    const rows = drawn(a.length);
    return meanOver(matrix, rows, within ? rows : drawn(b.length), within).mean;
  });
  const sorted = Float64Array.from(means.filter((mean) => !Number.isNaN(mean))).sort();
  const tail = (1 - options.level) / 2;
  const [low, high] = sorted.length ? [quantile(sorted, tail), quantile(sorted, 1 - tail)] : [NaN, NaN];
  return { ...meanOver(matrix, all(a.length), all(b.length), within), low, high };
}

/**
 * How alike two groups of attribution vectors are, at one layer: the mean similarity over pairs, within each group and
 * between them, with percentile bootstrap intervals over the vectors (Efron 1979). The same seed gives the same numbers.
 * @param vectorsA (channels) each, of `attributionVectors`
 * @param vectorsB of the same length
 * @returns a group of one vector has no pairs within: NaN
 * @throws FaccentError for an empty group, vectors of different lengths, and options out of range
 * @example const { between } = coherence(natural.layers.mixed4a, accentuated.layers.mixed4a, { measure: 'cosine' })
 */
export function coherence(vectorsA: Vectors, vectorsB: Vectors, options: CoherenceOptions = {}): Coherence {
  const { measure = 'pearson', resamples = 1000, level = 0.95, randomSeed = 0 } = options;
  const settings = { measure, level, randomSeed, resamples: wholeNumber('resamples', resamples) };
  if (!(level > 0 && level < 1))
    throw new FaccentError(`the interval's level lies between 0 and 1; it is ${level}`);
  if (!Object.hasOwn(MEASURES, measure))
    throw new FaccentError(`vectors are compared by pearson or cosine, not by "${String(measure)}"`);
  if (!vectorsA.length || !vectorsB.length)
    throw new FaccentError('coherence compares two groups of vectors');
  const length = vectorsA[0]!.length;
  if ([...vectorsA, ...vectorsB].some((v) => v.length !== length || length === 0))
    throw new FaccentError('vectors that are compared have one number for each channel of one layer');
  return {
    withinA: estimate(vectorsA, vectorsA, true, settings),
    withinB: estimate(vectorsB, vectorsB, true, settings),
    between: estimate(vectorsA, vectorsB, false, settings),
  };
}
