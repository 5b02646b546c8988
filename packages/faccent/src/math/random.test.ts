import { expect, test } from 'vitest';
import { Random } from './random.js';

test('the stream follows the seed', () => {
  const draw = (seed: number): number[] => {
    const random = new Random(seed);
    return [random.uniform(), random.normal(), random.below(10), random.normal()];
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test('normal numbers have mean 0 and the deviation asked for', () => {
  const random = new Random(3);
  const values = Array.from({ length: 40_000 }, () => random.normal(2));
  const mean = values.reduce((a, b) => a + b) / values.length;
  const moment = (k: number): number => values.reduce((sum, v) => sum + (v / 2) ** k, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.04);
  expect(moment(2)).toBeCloseTo(1, 1);
  expect(moment(4)).toBeGreaterThan(2.8);
  expect(moment(4)).toBeLessThan(3.2);
});

test('uniform numbers fill their range', () => {
  const random = new Random(4);
  const values = Array.from({ length: 10_000 }, () => random.uniform(-1, 3));
  expect(Math.min(...values)).toBeGreaterThanOrEqual(-1);
  expect(Math.max(...values)).toBeLessThan(3);
  expect(values.reduce((a, b) => a + b) / values.length).toBeCloseTo(1, 1);
});
