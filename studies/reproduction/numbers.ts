// Arithmetic that the claims share.
import type { Scale } from './subject.js';

/** A number before and after a run. */
export interface Change {
  readonly before: number;
  readonly after: number;
}

/** Values before and after in standard deviations of natural photographs' values above their mean. */
export const standardScores = (
  { before, after }: Change,
  { mean, deviation }: Pick<Scale, 'mean' | 'deviation'>,
): Change => ({
  before: (before - mean) / deviation,
  after: (after - mean) / deviation,
});

/** For JSON: as many digits as anything here means. */
export const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' && Number.isFinite(value) && !Number.isInteger(value)
    ? Number(value.toPrecision(6))
    : value;

/** Of equal-length lists, what one has more than the other, member by member. */
export const differences = (a: readonly number[], b: readonly number[]): number[] =>
  a.map((v, i) => v - b[i]!);
