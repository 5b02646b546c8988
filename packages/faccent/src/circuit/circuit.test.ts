// Proves that attribution vectors, scores and masks are what differentiation by hand and by differences says, and that masked networks run only their circuit.
import { readFileSync } from 'node:fs';
import { Builder, evaluate, finish } from 'onnx-grad';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { type Image, imageFromBytes } from '../image/image.js';
import { activations } from '../inspect/index.js';
import { Model } from '../model/model.js';
import { channel } from '../objective/channel.js';
import { multiply } from '../objective/algebra.js';
import { Random } from '../math/random.js';
import { countingBackend } from '../testing/counting.js';
import { maxDifference, noise } from '../testing/golden.js';
import { miniInceptionFile } from '../testing/mini-inception.js';
import { networkOf, tensor } from '../testing/networks.js';
import { convolutionOf } from './convolution.js';
import { circuitLayers } from './layers.js';
import { type Mask, maskFromScores, maskOverlap } from './mask.js';
import { type Scores, channelScores, weightScores } from './scores.js';
import { attributionVectors } from './vectors.js';
import { withMask } from './with-mask.js';

const SIDE = 6;
const AREA = SIDE * SIDE;
const once = { threads: 1 };
const pictures = (count: number, side = SIDE): Image[] =>
  Array.from({ length: count }, (_, i) => ({
    size: [side, side] as const,
    data: Float32Array.from(noise(3 * side * side, 7 + i), (v) => 0.5 + 0.1 * v),
  }));

const [kernel, bias, head] = [noise(4 * 3 * 9, 5), noise(4, 8), noise(2 * 4, 6)].map((v) =>
  Float32Array.from(v),
) as [Float32Array, Float32Array, Float32Array];
const small = networkOf(
  SIDE,
  [
    ['Conv', ['image', 'kernel', 'bias'], 'conv', { pads: [1, 1, 1, 1] }],
    ['Relu', ['conv'], 'relu'],
    ['GlobalAveragePool', ['relu'], 'pool'],
    ['Flatten', ['pool'], 'flat'],
    ['Gemm', ['flat', 'head'], 'logits', { transB: 1 }],
  ],
  { kernel: tensor([4, 3, 3, 3], kernel), bias: tensor([4], bias), head: tensor([2, 4], head) },
);
const logit = channel({ layer: 'logits', unit: 1 });
const valuesOf = async (model: Model, image: Image, layer: string): Promise<Float32Array> =>
  (await activations(model, image, layer, once)).data;

describe('attribution vectors', () => {
  test('are weight × mean activation where the network is linear behind the layer', async () => {
    const images = pictures(5);
    const { layers, values } = await attributionVectors(small, images, logit, ['relu', 'pool'], {
      ...once,
      viewsAtOnce: 2,
    });
    for (const [i, image] of images.entries()) {
      const relu = await valuesOf(small, image, 'relu');
      const expected = [0, 1, 2, 3].map(
        (c) => (head[4 + c]! / AREA) * relu.subarray(c * AREA, (c + 1) * AREA).reduce((a, b) => a + b),
      );
      expect(maxDifference(layers.relu[i]!, expected)).toBeLessThan(1e-6);
      expect(maxDifference(layers.pool[i]!, expected)).toBeLessThan(1e-6);
      // the head has no bias
      expect(values[i]).toBeCloseTo(
        expected.reduce((a, b) => a + b),
        5,
      );
    }
  });

  test('of an image do not depend on the others of its batch, whatever the objective', async () => {
    const images = pictures(3);
    const squared = multiply(logit, logit);
    const [together, alone] = [
      await attributionVectors(small, images, squared, ['relu'], once),
      await attributionVectors(small, images, squared, ['relu'], { ...once, viewsAtOnce: 1 }),
    ];
    together.layers.relu.forEach((v, i) =>
      expect(maxDifference(v, alone.layers.relu[i]!)).toBeLessThan(1e-6),
    );
  });

  test('of the objective’s own layer are its unit alone, of the views gradient × input, behind it zeros', async () => {
    const [image] = pictures(1) as [Image];
    const objective = channel({ layer: 'relu', unit: 2 });
    const { layers, values } = await attributionVectors(
      small,
      [image],
      objective,
      ['relu', 'input', 'logits'],
      once,
    );
    expect(maxDifference(layers.relu[0]!, [0, 0, values[0]!, 0])).toBeLessThan(1e-6);
    expect(layers.input[0]).toHaveLength(3);
    expect([...layers.logits[0]!]).toEqual([0, 0]);
  });

  test('take one graph, which is released', async () => {
    const { backend, counts } = countingBackend();
    await attributionVectors(small, pictures(4), logit, ['conv', 'relu'], {
      ...once,
      viewsAtOnce: 3,
      backend,
    });
    expect(counts).toEqual({ compiled: 1, released: 1 });
  });

  test.each<[string, Image[], string[], string]>([
    ['no images', [], ['relu'], 'no image'],
    ['no layers', pictures(1), [], 'name a layer'],
    ['an unknown layer', pictures(1), ['rely'], 'no layer "rely"'],
    ['images of two sizes', [...pictures(1), ...pictures(1, 8)], ['relu'], 'not 6 × 6 and 8 × 8'],
  ])('%s: one clear message', async (_, images, layers, message) => {
    await expect(attributionVectors(small, images, logit, layers, once)).rejects.toThrow(message);
  });
});

