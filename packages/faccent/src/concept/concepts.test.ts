// Proves that concepts are found, directions of them raised, and mean activations averaged, as their definitions say.
import { Tensor } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { accentuate } from '../accentuate.js';
import { FaccentError } from '../errors.js';
import { activations } from '../inspect/index.js';
import { Model } from '../model/model.js';
import { channel } from '../objective/channel.js';
import { fixtureBytes, maxDifference } from '../testing/golden.js';
import { network, picture } from '../testing/networks.js';
import { box } from '../transform/box.js';
import { craftConcepts } from './craft.js';
import { contrastDirection, meanActivations } from './mean-activations.js';

const tiny = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
const waves = (height: number, width: number, speed: number) =>
  picture([height, width], (y, x) => [
    0.5 + 0.4 * Math.sin(speed * y),
    0.5 + 0.4 * Math.cos(speed * x),
    (x + y) / (height + width),
  ]);
const photos = [
  waves(32, 32, 0.3),
  waves(40, 24, 0.7),
  waves(32, 32, 1.1),
  waves(17, 33, 0.2),
  waves(40, 24, 2),
];

/** Channels are red, green, blue and grey; then a ReLU. */
const colours = Model.read(
  network(
    { image: ['n', 3, 8, 8] },
    [
      ['Conv', ['image', 'w'], 'mixed'],
      ['Relu', ['mixed'], 'relu'],
    ],
    { w: Tensor.of('float32', [4, 3, 1, 1], [1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1]) },
  ),
  { size: [8, 8], range: [0, 1] },
);

describe('mean activations', () => {
  test.each(['relu2', 'fc', 'input'])(
    'of %s are those of each image alone, whatever the batch',
    async (layer) => {
      const expected = await Promise.all(
        photos.map(async (photo) => {
          const { dims, data } = await activations(tiny, photo, layer, { threads: 1 });
          const plane = data.length / dims[1]!;
          const mean = (c: number): number =>
            [...data.subarray(c * plane, (c + 1) * plane)].reduce((a, b) => a + b, 0) / plane;
          return Array.from({ length: dims[1]! }, (_, c) => mean(c));
        }),
      );
      for (const batch of [1, 2, 8]) {
        const found = await meanActivations(tiny, photos, layer, { batch, threads: 1 });
        expect(found.length).toBe(photos.length);
        found.forEach((vector, i) => expect(maxDifference(vector, expected[i]!)).toBeLessThan(1e-5));
      }
    },
  );

  test('of more sizes than are held at once', async () => {
    const many = Array.from({ length: 20 }, (_, i) => waves(16 + i, 20, 0.5));
    const found = await meanActivations(tiny, [...many, many[0]!], 'fc', { threads: 1 });
    expect(maxDifference(found[20]!, found[0]!)).toBeLessThan(1e-6);
  });

  test('want images that are what they say, and a batch that can be', async () => {
    const wrong = { size: [8, 8] as const, data: new Float32Array(64) };
    await expect(meanActivations(tiny, [], 'fc')).rejects.toThrow('no images');
    await expect(meanActivations(tiny, [photos[0]!, wrong], 'fc')).rejects.toThrow(
      'image 1 is 8 × 8, so it has 3 × 8 × 8 numbers, not 64',
    );
    await expect(meanActivations(tiny, photos, 'fc', { batch: 0 })).rejects.toThrow(FaccentError);
    await expect(meanActivations(tiny, photos, 'fc', { batch: 1.5 })).rejects.toThrow('whole number');
    await expect(meanActivations(tiny, photos, 'nowhere')).rejects.toThrow('no layer "nowhere"');
  });
});

describe('a contrast', () => {
  test('is the difference of means', () => {
    expect([...contrastDirection([[1, 2], Float32Array.of(3, 4)], [[1, 1]])]).toEqual([1, 2]);
  });

  test('is raised like a unit', async () => {
    const vectors = await meanActivations(tiny, photos, 'relu3', { threads: 1 });
    const unit = contrastDirection(vectors.slice(0, 2), vectors.slice(2));
    const result = await accentuate(tiny, photos[0]!, channel({ layer: 'relu3', unit }), {
      steps: 10,
      transform: box({ views: 3 }),
      regularize: null,
      threads: 1,
    });
    expect(result.activation.after).toBeGreaterThan(result.activation.before);
  });

  test('needs two sets of vectors of one length', () => {
    expect(() => contrastDirection([], [[1]])).toThrow('positive vectors');
    expect(() => contrastDirection([[1]], [])).toThrow('negative vectors');
    expect(() => contrastDirection([[1, 2]], [[1]])).toThrow('one length, not 2 and 1');
    expect(() => contrastDirection([[1, 2], [1]], [[1, 2]])).toThrow(FaccentError);
  });
});

