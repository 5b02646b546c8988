// Proves that measures are those worked out by hand, made where what they need is there, and shown in rows.
import { Tensor } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import { activations, strongest } from '../inspect/index.js';
import { Model } from '../model/model.js';
import { channel } from '../objective/channel.js';
import { diversity } from '../objective/batch.js';
import { fixtureBytes } from '../testing/golden.js';
import { network, picture } from '../testing/networks.js';
import { layerDistance } from './layer-distance.js';
import { type MeasureOptions, type Measures, measure, measureRows } from './measure.js';
import { measures } from './measures.js';
import { objectiveValues } from '../inspect/objective-values.js';
import { pixelDistance } from './pixels.js';
import { percentile, standardScore } from '../math/score.js';

describe('scores', () => {
  test('count standard deviations from the mean', () => {
    // mean 3, variance 10 / 4
    expect(standardScore(8, [1, 2, 3, 4, 5])).toBeCloseTo(5 / Math.sqrt(2.5), 12);
    expect(standardScore(3, Float32Array.of(1, 5))).toBe(0);
    expect(standardScore(-1, [0, 2])).toBeCloseTo(-Math.SQRT2, 12);
  });

  test('and the percentage of values below, ties by half', () => {
    expect(percentile(3, [1, 2, 3, 4])).toBe(62.5);
    expect(percentile(0, [1, 2])).toBe(0);
    expect(percentile(9, [1, 2])).toBe(100);
    expect(percentile(1, [1])).toBe(50);
  });

  test.each<[() => unknown, string]>([
    [() => standardScore(1, [1]), 'at least 2 values; this one has 1'],
    [() => standardScore(1, [0.1, 0.1, 0.1]), 'all 0.1'],
    [() => standardScore(1, [1, NaN]), 'not NaN'],
    [() => percentile(1, []), 'at least 1 values'],
    [() => percentile(1, [Infinity]), 'not Infinity'],
  ])('need a distribution', (act, message) => {
    expect(act).toThrow(FaccentError);
    expect(act).toThrow(message);
  });
});

describe('distance in pixels', () => {
  const [a, b] = [picture([1, 2], () => [0, 0.5, 1]), picture([1, 2], () => [0.5, 0.5, 0.5])];
  test('is the L2 norm over all pixels and channels, and the mean absolute difference', () => {
    expect(pixelDistance(a, b).l2).toBeCloseTo(1, 12);
    expect(pixelDistance(a, b).meanAbsolute).toBeCloseTo(1 / 3, 12);
    expect(pixelDistance(a, a)).toEqual({ l2: 0, meanAbsolute: 0 });
  });
  test('is between images of one size', () => {
    expect(() =>
      pixelDistance(
        a,
        picture([2, 1], () => [0, 0, 0]),
      ),
    ).toThrow('1 × 2 and 2 × 1');
    expect(() => pixelDistance(a, { size: [1, 2], data: new Float32Array(5) })).toThrow('6 numbers, not 5');
  });
});

const labels = ['alpha', 'beta', 'gamma'];
/** Class scores are 4 · mean red, 4 · mean green and 4 · mean blue. */
const colours = Model.read(
  network(
    { image: ['n', 3, 16, 16] },
    [
      ['ReduceMean', ['image', 'axes'], 'mean', { keepdims: 0 }],
      ['Mul', ['mean', 'four'], 'scores'],
    ],
    { axes: Tensor.ints([2, 3]), four: Tensor.of('float32', [], [4]) },
  ),
  { size: [16, 16], range: [0, 1], labels },
);
const flat = (red: number, green: number, blue: number): Image => picture([16, 16], () => [red, green, blue]);
const red = channel({ layer: 'scores', unit: 0 });
const [photo, accentuation] = [flat(0.25, 0.5, 0), flat(0.75, 0.5, 0)];