describe('weight scores', () => {
  test('are weight × gradient: central differences say the same', async () => {
    const images = pictures(3);
    const [scores] = await weightScores(small, images, logit, ['relu'], { ...once, viewsAtOnce: 2 });
    expect(scores).toMatchObject({ layer: 'relu', of: 'weights', dims: [4, 3, 3, 3] });
    const mean = (at: number, step: number): number => {
      const graph = small.graph.clone();
      graph.initializers.set(
        'kernel',
        tensor(
          [4, 3, 3, 3],
          kernel.map((v, i) => (i === at ? v + step : v)),
        ),
      );
      const outputs = images.map(({ data }) => {
        const b = new Builder();
        const model = small.withGraph(graph);
        const layers = model.append(b, b.input('x', 'float32', [1, 3, SIDE, SIDE]), ['logits']);
        b.output(layers('logits'), 'y');
        return evaluate(finish(b), { x: tensor([1, 3, SIDE, SIDE], data) }).y!.numbers[1]!;
      });
      return outputs.reduce((a, b) => a + b) / images.length;
    };
    for (const at of [0, 13, 40, 77, 107]) {
      const slope = (mean(at, 1e-3) - mean(at, -1e-3)) / 2e-3;
      expect(scores!.values[at]!).toBeCloseTo(kernel[at]! * slope, 3);
    }
  });

  test('of a filter sum to what its channel gives before the bias', async () => {
    const images = pictures(4);
    const [[scores], { layers }, slopes] = [
      await weightScores(small, images, logit, ['conv'], { ...once, viewsAtOnce: 3 }),
      await attributionVectors(small, images, logit, ['conv'], once),
      await Promise.all(images.map((image) => valuesOf(small, image, 'relu'))),
    ];
    for (const c of [0, 1, 2, 3]) {
      const filter = scores!.values.subarray(c * 27, (c + 1) * 27).reduce((a, b) => a + b);
      const ofBias = slopes.map(
        (relu) =>
          (bias[c]! * head[4 + c]! * relu.subarray(c * AREA, (c + 1) * AREA).filter((v) => v > 0).length) /
          AREA,
      );
      const expected = layers.conv.map((v, i) => v[c]! - ofBias[i]!).reduce((a, b) => a + b) / images.length;
      expect(filter).toBeCloseTo(expected, 5);
    }
  });

  test('need a convolution', async () => {
    await expect(weightScores(small, pictures(1), logit, ['logits'], once)).rejects.toThrow(
      '"logits" is not made by one convolution',
    );
  });
});

const scored = (values: number[]): Scores => ({
  layer: 'relu',
  of: 'channels',
  dims: [values.length],
  values: Float32Array.from(values),
});

