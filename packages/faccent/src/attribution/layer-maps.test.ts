// Proves that maps over a layer's positions are those written out by hand, and that all methods are found, described and checked.
import { Tensor } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import { channel } from '../objective/channel.js';
import { countingBackend } from '../testing/counting.js';
import { maxDifference, noise } from '../testing/golden.js';
import { networkOf, tensor } from '../testing/networks.js';
import { attribute, attributionNames } from './attribute.js';
import { isParted } from './attribution.js';
import { gradCam } from './grad-cam.js';
import { integratedGradients } from './integrated-gradients.js';
import { lastWithPositions } from './layer-maps.js';
import { attributionMethods } from './methods.js';
import { occlusion } from './occlusion.js';
import { signedCam } from './signed-cam.js';

const SIDE = 6;
const AREA = SIDE * SIDE;
const once = { threads: 1 };

const pictureOf = (data: ArrayLike<number>): Image => ({ size: [SIDE, SIDE], data: Float32Array.from(data) });
const photograph = pictureOf(noise(3 * AREA, 7).map((v) => 0.5 + 0.1 * v));

describe('a network of one convolution, a mean and a linear layer', () => {
  const [kernel, head] = [Float32Array.from(noise(4 * 3 * 9, 5)), Float32Array.from(noise(2 * 4, 6))];
  const convolutional = networkOf(
    SIDE,
    [
      ['Conv', ['image', 'kernel'], 'conv', { pads: [1, 1, 1, 1] }],
      ['Relu', ['conv'], 'relu'],
      ['GlobalAveragePool', ['relu'], 'pool'],
      ['Flatten', ['pool'], 'flat'],
      ['Gemm', ['flat', 'head'], 'logits', { transB: 1 }],
    ],
    { kernel: tensor([4, 3, 3, 3], kernel), head: tensor([2, 4], head) },
  );
  /** Its layer has half of the image's rows and columns. */
  const strided = networkOf(
    SIDE,
    [
      ['Conv', ['image', 'kernel'], 'conv', { pads: [1, 1, 1, 1], strides: [2, 2] }],
      ['GlobalAveragePool', ['conv'], 'pool'],
      ['Flatten', ['pool'], 'flat'],
      ['Gemm', ['flat', 'head'], 'logits', { transB: 1 }],
    ],
    { kernel: tensor([4, 3, 3, 3], kernel), head: tensor([2, 4], head) },
  );
  const logit = channel({ layer: 'logits', unit: 1 });
  /** What the convolution and its ReLU give, written out. */
  const activation = (c: number, y: number, x: number): number => {
    let sum = 0;
    for (let i = 0; i < 3 * 9; i++) {
      const [from, ky, kx] = [Math.floor(i / 9), y + (Math.floor(i / 3) % 3) - 1, x + (i % 3) - 1];
      if (ky < 0 || kx < 0 || ky >= SIDE || kx >= SIDE) continue;
      sum += kernel[c * 27 + i]! * photograph.data[from * AREA + ky * SIDE + kx]!;
    }
    return Math.max(0, sum);
  };
  const weighted = (weight: (w: number) => number): number[] =>
    Array.from({ length: AREA }, (_, i) =>
      [0, 1, 2, 3].reduce(
        (sum, c) => sum + weight(head[4 + c]! / AREA) * activation(c, Math.floor(i / SIDE), i % SIDE),
        0,
      ),
    );

  test('the default layer is the last whose positions matter', () => {
    expect(lastWithPositions(convolutional, logit)).toBe('relu');
    expect(lastWithPositions(convolutional, channel({ layer: 'relu', unit: 0 }))).toBe('conv');
    expect(() => lastWithPositions(convolutional, channel({ layer: 'conv', unit: 0 }))).toThrow(FaccentError);
  });

  test('Grad-CAM weighs each channel by its weight in the head', async () => {
    const cam = await gradCam(convolutional, photograph, logit, once);
    const expected = weighted((w) => w).map((v) => Math.max(0, v));
    expect(Math.max(...expected)).toBeGreaterThan(0.01);
    expect(maxDifference(cam.map, expected)).toBeLessThan(1e-6);
    expect(cam).toMatchObject({ name: 'gradCam', size: [SIDE, SIDE], signed: false });
  });

  test.each([true, false])('the signed CAM parts the weights by sign (averaged: %s)', async (averaged) => {
    const options = { layer: 'relu', averageGradients: averaged, ...once };
    const cam = await signedCam(convolutional, photograph, logit, options);
    expect(
      maxDifference(
        cam.positive,
        weighted((w) => Math.max(0, w)),
      ),
    ).toBeLessThan(1e-6);
    expect(
      maxDifference(
        cam.negative,
        weighted((w) => Math.max(0, -w)),
      ),
    ).toBeLessThan(1e-6);
    expect(
      maxDifference(
        cam.map,
        weighted((w) => w),
      ),
    ).toBeLessThan(1e-6);
  });

  test('every method is found by its name, repeats itself, and compiles one graph, which it releases', async () => {
    for (const method of attributionNames) {
      const { backend, counts } = countingBackend();
      const options = { method, backend, ...once } as { method: 'saliency' };
      const [a, b] = [
        await attribute(convolutional, photograph, logit, options),
        await attribute(convolutional, photograph, logit, options),
      ];
      expect(counts).toEqual({ compiled: 2, released: 2 });
      expect(a.name).toBe(method);
      expect(a.map).toEqual(b.map);
      expect(a.map.length).toBe(a.size[0] * a.size[1]);
      expect(a.signed || a.map.every((v) => v >= 0)).toBe(true);
    }
  });

  test.each([
    ['gradient', 'saliency'],
    ['gradient-times-input', 'gradientTimesInput'],
    ['integrated-gradients', 'integratedGradients'],
    ['smooth-grad', 'smoothGrad'],
    ['grad-cam', 'gradCam'],
    ['signed-cam', 'signedCam'],
  ] as const)('the old name %s reads as %s, with a note', async (before, now) => {
    const notes: string[] = [];
    const reading = { note: (text: string) => void notes.push(text) };
    expect(attributionMethods.read({ name: before }, reading).description).toEqual({ name: now });
    expect(attributionMethods.parse(before, reading).name).toBe(now);
    const note = `the attribution method "${before}" is now called "${now}"`;
    expect(notes).toEqual([note, note]);
    const options = { method: before as 'saliency', ...once };
    expect((await attribute(convolutional, photograph, logit, options)).name).toBe(now);
  });

  test('what is declared of a method is so of its maps', async () => {
    for (const { make } of attributionMethods.declared) {
      const method = make({});
      const map = await method.map(convolutional, photograph, logit, once);
      expect(map).toMatchObject({ name: method.name, signed: method.signed });
      expect(isParted(map)).toBe(method.parted);
      const half = await method.map(strided, photograph, logit, once);
      expect(half.size).toEqual(method.grid === 'image' ? [SIDE, SIDE] : [SIDE / 2, SIDE / 2]);
    }
    expect(attributionMethods.read({ name: 'saliency', channels: 'sum' }).signed).toBe(true);
  });

  test('a description makes the same method again, whatever it holds', async () => {
    const baseline = pictureOf(noise(3 * AREA, 9));
    const { description, map } = attributionMethods.declared
      .find(({ name }) => name === 'integratedGradients')!
      .make({ baseline, steps: 3 });
    expect(description).toMatchObject({
      name: 'integratedGradients',
      steps: 3,
      baseline: { size: [SIDE, SIDE] },
    });
    const again = attributionMethods.read(JSON.parse(JSON.stringify(description)));
    const expected = await integratedGradients(convolutional, photograph, logit, {
      baseline,
      steps: 3,
      ...once,
    });
    for (const one of [map, again.map])
      expect(await one(convolutional, photograph, logit, once)).toEqual(expected);
    expect(again.description).toEqual(description);
  });

  test.each([
    [{ method: 'lime' as 'saliency' }, 'name is "lime"; it should be one of gradCam,'],
    [
      { method: 'saliency', layer: 'relu' } as { method: 'saliency' },
      'has "layer", which it does not know; it has channels',
    ],
    [{ method: 'saliency', channels: 'largest' as 'max' }, 'is "largest"; it should be sum or max'],
    [{ method: 'gradCam', layer: 'logits' }, 'no positions'],
    [{ method: 'gradCam', layer: 'conf' }, 'no layer "conf"'],
    [{ method: 'occlusion', square: 7 }, 'does not fit'],
    [{ method: 'occlusion', stride: 0 }, 'stride is 0; it should be a whole number, 1 or more'],
    [{ method: 'smoothGrad', viewsAtOnce: 0 }, 'viewsAtOnce is 0; it should be a whole number, 1 or more'],
    [
      { method: 'integratedGradients', baseline: 'pink' as 'mean' },
      'baseline is "pink"; it should be black, grey, mean, blur or an image',
    ],
    [{ method: 'integratedGradients', baseline: { size: [1, 1], data: new Float32Array(3) } }, '1 × 1'],
  ] as const)('%o is refused', async (options, message) => {
    const attempt = attribute(convolutional, photograph, logit, options as { method: 'saliency' });
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toBeInstanceOf(FaccentError);
  });

  test('a method that is called by itself refuses the same, as a rejection', async () => {
    const attempt = occlusion(convolutional, photograph, logit, { square: 0.5 });
    await expect(attempt).rejects.toThrow('occlusion.square is 0.5; it should be a whole number, 1 or more');
    await expect(attempt).rejects.toBeInstanceOf(FaccentError);
  });
});

