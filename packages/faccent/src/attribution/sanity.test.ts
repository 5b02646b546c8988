// Proves on real and rewritten networks that maps depend on what was learned and on nothing else, and name what matters.
import { Tensor } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import { strongest } from '../inspect/index.js';
import { Model } from '../model/model.js';
import { Network } from '../model/network.js';
import { channel } from '../objective/channel.js';
import { Random } from '../math/random.js';
import { fixtureBytes, maxDifference, noise } from '../testing/golden.js';
import { miniInceptionFile } from '../testing/mini-inception.js';
import { type LayerInit, networkOf, tensor } from '../testing/networks.js';
import { spearman } from './agreement.js';
import { type AttributionName, attribute } from './attribute.js';
import { resizeMap } from './attribution.js';
import { deletionCurve, insertionCurve, randomOrder } from './curves.js';
import { integratedGradients } from './integrated-gradients.js';
import { randomizeWeights } from './randomize-weights.js';
import { saliency } from './saliency.js';

const inception = Model.read(miniInceptionFile('model.onnx'), {
  ...(JSON.parse(miniInceptionFile('model.json').toString()) as Record<string, unknown>),
  labels: undefined,
});

/** Soft coloured patches: a picture of the kind that networks see, unlike noise. */
function patches(side: number, seed: number): Image {
  const random = new Random(seed);
  const data = new Float32Array(3 * side * side);
  for (let c = 0; c < 3; c++) {
    const coarse = Float32Array.from({ length: 64 }, () => random.uniform());
    data.set(resizeMap(coarse, [8, 8], [side, side]), c * side * side);
  }
  return { size: [side, side], data };
}

const image = patches(128, 1);
const [best] = await strongest(inception, image, { count: 1 });
const logit = channel({ layer: 'logits', unit: best!.unit });

describe('integrated gradients on the shipped network', () => {
  test.each(['black', 'mean'] as const)(
    'add up to the difference from %s within a hundredth',
    async (baseline) => {
      const { map, difference } = await integratedGradients(inception, image, logit, { baseline });
      const sum = map.reduce((a, b) => a + b, 0);
      expect(Math.abs(difference)).toBeGreaterThan(0.5);
      expect(Math.abs(sum - difference) / Math.abs(difference)).toBeLessThan(0.01);
    },
  );
});

describe('a network and the same function written otherwise', () => {
  const [kernel, bias] = [Float32Array.from(noise(4 * 27, 1)), Float32Array.from(noise(4, 2))];
  const [second, head] = [Float32Array.from(noise(3 * 36, 3)), Float32Array.from(noise(6, 4))];
  const constants = { second: tensor([3, 4, 3, 3], second), head: tensor([3, 2], head) };
  const same = { pads: [1, 1, 1, 1] };
  const rest: LayerInit[] = [
    ['Relu', ['conv'], 'relu'],
    ['Conv', ['relu', 'second'], 'deep', { strides: [2, 2] }],
    ['Sigmoid', ['deep'], 'curved'],
    ['ReduceMean', ['curved', 'axes'], 'pool', { keepdims: 0 }],
    ['MatMul', ['pool', 'head'], 'logits'],
  ];
  const axes = { axes: Tensor.ints([2, 3]) };
  const one = networkOf(12, [['Conv', ['image', 'w', 'b'], 'conv', same], ...rest], {
    ...constants,
    ...axes,
    w: tensor([4, 3, 3, 3], kernel),
    b: tensor([4], bias),
  });
  /** Half of the output channels each, the second with its kernel padded and its bias added behind. */
  const two = networkOf(
    12,
    [
      ['Conv', ['image', 'w0', 'b0'], 'half0', same],
      ['Conv', ['image', 'w1'], 'half1', same],
      ['Add', ['half1', 'b1'], 'biased'],
      ['Concat', ['half0', 'biased'], 'conv', { axis: 1 }],
      ...rest,
    ],
    {
      ...constants,
      ...axes,
      w0: tensor([2, 3, 3, 3], kernel.subarray(0, 54)),
      b0: tensor([2], bias.subarray(0, 2)),
      w1: tensor([2, 3, 3, 3], kernel.subarray(54)),
      b1: tensor([1, 2, 1, 1], bias.subarray(2)),
    },
  );
  const picture: Image = { size: [12, 12], data: Float32Array.from(noise(3 * 144, 5)) };
  const names: AttributionName[] = ['saliency', 'integratedGradients', 'gradCam', 'occlusion'];

  test.each(names)('have the same map by %s', async (method) => {
    const objective = channel({ layer: 'logits', unit: 1 });
    const options = { method, ...(method === 'gradCam' && { layer: 'relu' }) } as { method: 'saliency' };
    const [a, b] = [
      await attribute(one, picture, objective, options),
      await attribute(two, picture, objective, options),
    ];
    const largest = Math.max(...a.map.map(Math.abs));
    expect(largest).toBeGreaterThan(0);
    expect(maxDifference(a.map, b.map) / largest).toBeLessThan(1e-5);
  });
});

