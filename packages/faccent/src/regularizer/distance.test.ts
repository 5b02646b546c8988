// The distance is the stated mean, small at the seed itself, and nowhere without a gradient.
import { gradient } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { run } from '../testing/golden.js';
import { distance } from './distance.js';

describe('distance', () => {
  const at = async (image: number[], seed: number[], power?: number): Promise<number> => {
    const shape = [1, 2, 1, 2];
    const { d } = await run((_, e) => ({ d: distance(e.a!, e.b!, power) }), {
      a: { shape, data: image },
      b: { shape, data: seed },
    });
    return d![0]!;
  };
  const seed = [3, 0, 4, 1];

  test('is the mean over positions of the L2 distance over channels', async () => {
    expect(await at([3, 3, 4, 5], seed)).toBeCloseTo((0 + 5) / 2, 3);
  });

  test('by another power is the mean of those Lp distances', async () => {
    expect(await at([3, 3, 4, 5], seed, 1)).toBeCloseTo((0 + 3 + 4) / 2, 3);
    expect(await at([3, 3, 4, 5], seed, 3)).toBeCloseTo((0 + Math.cbrt(27 + 64)) / 2, 3);
  });

  test('is a small, stated fraction of the seed’s norm at the seed itself', async () => {
    expect(await at(seed, seed)).toBeCloseTo(1e-6 * Math.sqrt((25 + 1) / 2), 9);
  });

  test('a thousandth of the norm away is the plain distance, as the authors have it', async () => {
    const near = await at([3.003, 0.005, 4.004, 1], seed);
    expect(near / 0.005 - 1).toBeCloseTo(0, 3);
  });

  test.each([
    ['the seed', seed, 2],
    ['the seed, by another power', seed, 1],
    ['the seed, by a high power', seed, 8],
    ['a seed of zeros', [0, 0, 0, 0], 2],
    ['a seed of zeros, by another power', [0, 0, 0, 0], 3],
    ['a seed of zeros, by a high power', [0, 0, 0, 0], 8],
  ])('has a gradient of 0 at %s', async (_, where, power) => {
    const shape = [1, 2, 1, 2];
    const { g } = await run((b, e) => ({ g: gradient(b, distance(e.a!, e.b!, power), [e.a!])[0]! }), {
      a: { shape, data: where },
      b: { shape, data: where },
    });
    expect(Array.from(g!).map(Math.abs)).toEqual([0, 0, 0, 0]);
  });
});
