import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { Random } from './random.js';
import { type Matrix, nmf } from './nmf.js';

/** U·W of a planted factorization, each of whose parts appears alone in some row and some column. */
function planted(rows: number, columns: number, rank: number) {
  const random = new Random(3);
  const some = (alone: boolean): number =>
    alone ? 1 + random.uniform() : random.uniform() < 0.4 ? random.uniform() : 0;
  const u = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: rank }, (_, k) => (i < rank ? Number(i === k) : some(i % rank === k))),
  );
  const w = Array.from({ length: rank }, (_, k) =>
    Array.from({ length: columns }, (_, j) => (j < 2 * rank ? Number(j % rank === k) : some(false))),
  );
  const data = u.flatMap((row) =>
    Array.from({ length: columns }, (_, j) => row.reduce((sum, v, k) => sum + v * w[k]![j]!, 0)),
  );
  return { matrix: { rows, columns, data }, w };
}

const row = ({ data, columns }: Matrix, k: number): number[] =>
  Array.from({ length: columns }, (_, j) => data[k * columns + j]!);
const norm = (v: readonly number[]): number => Math.hypot(...v);
const cosine = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, v, i) => sum + v * b[i]!, 0) / norm(a) / norm(b);

/** ‖A − U·W‖ / ‖A‖, entry by entry. */
function errorOf({ rows, columns, data }: Matrix, u: Matrix, w: Matrix): number {
  let [rest, all] = [0, 0];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let v = data[i * columns + j]!;
      all += v * v;
      for (let k = 0; k < w.rows; k++) v -= u.data[i * w.rows + k]! * w.data[k * columns + j]!;
      rest += v * v;
    }
  }
  return Math.sqrt(rest / all);
}

describe('non-negative factorization', () => {
  test('recovers a planted one', () => {
    const { matrix, w } = planted(60, 24, 4);
    const { components, error } = nmf(matrix, 4, { iterations: 2000, tolerance: 0 });
    expect(error).toBeLessThan(1e-3);
    for (const truth of w) {
      const best = Math.max(...[0, 1, 2, 3].map((k) => cosine(row(components, k), truth)));
      expect(best).toBeGreaterThan(0.9999);
    }
  });

  test('has the error that it says, unit components, nothing negative, and the strongest first', () => {
    const random = new Random(1);
    const matrix = { rows: 30, columns: 20, data: random.fill(600, () => random.uniform()) };
    const { coefficients, components, error } = nmf(matrix, 5);
    expect(error).toBeCloseTo(errorOf(matrix, coefficients, components), 6);
    expect(Math.min(...coefficients.data, ...components.data)).toBeGreaterThanOrEqual(0);
    const lengths = [0, 1, 2, 3, 4].map((k) => norm(row(components, k)));
    lengths.forEach((length) => expect(length).toBeCloseTo(1, 6));
    const weights = [0, 1, 2, 3, 4].map((k) => norm([...coefficients.data.filter((_, i) => i % 5 === k)]));
    expect(weights).toEqual([...weights].sort((a, b) => b - a));
  });

  test('of rank 1 is the outer product that it was given, scale and all', () => {
    const data = [1, 2, 3].flatMap((u) => [3 * u, 4 * u]);
    const { coefficients, components, error } = nmf({ rows: 3, columns: 2, data }, 1);
    expect(error).toBeLessThan(1e-7);
    [0.6, 0.8].forEach((v, i) => expect(components.data[i]).toBeCloseTo(v, 6));
    [5, 10, 15].forEach((v, i) => expect(coefficients.data[i]).toBeCloseTo(v, 5));
  });

  test('never errs more after more updates', () => {
    const { matrix } = planted(20, 12, 3);
    const errors = [1, 2, 5, 20, 100].map((iterations) => nmf(matrix, 3, { iterations, tolerance: 0 }).error);
    errors.slice(1).forEach((error, i) => expect(error).toBeLessThanOrEqual(errors[i]! + 1e-7));
  });

  test('is repeated to the bit by its seed, and stops when it gains nothing', () => {
    const { matrix } = planted(20, 12, 3);
    expect(nmf(matrix, 3, { randomSeed: 7 })).toEqual(nmf(matrix, 3, { randomSeed: 7 }));
    expect(nmf(matrix, 3, { randomSeed: 7 }).coefficients).not.toEqual(nmf(matrix, 3).coefficients);
    expect(nmf(matrix, 3, { iterations: 5000, tolerance: 1e-4 }).iterations).toBeLessThan(500);
  });

  test('has components to spare, which are finite', () => {
    const { components, coefficients, error } = nmf({ rows: 2, columns: 2, data: [1, 0, 0, 0] }, 3);
    expect([...components.data, ...coefficients.data].every(Number.isFinite)).toBe(true);
    expect(error).toBeLessThan(1e-6);
  });

  test.each<[Matrix, number, string]>([
    [{ rows: 2, columns: 2, data: [1, 2, 3] }, 1, 'a matrix of 2 × 2 has 4 numbers, not 3'],
    [{ rows: 0, columns: 2, data: [] }, 1, 'a matrix of 0 × 2'],
    [{ rows: 2, columns: 2, data: [1, 2, 3, -4] }, 1, 'has -4 in row 1, column 1'],
    [{ rows: 1, columns: 2, data: [NaN, 1] }, 1, 'has NaN in row 0, column 0'],
    [{ rows: 1, columns: 2, data: [1, Infinity] }, 1, 'has Infinity'],
    [{ rows: 1, columns: 2, data: [0, 0] }, 1, 'all zeros'],
    [{ rows: 1, columns: 2, data: [1, 2] }, 0, 'the rank of a factorization is 1, 2, …, not 0'],
    [{ rows: 1, columns: 2, data: [1, 2] }, 1.5, 'not 1.5'],
  ])('refuses %j of rank %d', (matrix, rank, message) => {
    expect(() => nmf(matrix, rank)).toThrow(FaccentError);
    expect(() => nmf(matrix, rank)).toThrow(message);
  });
});
