// Proves that a recipe is made, run and repeated by the library alone, to the same bits, and says where it was made.
import { describe, expect, test } from 'vitest';
import { accentuate } from '../accentuate.js';
import { FaccentError } from '../errors.js';
import { boxMask } from '../image/region.js';
import { Model } from '../model/model.js';
import { channel } from '../objective/channel.js';
import { multiply } from '../objective/algebra.js';
import { finished } from '../step/finished.js';
import { fixtureBytes } from '../testing/golden.js';
import { picture } from '../testing/networks.js';
import { adam } from '../optimizer/adam.js';
import { cosim } from '../objective/direction.js';
import { box } from '../transform/box.js';
import { colourNoise } from '../transform/colour-noise.js';
import { compose } from '../transform/compose.js';
import { transforms } from '../transform/index.js';
import { jitter } from '../transform/jitter.js';
import { checkRecipe } from './check.js';
import { recipe } from './make.js';
import { type Recipe, RECIPE_VERSION } from './recipe.js';
import { replay, runRecipe } from './replay.js';

const origin = {
  source: '/models/tiny.onnx',
  path: 'tiny.onnx',
  sha256: 'a'.repeat(64),
  sources: { size: 'its input' },
};
const model = Model.read(
  fixtureBytes('tiny.onnx'),
  { size: [32, 32], range: [-2, 2], regularize: 'relu2' },
  { origin },
);
const photo = {
  ...picture([40, 40], (y, x) => [y / 40, x / 40, 0.5]),
  path: 'photo.png',
  sha256: 'b'.repeat(64),
};
const options = { steps: 3, transform: box({ views: 2 }), threads: 1 };
const feature = { layer: 'fc', unit: 3, label: 'boat' };

describe('a recipe', () => {
  test('says what was asked, of what, and where', async () => {
    const request = await recipe({ model, photograph: photo, objective: feature, options });
    expect(request).toMatchObject({
      ...{ name: 'boat', feature, photo: { path: 'photo.png', sha256: photo.sha256 } },
      model: { path: '/models/tiny.onnx', sha256: origin.sha256, facts: model.facts },
      objective: { name: 'channel', layer: 'fc', unit: 3 },
      environment: { device: 'cpu', threads: 1 },
      settings: { size: [40, 40], opacityPercentile: 20, mask: null, regularize: [{ name: 'lpDistance' }] },
    });
  });

  test('has the defaults of today in it: later ones do not change it', async () => {
    const parts = [jitter(4), colourNoise()];
    const { settings, objective } = await recipe({
      ...{ model, photograph: photo, objective: multiply(2, cosim({ layer: 'fc', unit: 3 })) },
      options: { ...options, transform: compose(parts, { views: 2 }), optimizer: adam() },
    });
    expect(settings).toMatchObject({
      optimizer: { name: 'adam', betas: [0.9, 0.999], epsilon: 1e-8 },
      transform: {
        parts: [
          { name: 'jitter', pixels: 4 },
          { name: 'colourNoise', deviation: 0.02, uniform: 0.01 },
        ],
        views: 2,
      },
      regularize: [{ name: 'lpDistance', layer: 'relu2', power: 2, weight: 1 }],
      parameterization: { name: 'fourier', decay: 1 },
      schedule: { name: 'constant' },
    });
    expect(objective).toMatchObject({ terms: [2, { name: 'cosim', power: 1 }] });
    expect(transforms.read(settings.transform)).toMatchObject({ views: 2 });
  });

  test('runs as its options do, and repeats to the bit', async () => {
    const request = await recipe({ model, photograph: photo, objective: feature, options });
    const { recipe: made, result, seconds } = await finished(runRecipe(request, { model, photo }));
    const plain = await accentuate(model, photo, channel({ layer: 'fc', unit: 3 }), options);
    expect(result.image.data).toEqual(plain.image.data);
    expect(seconds).toBeGreaterThan(0);
    expect(made.version).toBe(RECIPE_VERSION);

    const read = checkRecipe(JSON.parse(JSON.stringify(made)));
    const again = await replay(read, { model, photo });
    expect(again).toMatchObject({ identical: true, largestDifference: 0, sameEnvironment: true });
    const elsewhere = await replay(
      { ...read, environment: { ...read.environment, platform: 'a page' } },
      { model, photo },
    );
    expect(elsewhere).toMatchObject({ identical: true, sameEnvironment: false });
  });

  test('that is not the same run is told apart', async () => {
    const request = await recipe({ model, photograph: photo, objective: feature, options });
    const { recipe: made } = await finished(runRecipe(request, { model, photo }));
    const other: Recipe = { ...made, settings: { ...made.settings, randomSeed: 1 } };
    const again = await replay(other, { model, photo });
    expect(again.identical).toBe(false);
    expect(again.largestDifference).toBeGreaterThan(0);
    const shorter: Recipe = { ...made, settings: { ...made.settings, steps: 2 } };
    expect((await replay(shorter, { model, photo })).largestDifference).toBe(Infinity);
  });

  test('from noise has no photograph, and its own size', async () => {
    const request = await recipe({
      model,
      objective: multiply(2, channel({ layer: 'fc', unit: 1 })),
      options,
      size: [36, 40],
    });
    expect(request).toMatchObject({ name: 'multiply', settings: { size: [36, 40] } });
    expect(request.photo).toBeUndefined();
    const { recipe: made } = await finished(runRecipe(request, { model }));
    expect(await replay(made, { model })).toMatchObject({ identical: true });
  });

  test('holds a box, and is refused a mask without its region', async () => {
    const mask = boxMask([0, 0, 20, 40], photo.size);
    const parts = { model, photograph: photo, objective: feature };
    const request = await recipe({
      ...parts,
      options: { ...options, mask },
      region: { box: [0, 0, 20, 40] },
    });
    const { recipe: made } = await finished(runRecipe(request, { model, photo }));
    expect(await replay(made, { model, photo })).toMatchObject({ identical: true });
    await expect(recipe({ ...parts, options: { ...options, mask } })).rejects.toThrow(
      'give the region beside the mask',
    );
  });

  test('needs a model that knows where it came from', async () => {
    const bytes = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
    const made = recipe({ model: bytes, photograph: photo, objective: feature });
    await expect(made).rejects.toThrow(FaccentError);
    await expect(recipe({ model: bytes, objective: feature })).rejects.toThrow('load it with loadModel');
  });
});