describe('the distance at a layer', () => {
  test('is the L2 norm over channels', async () => {
    expect(await layerDistance(colours, photo, accentuation, 'scores')).toBeCloseTo(2, 5);
  });
  test('is the mean over positions, and next to nothing for equal images', async () => {
    const tiny = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
    const [a, b] = await Promise.all([photo, accentuation].map((image) => activations(tiny, image, 'relu2')));
    const channels = a!.dims[1]!;
    const plane = a!.data.length / channels;
    const difference = (i: number): number => Number(a!.data[i]) - Number(b!.data[i]);
    let mean = 0;
    for (let p = 0; p < plane; p++)
      mean += Math.hypot(...Array.from({ length: channels }, (_, c) => difference(c * plane + p))) / plane;
    expect((await layerDistance(tiny, photo, accentuation, 'relu2')) / mean).toBeCloseTo(1, 4);
    expect((await layerDistance(tiny, photo, photo, 'relu2')) / mean).toBeLessThan(1e-3);
  });
  test('is taken where there are channels', async () => {
    await expect(layerDistance(colours, photo, accentuation, 'nowhere')).rejects.toThrow('"nowhere"');
    await expect(layerDistance(colours, photo, flat(0, 0, 0), 'scores')).resolves.toBeGreaterThan(0);
  });
});

describe('an objective on many images', () => {
  test('has a value on each, of whatever size', async () => {
    const large = picture([24, 20], () => [0.5, 0, 0]);
    const found = await objectiveValues(colours, red, [photo, large, large, accentuation]);
    [1, 2, 2, 3].forEach((v, i) => expect(found[i]).toBeCloseTo(v, 5));
    expect(await objectiveValues(colours, red, [])).toEqual([]);
  });
  test('is of one image', async () => {
    const run = (objective = red, images = [photo]) => objectiveValues(colours, objective, images);
    await expect(run(diversity({ layer: 'scores' }))).rejects.toThrow('there is only one');
    await expect(run(red, [{ ...photo, data: new Float32Array(3) }])).rejects.toThrow('not 3 numbers');
    await expect(run(channel({ layer: 'scores', unit: 3 }))).rejects.toThrow('there is no unit 3');
  });
});

