// The distance is the stated mean, and small at the seed itself.
import { describe, expect, test } from 'vitest';
import { run } from '../testing/golden.js';
import { distance } from './distance.js';

describe('distance', () => {
  const at = async (image: number[], seed: number[]): Promise<number> => {
    const shape = [1, 2, 1, 2];
    const { d } = await run((_, e) => ({ d: distance(e.a!, e.b!) }), {
      a: { shape, data: image },
      b: { shape, data: seed },
    });
    return d![0]!;
  };
  const seed = [3, 0, 4, 1];

  test('is the mean over positions of the L2 distance over channels', async () => {
    expect(await at([3, 3, 4, 5], seed)).toBeCloseTo((0 + 5) / 2, 3);
  });

  test('is a small, stated fraction of the seed’s norm at the seed itself', async () => {
    expect(await at(seed, seed)).toBeCloseTo(1e-4 * Math.sqrt((25 + 1) / 2), 7);
  });
});
