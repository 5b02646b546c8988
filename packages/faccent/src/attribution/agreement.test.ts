// Proves that correlations, rank correlations and overlaps of maps are those of worked numbers.
import { expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { noise } from '../testing/golden.js';
import { pearson, spearman, topOverlap } from './agreement.js';

const line = [1, 2, 3, 4];

test('Pearson’s correlation is that of a line, its reverse, and of worked numbers', () => {
  expect(pearson(line, [3, 5, 7, 9])).toBeCloseTo(1, 12);
  expect(pearson(line, [4, 3, 2, 1])).toBeCloseTo(-1, 12);
  // deviations (−1, 0, 1) and (−1, 2, −1) are orthogonal
  expect(pearson([1, 2, 3], [1, 4, 1])).toBeCloseTo(0, 12);
  expect(pearson([0, 0, 1], [0, 1, 1])).toBeCloseTo(0.5, 12);
});

test('Spearman’s sees the order alone, and shares the ranks of equals', () => {
  expect(spearman(line, [1, 10, 100, 1000])).toBeCloseTo(1, 12);
  expect(spearman(line, [1, 3, 2, 4])).toBeCloseTo(1 - (6 * 2) / (4 * 15), 12);
  // ranks (0.5, 0.5, 2) against (0, 1.5, 1.5)
  expect(spearman([0, 0, 1], [0, 1, 1])).toBeCloseTo(0.5, 12);
});

test('unrelated maps do not agree', () => {
  const [a, b] = [noise(10_000, 1), noise(10_000, 2)];
  expect(Math.abs(pearson(a, b))).toBeLessThan(0.05);
  expect(Math.abs(spearman(a, b))).toBeLessThan(0.05);
  // by chance 100 of 1000 are common: 100 / 1900
  expect(topOverlap(a, b, 1000)).toBeCloseTo(0.0526, 1);
});

test('overlap counts the strongest that are common', () => {
  expect(topOverlap([5, 4, 0, 0], [5, 0, 4, 0], 2)).toBeCloseTo(1 / 3, 12);
  expect(topOverlap([5, 4, 0, 0], [4, 5, 0, 0], 2)).toBe(1);
  expect(topOverlap([5, 4, 0, 0], [0, 0, 4, 5], 2)).toBe(0);
});

test('maps that cannot be compared are refused', () => {
  expect(() => pearson([1], [1, 2])).toThrow(FaccentError);
  expect(() => spearman([], [])).toThrow(FaccentError);
  expect(() => topOverlap(line, line, 5)).toThrow('1 to 4, not 5');
  expect(pearson([1, 1], [1, 2])).toBeNaN();
});
