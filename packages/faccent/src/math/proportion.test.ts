// Proves intervals of proportions against SciPy and published values.
import { expect, test } from 'vitest';
import { proportion, proportionDifference } from './index.js';

// scipy.stats.binomtest(k, n).proportion_ci(0.95, 'wilson'), SciPy 1.16
test.each([
  [9, 10, 0.5958499732047615, 0.9821237869049271],
  [0, 7, 0, 0.35433043506668743],
  [12, 12, 0.7575059933447592, 1],
  [37, 80, 0.3574799356278525, 0.5709564240873121],
])('%i of %i, as SciPy has it', (hits, trials, low, high) => {
  const found = proportion(hits, trials);
  expect(found.mean).toBe(hits / trials);
  expect(found.low).toBeCloseTo(low, 14);
  expect(found.high).toBeCloseTo(high, 14);
});

// Newcombe 1998 (Statistics in Medicine 17, 873-890), table II, method 10
test.each([
  [56, 70, 48, 80, 0.0524, 0.3339],
  [9, 10, 3, 10, 0.1705, 0.809],
  [10, 10, 0, 20, 0.6791, 1],
])('%i of %i less %i of %i, as published', (a, of, b, ofB, low, high) => {
  const found = proportionDifference({ hits: a, trials: of }, { hits: b, trials: ofB });
  expect(found.mean).toBeCloseTo(a / of - b / ofB, 14);
  expect(found.low).toBeCloseTo(low, 4);
  expect(found.high).toBeCloseTo(high, 4);
});

test('what is no proportion is refused', () => {
  for (const [hits, trials] of [
    [1, 0],
    [3, 2],
    [-1, 2],
    [NaN, 2],
  ] as const)
    expect(() => proportion(hits, trials)).toThrow('0 to n hits in n trials');
});