describe('masks', () => {
  const scores = scored([3, -5, 0, 1]);
  const kept = (mask: Mask): number[] => [...mask.keep];

  test('keep the largest magnitudes, or only what is positive', () => {
    expect(kept(maskFromScores(scores, { count: 2 }))).toEqual([1, 1, 0, 0]);
    expect(kept(maskFromScores(scores, { share: 0.5, positive: true }))).toEqual([1, 0, 0, 1]);
    expect(kept(maskFromScores(scores, { share: 1, positive: true }))).toEqual([1, 0, 0, 1]);
    expect(kept(maskFromScores(scores, { share: 0 }))).toEqual([0, 0, 0, 0]);
    expect(kept(maskFromScores(scored([1, 1, 1]), { count: 2 }))).toEqual([1, 1, 0]);
  });

  test('of weights keep single ones, kernels or filters', () => {
    const weights: Scores = {
      layer: 'conv',
      of: 'weights',
      dims: [2, 2, 1, 2],
      values: Float32Array.of(1, -1, 0, 2, 5, -6, 0.5, 0.5),
    };
    expect(kept(maskFromScores(weights, { count: 2 }))).toEqual([0, 0, 0, 0, 1, 1, 0, 0]);
    expect(kept(maskFromScores(weights, { count: 1, by: 'kernel' }))).toEqual([0, 0, 1, 1, 0, 0, 0, 0]);
    expect(kept(maskFromScores(weights, { count: 1, by: 'filter' }))).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
    expect(() => maskFromScores(weights, { count: 1, by: 'channel' })).toThrow('make no mask by channel');
  });

  test.each([
    [{ share: 1.5 }, 'between 0 and 1'],
    [{ share: NaN }, 'between 0 and 1'],
    [{ count: 5 }, '0 to 4'],
    [{ count: 1.5 }, '0 to 4'],
    [{} as { count: number }, 'either a share or a count'],
    [{ count: 1, by: 'filter' }, 'no mask by filter'],
  ] as const)('%o is refused', (options, message) => {
    expect(() => maskFromScores(scores, options)).toThrow(message);
  });

  test('scores must be finite, and made of vectors', () => {
    expect(() => maskFromScores(scored([NaN]), { count: 1 })).toThrow('not all finite');
    expect(() => channelScores('relu', [])).toThrow('one vector or more');
    expect([...channelScores('relu', [Float32Array.of(1, 2), Float32Array.of(3, 6)]).values]).toEqual([2, 4]);
  });

  test('overlap: 1 with itself, 0 with the rest, symmetric, intersection over union', () => {
    const of = (...keep: number[]): Mask => ({
      layer: 'l',
      of: 'channels',
      dims: [4],
      keep: Uint8Array.from(keep),
    });
    const [a, b, rest, none] = [of(1, 1, 0, 0), of(0, 1, 1, 0), of(0, 0, 1, 1), of(0, 0, 0, 0)];
    expect(maskOverlap(a, a)).toBe(1);
    expect(maskOverlap(a, rest)).toBe(0);
    expect(maskOverlap(a, b)).toBeCloseTo(1 / 3);
    expect(maskOverlap(a, b)).toBe(maskOverlap(b, a));
    expect(maskOverlap(none, none)).toBe(1);
    expect(maskOverlap([a, b], [a, rest])).toBeCloseTo((2 + 1) / (2 + 3));
    expect(() => maskOverlap(a, [a, b])).toThrow('different layers');
  });
});

describe('a masked network', () => {
  const [image] = pictures(1) as [Image];
  const all = (of: Mask['of'], layer: string, dims: number[], value: number): Mask => ({
    layer,
    of,
    dims,
    keep: new Uint8Array(dims.reduce((a, b) => a * b)).fill(value),
  });

  test('with full masks is the same to the bit', async () => {
    const full = withMask(small, [all('channels', 'relu', [4], 1), all('weights', 'conv', [4, 3, 3, 3], 1)]);
    expect(full.graph).toBe(small.graph);
    expect(await valuesOf(full, image, 'logits')).toEqual(await valuesOf(small, image, 'logits'));
  });

  test('with empty masks lets only biases through', async () => {
    const without = withMask(small, all('weights', 'relu', [4, 3, 3, 3], 0));
    const conv = await valuesOf(without, image, 'conv');
    expect(
      maxDifference(
        conv,
        Array.from({ length: 4 * AREA }, (_, i) => bias[Math.floor(i / AREA)]!),
      ),
    ).toBe(0);
    const empty = withMask(small, all('channels', 'conv', [4], 0));
    expect(maxDifference(await valuesOf(empty, image, 'logits'), [0, 0])).toBe(0);
  });

  test('has zeros where the mask has, under the layer’s own names, and can be masked again', async () => {
    const [a, b] = [all('channels', 'relu', [4], 1), all('channels', 'node:relu', [4], 1)];
    a.keep[0] = b.keep[3] = 0;
    const masked = withMask(withMask(small, a), b);
    const [before, after] = [
      await valuesOf(small, image, 'relu'),
      await valuesOf(masked, image, 'node:relu'),
    ];
    expect(
      maxDifference(
        after,
        before.map((v, i) => (i < AREA || i >= 3 * AREA ? 0 : v)),
      ),
    ).toBe(0);
    expect(await valuesOf(masked, image, 'conv')).toEqual(await valuesOf(small, image, 'conv'));
  });

  test.each([
    [all('channels', 'relu', [5], 1), 'does not fit "relu", which has 4'],
    [all('weights', 'conv', [4, 3, 3], 1), 'does not fit "conv"'],
    [all('channels', 'image', [3], 1), 'no channels that can be masked'],
    [all('channels', 'rely', [3], 1), 'no layer "rely"'],
    [all('weights', 'pool', [4], 1), 'not made by one convolution'],
  ])('%o is refused', (mask, message) => {
    expect(() => withMask(small, mask)).toThrow(message);
  });
});

