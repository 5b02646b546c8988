// Proves that each method gives, for networks that are linear or square, the map that can be written down by hand.
import { describe, expect, test } from 'vitest';
import type { Image } from '../image/image.js';
import { channel } from '../objective/channel.js';
import { maxDifference, noise } from '../testing/golden.js';
import { networkOf, tensor } from '../testing/networks.js';
import { collapse } from './attribution.js';
import { deletionCurve, insertionCurve } from './curves.js';
import { gradientTimesInput } from './gradient-times-input.js';
import { integratedGradients } from './integrated-gradients.js';
import { occlusion } from './occlusion.js';
import { saliency } from './saliency.js';
import { smoothGrad } from './smooth-grad.js';

const SIDE = 6;
const AREA = SIDE * SIDE;
const once = { threads: 1 };

const pictureOf = (data: ArrayLike<number>): Image => ({ size: [SIDE, SIDE], data: Float32Array.from(data) });
const photograph = pictureOf(noise(3 * AREA, 7).map((v) => 0.5 + 0.1 * v));

describe('a linear network', () => {
  const weights = Float32Array.from(noise(2 * 3 * AREA, 3));
  const linear = networkOf(
    SIDE,
    [
      ['Flatten', ['image'], 'flat'],
      ['Gemm', ['flat', 'weights'], 'logits', { transB: 1 }],
    ],
    { weights: tensor([2, 3 * AREA], weights) },
  );
  const logit = channel({ layer: 'logits', unit: 1 });
  const own = weights.subarray(3 * AREA);
  const times = (image: Image): Float32Array => own.map((w, i) => w * image.data[i]!);

  test('has its weights for a gradient', async () => {
    const sum = await saliency(linear, photograph, logit, { channels: 'sum', ...once });
    expect(maxDifference(sum.map, collapse(own, 'sum', photograph.size))).toBeLessThan(1e-6);
    expect(sum).toMatchObject({ name: 'saliency', size: [SIDE, SIDE], signed: true });
    const most = await saliency(linear, photograph, logit, once);
    expect(maxDifference(most.map, collapse(own, 'max', photograph.size))).toBeLessThan(1e-6);
    expect(most.signed).toBe(false);
  });

  test('has the same gradient under noise', async () => {
    const smooth = await smoothGrad(linear, photograph, logit, { samples: 7, viewsAtOnce: 3, ...once });
    expect(maxDifference(smooth.map, collapse(own, 'max', photograph.size))).toBeLessThan(1e-5);
  });

  test('has gradient × input, which is what integrated gradients from black are', async () => {
    const product = await gradientTimesInput(linear, photograph, logit, once);
    expect(maxDifference(product.map, collapse(times(photograph), 'sum', photograph.size))).toBeLessThan(
      1e-6,
    );
    const path = await integratedGradients(linear, photograph, logit, {
      steps: 7,
      viewsAtOnce: 4,
      ...once,
    });
    expect(maxDifference(path.map, product.map)).toBeLessThan(1e-5);
    expect(path.difference).toBeCloseTo(
      times(photograph).reduce((a, b) => a + b),
      4,
    );
  });

  test('has gradient × (input − baseline) from a baseline', async () => {
    const baseline = pictureOf(noise(3 * AREA, 9));
    const path = await integratedGradients(linear, photograph, logit, { baseline, steps: 3, ...once });
    const difference = pictureOf(photograph.data.map((v, i) => v - baseline.data[i]!));
    expect(maxDifference(path.map, collapse(times(difference), 'sum', photograph.size))).toBeLessThan(1e-5);
  });

  test('loses the weights in a covered square times what was there', async () => {
    const map = await occlusion(linear, photograph, logit, { square: 2, stride: 2, fill: 'black', ...once });
    const product = collapse(times(photograph), 'sum', photograph.size);
    const expected = product.map((_, i) => {
      const corner = 2 * SIDE * Math.floor(i / SIDE / 2) + 2 * Math.floor((i % SIDE) / 2);
      return [0, 1, SIDE, SIDE + 1].reduce((sum, offset) => sum + product[corner + offset]!, 0);
    });
    expect(maxDifference(map.map, expected)).toBeLessThan(1e-4);
  });

  test('loses the sum of the weights in the square, of white under black', async () => {
    const white = pictureOf(new Float32Array(3 * AREA).fill(1));
    const { map } = await occlusion(linear, white, logit, { square: 3, stride: 3, fill: 'black', ...once });
    const sums = collapse(own, 'sum', photograph.size);
    const first = [0, 1, 2].flatMap((y) => [0, 1, 2].map((x) => sums[y * SIDE + x]!));
    expect(map[0]).toBeCloseTo(
      first.reduce((a, b) => a + b),
      4,
    );
  });

  test('gives pixels the mean of the squares over them, the last at the border', async () => {
    const white = pictureOf(new Float32Array(3 * AREA).fill(1));
    const { map } = await occlusion(linear, white, logit, { square: 4, stride: 3, fill: 'black', ...once });
    const sums = collapse(own, 'sum', photograph.size);
    const square = (top: number, left: number): number => {
      let sum = 0;
      for (let y = top; y < top + 4; y++) for (let x = left; x < left + 4; x++) sum += sums[y * SIDE + x]!;
      return sum;
    };
    expect(map[0]).toBeCloseTo(square(0, 0), 4);
    expect(map[SIDE * SIDE - 1]).toBeCloseTo(square(2, 2), 4);
    expect(map[2 * SIDE + 2]).toBeCloseTo((square(0, 0) + square(0, 2) + square(2, 0) + square(2, 2)) / 4, 4);
  });

  test('falls along the deletion curve by what each step takes, and rises so by insertion', async () => {
    const product = collapse(times(photograph), 'sum', photograph.size);
    const sorted = product.slice().sort().reverse();
    const prefix = (count: number): number => sorted.subarray(0, count).reduce((a, b) => a + b, 0);
    const total = prefix(AREA);
    const options = { steps: 4, fill: 'black', viewsAtOnce: 2, ...once } as const;
    const deletion = await deletionCurve(linear, photograph, product, logit, options);
    const insertion = await insertionCurve(linear, photograph, product, logit, options);
    const inserted = [0, 9, 18, 27, 36].map(prefix);
    expect(maxDifference(insertion.values, inserted)).toBeLessThan(1e-4);
    expect(
      maxDifference(
        deletion.values,
        inserted.map((v) => total - v),
      ),
    ).toBeLessThan(1e-4);
    expect([...insertion.fractions]).toEqual([0, 0.25, 0.5, 0.75, 1]);
    const area = (inserted[0]! / 2 + inserted[1]! + inserted[2]! + inserted[3]! + inserted[4]! / 2) / 4;
    expect(insertion.area).toBeCloseTo(area, 4);
    expect(insertion.area + deletion.area).toBeCloseTo(total, 4);
  });
});

