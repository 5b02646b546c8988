// Proves which cells a grid has, which positions stand for a photograph, and which classes a cell speaks for.
import { expect, test } from 'vitest';
import { cellsOf } from './grid.js';
import { cellLabels, meanGuess } from './labels.js';
import { positionsFor } from './positions.js';

test('cells hold the points in them, row by row, and only those with enough', () => {
  const places = Float64Array.from([0, 0, 0.1, 0.2, 0.99, 0, 1, 0.4, 1, 1, 0.49, 0.51, 0.3, 0.6]);
  expect(cellsOf(places, 2, 2)).toEqual([
    { row: 0, column: 0, points: [0, 1] },
    { row: 0, column: 1, points: [2, 3] },
    { row: 1, column: 0, points: [5, 6] },
  ]);
  expect(cellsOf(places, 2, 1)).toHaveLength(4);
  expect(cellsOf(places, 2, 3)).toEqual([]);
});

test("positions depend on the photograph's contents and the seed, and the border's are left out", () => {
  const sha256 = 'c0ffee12'.padEnd(64, '0');
  const some = positionsFor(sha256, [7, 7], 9, 0);
  expect(some).toEqual(positionsFor(sha256, [7, 7], 12, 0).slice(0, 9));
  expect(new Set(some.map(String)).size).toBe(9);
  expect(some.flat().every((at) => at >= 1 && at <= 5)).toBe(true);
  expect(positionsFor(sha256, [7, 7], 9, 1)).not.toEqual(some);
  expect(positionsFor('a'.repeat(64), [7, 7], 9, 0)).not.toEqual(some);
  expect(positionsFor(sha256, [7, 7], 99, 0)).toHaveLength(25);
  expect(positionsFor(sha256, [2, 3], 99, 0)).toHaveLength(6);
  expect(positionsFor(sha256, [1, 1], 2, 0)).toEqual([[0, 0]]);
});

test('labels are what photographs of a cell are taken for more than those elsewhere', () => {
  const guess = (unit: number, probability: number) => ({ unit, label: `class ${unit}`, probability });
  const guesses = [
    [guess(1, 0.9), guess(2, 0.1)],
    [guess(1, 0.9), guess(3, 0.05)],
    [guess(1, 0.9)],
    [guess(1, 0.8), guess(2, 0.2)],
    [],
  ];
  const all = meanGuess(guesses, [0, 1, 2, 3, 4]);
  expect(all.get(1)!.probability).toBeCloseTo(0.7, 9);
  const [first, ...more] = cellLabels(guesses, [0, 3], all, 3);
  expect(first).toMatchObject({ unit: 1, label: 'class 1' });
  expect(first!.probability).toBeCloseTo(0.85, 9);
  expect(more.map(({ unit }) => unit)).toEqual([2]);
  expect(cellLabels(guesses, [0, 3], all, 1)).toHaveLength(1);
  expect(cellLabels(guesses, [4], all, 3)).toEqual([]);
});