describe('concepts', () => {
  const [red, green, blue] = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ] as const;
  // quarters of pure colour, of which green has the least light
  const quarters = (scale: number) =>
    picture([16, 16], (y, x) => {
      const colour = y < 8 ? (x < 8 ? red : green) : x < 8 ? blue : red;
      return colour.map((v) => v * (colour === green ? 0.5 : colour === blue ? 0.7 : 1) * scale) as never;
    });
  const images = [quarters(1), quarters(0.6)];
  const directions = [red, blue, green].map((v) => [...v, 1].map((x) => x / Math.SQRT2));

  test('of patches are what the patches are made of', async () => {
    const found = await craftConcepts(colours, images, 'relu', { rank: 3, patchSize: 8, stride: 8 });
    expect(found.error).toBeLessThan(1e-5);
    found.concepts.forEach(({ direction }, k) =>
      expect(maxDifference(direction, directions[k]!)).toBeLessThan(1e-4),
    );
    expect(found.rows.slice(0, 5)).toEqual([
      { image: 0, y: 0, x: 0 },
      { image: 0, y: 0, x: 8 },
      { image: 0, y: 8, x: 0 },
      { image: 0, y: 8, x: 8 },
      { image: 1, y: 0, x: 0 },
    ]);
    // a red patch has (1, 0, 0, 1), of length √2
    const [first] = found.concepts;
    const expected = [1, 0, 0, 1, 0.6, 0, 0, 0.6].map((v) => v * Math.SQRT2);
    expect(maxDifference(first!.coefficients, expected)).toBeLessThan(1e-4);
    expect(found.concepts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 6);
    expect(first!.share).toBeCloseTo(2 / 3.2, 4);
  });

  test('of positions: one row for each, and their average is explained', async () => {
    const found = await craftConcepts(colours, images, 'relu', { rank: 3, randomSeed: 2 });
    expect(found.rows.length).toBe(2 * 8 * 8);
    expect(found.rows[9]).toEqual({ image: 0, y: 1, x: 1 });
    expect(found.error).toBeLessThan(0.01);
    found.concepts.forEach(({ direction }, k) =>
      expect(maxDifference(direction, directions[k]!)).toBeLessThan(0.05),
    );
  });

  test('of a layer without positions have a row for each patch', async () => {
    const flat = Model.read(
      network({ image: ['n', 3, 8, 8] }, [['ReduceMean', ['image', 'axes'], 'mean', { keepdims: 0 }]], {
        axes: Tensor.ints([2, 3]),
      }),
      { size: [8, 8], range: [0, 1] },
    );
    expect((await craftConcepts(flat, images, 'mean', { rank: 1 })).rows).toEqual([
      { image: 0, y: 0, x: 0 },
      { image: 1, y: 0, x: 0 },
    ]);
  });

  test('overlap by a fifth of a patch', async () => {
    const { rows } = await craftConcepts(colours, [images[0]!], 'relu', { rank: 1, patchSize: 5 });
    expect([...new Set(rows.map(({ x }) => x))]).toEqual([0, 4, 8]);
  });

  test.each([
    [{ rank: 0 }, 'rank'],
    [{ rank: 2, patchSize: 17 }, 'image 0 is 16 × 16: too small for patches of 17'],
    [{ rank: 2, patchSize: 2.5 }, 'the patch size is a whole number'],
    [{ rank: 2, patchSize: 4, stride: 0 }, 'the stride is a whole number'],
  ])('cannot be had with %j', async (options, message) => {
    await expect(craftConcepts(colours, images, 'relu', options)).rejects.toThrow(message);
  });

  test('are parts that add up: not of negative activations', async () => {
    const run = craftConcepts(tiny, photos, 'fc', { rank: 2 });
    await expect(run).rejects.toThrow(/"fc" has negative activations .* after a ReLU/);
  });
});
