// Arithmetic that the claims share.

/** Values before and after in standard deviations of natural photographs' values above their mean. */
export const standardScores = ({ before, after }, { mean, deviation }) => ({
  before: (before - mean) / deviation,
  after: (after - mean) / deviation,
});

/** For JSON: as many digits as anything here means. */
export const rounded = (_, value) =>
  typeof value === 'number' && Number.isFinite(value) && !Number.isInteger(value)
    ? Number(value.toPrecision(6))
    : value;

/** Of equal-length lists, what one has more than the other, member by member. */
export const differences = (a, b) => a.map((v, i) => v - b[i]);

/** Positions from 0 to a count. */
export const upTo = (count) => Array.from({ length: count }, (_, i) => i);

export const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;