describe('measures', () => {
  const all: MeasureOptions = { photo, accentuation, objective: red };

  test('are few by default: of this model there is no layer to hold on to', async () => {
    const found = await measure(colours, all);
    expect(Object.keys(found).sort()).toEqual(['activation', 'objective', 'pixels', 'ssim']);
    expect(found.activation.before).toBeCloseTo(1, 5);
    expect(found.activation.change).toBeCloseTo(2, 5);
    expect(found.pixels.l2).toBeCloseTo(8, 5);
    expect(found.ssim).toBeLessThan(1);
  });

  test('are the distance, the natural scale and another model, where they are asked for', async () => {
    const found = await measure(colours, {
      ...all,
      layer: 'scores',
      naturalActivations: [0, 2, 2.5],
      second: { model: colours, unit: 'Alpha' },
    });
    expect(found.distance).toEqual({ layer: 'scores', value: expect.closeTo(2, 4) as number });
    expect(found.natural!.count).toBe(3);
    expect(found.natural!.standardScore.change).toBeCloseTo(2 / Math.sqrt(1.75), 4);
    expect(found.natural!.percentile.before).toBeCloseTo(100 / 3, 4);
    expect(found.natural!.percentile.after).toBe(100);
    const probability = (r: number): number => Math.exp(r) / (Math.exp(r) + Math.exp(2) + 1);
    expect(found.transfer).toMatchObject({ unit: 0, label: 'alpha' });
    expect(found.transfer!.logit.change).toBeCloseTo(2, 5);
    expect(found.transfer!.probability!.after).toBeCloseTo(probability(3), 5);
    expect(found.transfer!.probability!.before).toBeCloseTo(probability(1), 5);
    const [top] = await strongest(colours, accentuation, { count: 1 });
    expect(found.transfer!.logit.after).toBe(top!.activation);
  });

  test("take the model's own layer, and go through JSON", async () => {
    const described = Model.read(fixtureBytes('tiny.onnx'), {
      size: [32, 32],
      range: [-2, 2],
      regularize: 'relu2',
    });
    const options = { ...all, objective: channel({ layer: 'fc', unit: 1 }) };
    const found = await measure(described, options);
    expect(found.distance!.layer).toBe('relu2');
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
    expect((await measure(described, { ...options, layer: null })).distance).toBeUndefined();
  });

  test('of images smaller than the window are without structural similarity', async () => {
    const small = (v: number) => picture([8, 8], () => [v, v, v]);
    const found = await measure(colours, { ...all, photo: small(0), accentuation: small(1) });
    expect(found).not.toHaveProperty('ssim');
    expect(found.pixels.meanAbsolute).toBe(1);
  });

  test('stand in the record in the order of what they are compared with, each under its name', async () => {
    const found = await measure(colours, {
      ...all,
      layer: 'scores',
      naturalActivations: [0, 2, 2.5],
      second: { model: colours, unit: 2 },
    });
    const names = ['natural', 'distance', 'pixels', 'ssim', 'transfer'];
    // what is added later may come between
    expect(Object.keys(found)).toEqual(expect.arrayContaining(['objective', 'activation', ...names]));
    expect(measures.names).toEqual(expect.arrayContaining(names));
  });

  test('are rows for people, one for each thing that they are compared with', () => {
    const change = (before: number, after: number) => ({ before, after, change: after - before });
    const few = {
      objective: red.description,
      activation: change(1, 3),
      pixels: { l2: 8, meanAbsolute: 1 / 6 },
    } as Measures;
    expect(measureRows(few)).toEqual([['from the photograph', '8.00 in pixels (L2)']]);
    const natural = { count: 3, standardScore: change(-0.5, 1.25), percentile: change(33.3, 100) };
    const other = { unit: 7, logit: change(1, 2.5), probability: change(0.1, 0.25) };
    const many = { ...few, ssim: 0.61234, distance: { layer: 'scores', value: 2 }, natural, transfer: other };
    expect(measureRows(many)).toEqual([
      ['among 3 natural images', '-0.5 → 1.3 standard deviations above their mean, percentile 33 → 100'],
      ['from the photograph', '2.00 at scores, 8.00 in pixels (L2), structural similarity 0.612'],
      ['in the other model, class 7', 'logit 1.00 → 2.50, probability 0.1000 → 0.2500'],
    ]);
    expect(measureRows({ ...few, transfer: { ...other, label: 'ketch' } }).at(-1)![0]).toBe(
      'in the other model, ketch',
    );
  });

  test('say what they are, and are read by name', () => {
    for (const { name, about, make } of measures.declared) {
      expect(about).not.toMatch(/\n|\.$/);
      expect(measures.read({ name }).description).toEqual(make({}).description);
    }
    expect(() => measures.read({ name: 'beauty' })).toThrow(
      'one of distance, natural, pixels, ssim, transfer',
    );
  });

  test.each<[string, Partial<MeasureOptions>]>([
    ['16 × 16 and 8 × 8', { accentuation: picture([8, 8], () => [0, 0, 0]) }],
    ['classes 0 to 2; there is no class 3', { second: { model: colours, unit: 3 } }],
    ['no class "delta"', { second: { model: colours, unit: 'delta' } }],
    ['at least 2 values', { naturalActivations: [1] }],
    ['no spread', { naturalActivations: [1, 1] }],
    ['"nowhere"', { layer: 'nowhere' }],
  ])('are refused: %s', async (message, options) => {
    const run = measure(colours, { ...all, ...options });
    await expect(run).rejects.toThrow(FaccentError);
    await expect(run).rejects.toThrow(message);
  });
});