describe('a network that squares its input', () => {
  const square = networkOf(
    SIDE,
    [
      ['Mul', ['image', 'image'], 'squares'],
      ['Flatten', ['squares'], 'flat'],
      ['Gemm', ['flat', 'ones'], 'logits'],
    ],
    { ones: tensor([3 * AREA, 1], new Float32Array(3 * AREA).fill(1)) },
  );
  const logit = channel({ layer: 'logits', unit: 0 });

  test('has the difference of squares for integrated gradients: the midpoint rule is exact', async () => {
    const baseline = pictureOf(noise(3 * AREA, 9));
    const expected = collapse(
      photograph.data.map((v, i) => v ** 2 - baseline.data[i]! ** 2),
      'sum',
      photograph.size,
    );
    for (const steps of [1, 4]) {
      const path = await integratedGradients(square, photograph, logit, { baseline, steps, ...once });
      expect(maxDifference(path.map, expected)).toBeLessThan(1e-4);
    }
  });

  test('is averaged over noise of the deviation that is asked for', async () => {
    const [samples, deviation] = [40, 0.3];
    const options = { samples, noise: deviation, channels: 'sum', ...once } as const;
    const smooth = await smoothGrad(square, photograph, logit, options);
    const plain = await saliency(square, photograph, logit, { channels: 'sum', ...once });
    // the gradient is 2 (x + noise): what is left of the noise is the mean of `samples`, summed over three channels
    const left = smooth.map.map((v, i) => (v - plain.map[i]!) / 2);
    const spread = Math.sqrt(left.reduce((sum, v) => sum + v * v, 0) / AREA);
    expect(spread / (deviation * Math.sqrt(3 / samples))).toBeGreaterThan(0.7);
    expect(spread / (deviation * Math.sqrt(3 / samples))).toBeLessThan(1.3);
    expect((await smoothGrad(square, photograph, logit, { ...options, randomSeed: 1 })).map).not.toEqual(
      smooth.map,
    );
  });
});