describe('randomized weights', () => {
  test('destroy the map', async () => {
    const trained = await saliency(inception, image, logit);
    for (const randomSeed of [1, 2]) {
      const untrained = await saliency(randomizeWeights(inception, { randomSeed }), image, logit);
      expect(Math.max(...untrained.map)).toBeGreaterThan(0);
      expect(Math.abs(spearman(trained.map, untrained.map))).toBeLessThan(0.3);
    }
    expect(spearman(trained.map, trained.map)).toBeCloseTo(1, 10);
  });

  test('are the same values in an order that the seed gives', () => {
    const tiny = Network.open(fixtureBytes('tiny.onnx'));
    const of = (network: Network): number[][] =>
      network.graph.nodes
        .filter(({ operator }) => operator === 'Conv')
        .map((node) => [...network.graph.initializers.get(node.inputs[1]!)!.numbers]);
    const [before, after] = [of(tiny), of(randomizeWeights(tiny, { randomSeed: 3 }))];
    const sorted = (values: number[][]): number[][] => values.map((v) => v.slice().sort((a, b) => a - b));
    expect(after).not.toEqual(before);
    expect(sorted(after)).toEqual(sorted(before));
    expect(of(randomizeWeights(tiny, { randomSeed: 3 }))).toEqual(after);
    expect(of(randomizeWeights(tiny, { randomSeed: 4 }))).not.toEqual(after);
    expect(of(tiny)).toEqual(before);
  });

  test('begin at the layer that is named', async () => {
    const top = randomizeWeights(inception, { from: 'logits' });
    expect(top).toBeInstanceOf(Model);
    const [trained, changed] = [
      await strongest(inception, image, { layer: 'mixed4a', count: 20 }),
      await strongest(top, image, { layer: 'mixed4a', count: 20 }),
    ];
    expect(changed).toEqual(trained);
    const logits = await strongest(top, image, { layer: 'logits', count: 20 });
    expect(logits).not.toEqual(await strongest(inception, image, { layer: 'logits', count: 20 }));
    expect(() => randomizeWeights(inception, { from: 'mixed9' })).toThrow(FaccentError);
  });
});

describe('deletion and insertion on the shipped network', () => {
  test('prefer a map by the network to the same map upside down', async () => {
    const { map } = await attribute(inception, image, logit, { method: 'occlusion', square: 32 });
    const weakestFirst = map.map((v) => -v);
    const options = { steps: 9 };
    const deletion = await deletionCurve(inception, image, map, logit, options);
    const insertion = await insertionCurve(inception, image, map, logit, options);
    const lastDeleted = await deletionCurve(inception, image, weakestFirst, logit, options);
    const lastInserted = await insertionCurve(inception, image, weakestFirst, logit, options);
    expect(deletion.area).toBeLessThan(lastDeleted.area);
    expect(insertion.area).toBeGreaterThan(lastInserted.area);
    expect(deletion.values[0]).toBeCloseTo(insertion.values.at(-1)!, 4);
  });

  test('can be compared with pixels in random order', () => {
    const map = randomOrder([30, 40], 5);
    expect(map).toHaveLength(1200);
    expect(new Set(map).size).toBeGreaterThan(1190);
    expect(randomOrder([30, 40], 5)).toEqual(map);
    const rows = Float32Array.from(map, (_, i) => Math.floor(i / 40));
    for (const other of [randomOrder([30, 40], 6), rows])
      expect(Math.abs(spearman(map, other))).toBeLessThan(0.1);
  });

  test('need a map of the image’s size', async () => {
    const map = new Float32Array(4);
    await expect(deletionCurve(inception, image, map, logit)).rejects.toThrow('resizeMap makes them fit');
  });
});