describe('a head that weighs each position by itself', () => {
  const [kernel, head] = [Float32Array.from(noise(2 * 3, 5)), Float32Array.from(noise(2 * AREA, 6))];
  const positional = networkOf(
    SIDE,
    [
      ['Conv', ['image', 'kernel'], 'conv'],
      ['Flatten', ['conv'], 'flat'],
      ['Gemm', ['flat', 'head'], 'logits'],
    ],
    { kernel: tensor([2, 3, 1, 1], kernel), head: tensor([2 * AREA, 1], head) },
  );
  const logit = channel({ layer: 'logits', unit: 0 });
  const activation = (c: number, i: number): number =>
    [0, 1, 2].reduce((sum, k) => sum + kernel[c * 3 + k]! * photograph.data[k * AREA + i]!, 0);
  const mean = (c: number): number => head.subarray(c * AREA, (c + 1) * AREA).reduce((a, b) => a + b) / AREA;
  const mapOf = (weight: (c: number, i: number) => number): number[] =>
    Array.from({ length: AREA }, (_, i) =>
      [0, 1].reduce((sum, c) => sum + weight(c, i) * activation(c, i), 0),
    );

  test('has its weights averaged over positions by Grad-CAM', async () => {
    const { map } = await gradCam(positional, photograph, logit, once);
    const expected = mapOf(mean).map((v) => Math.max(0, v));
    expect(Math.max(...expected)).toBeGreaterThan(0.001);
    expect(maxDifference(map, expected)).toBeLessThan(1e-6);
  });

  test('has them as they are, or averaged, by the signed CAM', async () => {
    const plain = await signedCam(positional, photograph, logit, once);
    expect(
      maxDifference(
        plain.map,
        mapOf((c, i) => head[c * AREA + i]!),
      ),
    ).toBeLessThan(1e-6);
    const averaged = await signedCam(positional, photograph, logit, { averageGradients: true, ...once });
    expect(maxDifference(averaged.map, mapOf(mean))).toBeLessThan(1e-6);
    expect(maxDifference(averaged.map, plain.map)).toBeGreaterThan(0.01);
  });
});

