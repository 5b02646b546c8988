// Proves that coherence is that of worked vectors, within and between groups, with intervals that a seed repeats.
import { describe, expect, test } from 'vitest';
import { noise } from '../testing/golden.js';
import { coherence } from './coherence.js';

/** Vectors around a common one. */
const around = (base: number[], count: number, spread: number, seed: number): number[][] =>
  Array.from({ length: count }, (_, i) =>
    [...noise(base.length, seed + i)].map((v, c) => base[c]! + spread * v),
  );
const [towards, away] = [[...noise(20, 1)], [...noise(20, 2)]];

describe('coherence', () => {
  test('is 1 between copies, −1 between opposites, for either measure', () => {
    const [a, b] = [
      [
        [1, -1, 0],
        [2, -2, 0],
      ],
      [
        [-3, 3, 0],
        [-1, 1, 0],
      ],
    ];
    for (const measure of ['pearson', 'cosine'] as const) {
      const { withinA, withinB, between } = coherence(a, b, { measure });
      expect(withinA).toMatchObject({ pairs: 1 });
      for (const [{ mean, low, high }, expected] of [
        [withinA, 1],
        [withinB, 1],
        [between, -1],
      ] as const)
        for (const value of [mean, low, high]) expect(value).toBeCloseTo(expected, 12);
      expect(between.pairs).toBe(4);
    }
  });

  test('by Pearson does not count what all channels share; the cosine does', () => {
    const lifted = towards.map((v) => 3 * v + 100);
    expect(coherence([towards], [lifted]).between.mean).toBeCloseTo(1, 6);
    expect(coherence([towards], [lifted], { measure: 'cosine' }).between.mean).toBeLessThan(0.9);
  });

  test('is high within groups and low between unlike ones, and the interval holds the mean', () => {
    const { withinA, withinB, between } = coherence(around(towards, 6, 0.3, 10), around(away, 5, 0.3, 30));
    expect(Math.min(withinA.low, withinB.low)).toBeGreaterThan(between.high);
    for (const { mean, low, high } of [withinA, withinB, between]) {
      expect(low).toBeLessThan(mean);
      expect(high).toBeGreaterThan(mean);
    }
    expect([withinA.pairs, withinB.pairs, between.pairs]).toEqual([15, 10, 30]);
  });

  test('of the same seed is the same, of another has other intervals and the same means', () => {
    const [a, b] = [around(towards, 6, 1, 10), around(away, 6, 1, 30)];
    expect(coherence(a, b, { randomSeed: 3 })).toEqual(coherence(a, b, { randomSeed: 3 }));
    const [first, other] = [coherence(a, b).between, coherence(a, b, { randomSeed: 4 }).between];
    expect(other.mean).toBe(first.mean);
    expect(other.low).not.toBe(first.low);
    const narrow = coherence(a, b, { level: 0.5 }).between;
    expect(narrow.high - narrow.low).toBeLessThan(first.high - first.low);
  });

  test('leaves out what has no direction: a pair within one vector, constant vectors', () => {
    const { withinA, between } = coherence([towards], [away, new Array<number>(20).fill(2)]);
    expect(withinA).toEqual({ mean: NaN, low: NaN, high: NaN, pairs: 0 });
    expect(between.pairs).toBe(1);
  });

  test.each([
    [[], [towards], {}, 'two groups'],
    [[towards], [[1, 2]], {}, 'one number for each channel'],
    [[towards], [away], { resamples: 0 }, 'resamples is 0; it should be a whole number, 1 or more'],
    [[towards], [away], { level: 1 }, 'between 0 and 1'],
    [[towards], [away], { measure: 'spearman' as 'cosine' }, 'not by "spearman"'],
  ])('refuses what cannot be compared', (a, b, options, message) => {
    expect(() => coherence(a, b, options)).toThrow(message);
  });
});
