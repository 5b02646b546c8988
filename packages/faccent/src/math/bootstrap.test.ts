import { describe, expect, test } from 'vitest';
import { Random } from './random.js';
import { bootstrap, meanInterval } from './bootstrap.js';

const normal = (count: number, seed: number): number[] => {
  const random = new Random(seed);
  return Array.from({ length: count }, () => random.normal());
};

describe('meanInterval', () => {
  test('is about the mean and 1.96 standard errors to each side', () => {
    const values = normal(400, 1);
    const { mean, low, high } = meanInterval(values, { resamples: 4000 });
    const average = values.reduce((a, b) => a + b) / 400;
    const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - average) ** 2, 0) / 400);
    expect(mean).toBeCloseTo(average, 12);
    expect((high - low) / 2 / (1.96 * (deviation / 20))).toBeCloseTo(1, 1);
  });

  test('covers the true mean about as often as it says', () => {
    const covered = Array.from({ length: 200 }, (_, i) => meanInterval(normal(30, i), { resamples: 300 }));
    const share = covered.filter(({ low, high }) => low <= 0 && high >= 0).length / 200;
    expect(share).toBeGreaterThan(0.88);
    expect(share).toBeLessThan(0.99);
  });

  test('of equal values, or of one, has no width', () => {
    expect(meanInterval([3, 3, 3])).toEqual({ mean: 3, low: 3, high: 3 });
    expect(meanInterval([2])).toEqual({ mean: 2, low: 2, high: 2 });
  });
});

describe('bootstrap', () => {
  test('draws the members of each sample, with replacement', () => {
    const [first, second] = [new Set<number>(), new Set<number>()];
    let twice = false;
    const { low, high } = bootstrap([3, 5], (a, b) => {
      a.forEach((i) => first.add(i));
      b.forEach((i) => second.add(i));
      twice ||= new Set(b).size < 5;
      return a.length - b.length;
    });
    expect([...first].sort()).toEqual([0, 1, 2]);
    expect([...second].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(twice).toBe(true);
    expect([low, high]).toEqual([-2, -2]);
  });

  test('leaves out what is not a number', () => {
    expect(bootstrap([2], ([i]) => (i === 0 ? NaN : 7))).toEqual({ low: 7, high: 7 });
    expect(bootstrap([2], () => NaN)).toEqual({ low: NaN, high: NaN });
  });

  test.each([
    [[], {}, 'one member or more'],
    [[3, 0], {}, 'one member or more'],
    [[3], { resamples: 0.5 }, 'resamples is 0.5; it should be a whole number, 1 or more'],
    [[3], { level: 1 }, 'between 0 and 1'],
  ])('refuses %j with %j', (sizes, options, message) => {
    expect(() => bootstrap(sizes, () => 0, options)).toThrow(message);
  });
});