describe('a token network', () => {
  test('has its maps as a grid, without the class token', async () => {
    const tokens = networkOf(
      4,
      [
        ['Reshape', ['image', 'shape'], 'columns'],
        ['Transpose', ['columns'], 'patches', { perm: [0, 2, 1] }],
        ['Pad', ['patches', 'pads'], 'tokens'],
        ['ReduceMean', ['tokens', 'axes'], 'pooled', { keepdims: 0 }],
        ['MatMul', ['pooled', 'head'], 'logits'],
      ],
      {
        shape: Tensor.ints([-1, 3, 16]),
        pads: Tensor.ints([0, 1, 0, 0, 0, 0]),
        axes: Tensor.ints([1]),
        head: tensor([3, 2], [0.5, 1, -1, 2, 3, 3]),
      },
    );
    const image: Image = { size: [4, 4], data: Float32Array.from(noise(48)) };
    const logit = channel({ layer: 'logits', unit: 1 });
    const cam = await signedCam(tokens, image, logit, { layer: 'tokens', ...once });
    expect(cam.size).toEqual([4, 4]);
    const weights = [1, 2, 3];
    const expected = Array.from({ length: 16 }, (_, i) =>
      weights.reduce((sum, w, c) => sum + (w / 17) * image.data[c * 16 + i]!, 0),
    );
    expect(maxDifference(cam.map, expected)).toBeLessThan(1e-6);
  });
});
