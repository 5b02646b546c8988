// Proves that receptive fields and the crops that follow from them are where arithmetic has them.
import { describe, expect, test } from 'vitest';
import { networkOf, tensor } from '../testing/networks.js';
import { receptiveCrops, receptiveField } from './receptive-field.js';

const once = { threads: 1 };

describe('receptive fields', () => {
  const ones = networkOf(
    24,
    [
      ['Conv', ['image', 'first'], 'a', { pads: [1, 1, 1, 1], strides: [2, 2] }],
      ['Conv', ['a', 'second'], 'b', { pads: [1, 1, 1, 1], strides: [2, 2] }],
    ],
    {
      first: tensor([1, 3, 3, 3], new Float32Array(27).fill(1)),
      second: tensor([1, 1, 3, 3], new Float32Array(9).fill(1)),
    },
  );

  test('of two strided convolutions are as arithmetic has them', async () => {
    const options = { layer: 'b', unit: 0, blur: 0, inputs: 1, steps: 2, threshold: 0.1, ...once };
    const { box, map, size } = await receptiveField(ones, options);
    // three rows of `a` from 2 · 3 − 1, each three pixels two apart: seven pixels from 2 · 5 − 1
    expect(box).toEqual({ y: 9, x: 9, height: 7, width: 7 });
    expect(map.length).toBe(size[0] * size[1]);
    const crop = await receptiveCrops(ones, options);
    expect(crop([3, 3])).toEqual(box);
    expect(crop([2, 4])).toEqual({ y: 5, x: 13, height: 7, width: 7 });
    expect(crop([0, 0])).toEqual({ y: 0, x: 0, height: 4, width: 4 });
    expect(crop([5, 5])).toEqual({ y: 17, x: 17, height: 7, width: 7 });
  });

  test('widen a little by the blur, and fail where a unit or a position is not there', async () => {
    const options = { layer: 'b', unit: 0, inputs: 1, steps: 1, ...once };
    const { box } = await receptiveField(ones, options);
    expect(box.height).toBeGreaterThanOrEqual(7);
    expect(box.height).toBeLessThanOrEqual(9);
    await expect(receptiveField(ones, { ...options, unit: 1 })).rejects.toThrow('no unit 1');
    await expect(receptiveField(ones, { ...options, position: [6, 0] })).rejects.toThrow('no position 6, 0');
  });
});