describe('a trained network', () => {
  const labels = miniInceptionFile('labels.txt').toString().trim().split('\n');
  const inception = Model.read(miniInceptionFile('model.onnx'), {
    ...(JSON.parse(miniInceptionFile('model.json').toString()) as object),
    labels,
  });
  const ketch = channel({ layer: 'logits', unit: labels.indexOf('ketch') });

  test('is looked at between its blocks', () => {
    const layers = circuitLayers(inception, ketch).map(
      (v) => inception.layers.find((l) => l.value === v)!.name,
    );
    expect(layers).toEqual(expect.arrayContaining(['conv1', 'mixed3a', 'mixed4a']));
    expect(layers.every((name) => !name.includes('/') && !name.startsWith('pool'))).toBe(true);
    expect(circuitLayers(inception, ketch, 3)).toHaveLength(3);
    expect(() => circuitLayers(small, channel({ layer: 'conv', unit: 0 }))).toThrow('name layers');
  });

  test('changes with a filter’s scale as the filter’s scores say', async () => {
    const images = pictures(3, 64);
    const [scores] = await weightScores(inception, images, ketch, ['conv2'], once);
    const [filters, length] = [scores!.dims[0]!, scores!.values.length / scores!.dims[0]!];
    const sums = Array.from({ length: filters }, (_, f) =>
      scores!.values.subarray(f * length, (f + 1) * length).reduce((a, b) => a + b, 0),
    );
    const filter = maskFromScores(scores!, { count: 1, by: 'filter' }).keep.indexOf(1) / length;
    const { name, weights } = convolutionOf(inception, 'conv2');
    const at = async (scale: number): Promise<number> => {
      const graph = inception.graph.clone();
      const own = (i: number): boolean => Math.floor(i / length) === filter;
      graph.initializers.set(
        name,
        tensor(
          scores!.dims as number[],
          weights.numbers.map((w, i) => (own(i) ? w * scale : w)),
        ),
      );
      const { values } = await attributionVectors(inception.withGraph(graph), images, ketch, ['conv2'], once);
      return values.reduce((a, b) => a + b) / images.length;
    };
    const slope = ((await at(1.01)) - (await at(0.99))) / 0.02;
    expect(Math.abs(slope)).toBeGreaterThan(0.01);
    expect(Math.abs(sums[filter]! / slope - 1)).toBeLessThan(0.05);
  });

  test('keeps its activation under masks of the strongest, not under random ones of the same size', async () => {
    const images = pictures(6, 64);
    const objective = channel({ layer: 'mixed4b', unit: 7 });
    const vectors = await attributionVectors(inception, images, objective, ['mixed4a'], once);
    const scores = channelScores('mixed4a', vectors.layers.mixed4a);
    const after = async (mask: Mask): Promise<number> => {
      const masked = withMask(inception, mask);
      const { values } = await attributionVectors(masked, images, objective, ['mixed4b'], once);
      return values.reduce((sum, v, i) => sum + Math.abs(v - vectors.values[i]!), 0);
    };
    const best = maskFromScores(scores, { share: 0.4, by: 'channel' });
    const lost = await after(best);
    const random = new Random(1);
    for (let trial = 0; trial < 3; trial++) {
      const keep = Uint8Array.from(best.keep);
      for (let i = keep.length - 1; i > 0; i--) {
        const j = random.below(i + 1);
        [keep[i], keep[j]] = [keep[j]!, keep[i]!];
      }
      expect(await after({ ...best, keep })).toBeGreaterThan(1.5 * lost);
    }
  });

  test('keeps it under the strongest kernels too', async () => {
    const [random, side, share] = [new Random(2), 96, 0.4];
    const names = ['airplane-from-above', 'allium-oreophilum', 'nagasaki-boats'];
    const images = await Promise.all(
      names.map(async (name) => {
        const file = new URL(`../../../../examples/photos/${name}.jpg`, import.meta.url);
        const bytes = await sharp(readFileSync(file)).resize(side, side).removeAlpha().raw().toBuffer();
        return imageFromBytes(bytes, [side, side], 3);
      }),
    );
    let [best, other] = [0, 0];
    for (const unit of [0, 10, 20]) {
      const objective = channel({ layer: 'mixed4b', unit });
      const values = async (model: Model): Promise<Float32Array> =>
        (await attributionVectors(model, images, objective, ['mixed4b'], once)).values;
      const whole = await values(inception);
      const lost = async (scores: Scores): Promise<number> => {
        const mask = maskFromScores(scores, { share, by: 'kernel' });
        const after = await values(withMask(inception, mask));
        return after.reduce((sum, v, i) => sum + Math.abs(v - whole[i]!), 0);
      };
      const [scores] = await weightScores(inception, images, objective, ['mixed4a/b3_1'], once);
      best += await lost(scores!);
      other += await lost({ ...scores!, values: scores!.values.map(() => random.normal()) });
    }
    expect(best).toBeLessThan(0.3 * other);
  });
});
