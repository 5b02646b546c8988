// Proves that recipes of every version are brought to today's, and that damaged ones are refused by the field.
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { checkRecipe } from './check.js';
import { migrated } from './migrate.js';
import { RECIPE_VERSION } from './recipe.js';
import { optionsOf } from './settings.js';

/** As faccent 0.1 wrote them. */
const VERSION_1 = {
  format: 'faccent-recipe',
  version: 1,
  created: '2026-01-02T03:04:05.678Z',
  environment: {
    ...{ faccent: '0.1.0', runtime: 'onnxruntime-node', runtimeVersion: '1.30.0', platform: 'linux-x64' },
    ...{ device: 'cpu', threads: 2 },
  },
  model: { path: '/m/model.onnx', sha256: 'a', description: {} },
  photo: { path: '/p/photo.jpg', sha256: 'b' },
  feature: { layer: 'mixed4a', unit: 3, position: [4, 5] },
  settings: {
    ...{ size: [64, 64], steps: 3, crops: 2, learningRate: 0.05, regularize: 'mixed3a', strength: 1 },
    ...{ balance: null, randomSeed: 0, cutoff: null, ball: null, percentile: 20 },
  },
  results: {
    ...{ activation: { before: 1, after: 2 }, balance: 3, steps: [{ activation: 1 }] },
    ...{ image: 'c', opacity: 'd' },
  },
};

const current = checkRecipe(VERSION_1);

/** As today's version has the settings of the versions before. */
const SETTINGS = {
  parameterization: { name: 'fourier' },
  ...{
    size: [64, 64],
    steps: 3,
    transform: { name: 'box', views: 2, fraction: [0.05, 0.99] },
    optimizer: { name: 'adam' },
  },
  ...{ learningRate: 0.05, schedule: { name: 'constant' }, strength: 1 },
  regularize: [{ layer: 'mixed3a', epsilon: 1e-4 }],
  ...{ balance: null, randomSeed: 0, cutoff: null, ball: null, mask: null, redirect: false },
  ...{ startFrom: 'photograph', opacityPercentile: 20 },
};

describe('a recipe of version 1', () => {
  test('is brought to the version of today', () => {
    expect(current).toEqual({
      ...VERSION_1,
      version: RECIPE_VERSION,
      name: 'mixed4a:3@4,5',
      objective: { name: 'neuron', layer: 'mixed4a', unit: 3, position: [4, 5] },
      settings: SETTINGS,
      photo: { ...VERSION_1.photo, background: null },
    });
  });

  test('is called by its label where it has one', () => {
    const feature = { layer: 'logits', unit: 55, label: 'ketch' };
    expect(checkRecipe({ ...VERSION_1, feature })).toMatchObject({
      name: 'ketch',
      objective: { name: 'channel', layer: 'logits', unit: 55 },
    });
  });

  test('has a photograph and a feature', () => {
    for (const part of ['photo', 'feature'])
      expect(() => checkRecipe({ ...VERSION_1, [part]: undefined })).toThrow(`recipe.${part} is missing`);
  });
});

describe('a recipe of version 2', () => {
  const VERSION_2 = {
    ...{ ...VERSION_1, version: 2, feature: undefined, name: 'a sum', photo: undefined },
    objective: { name: 'negate', terms: [{ name: 'channel', layer: 'mixed4a', unit: 3 }] },
    parameterization: { name: 'pixel' },
  };
  const read = (part: object) =>
    checkRecipe({ ...VERSION_2, settings: { ...VERSION_2.settings, ...part } }).settings;

  test('is brought to the version of today', () => {
    const { parameterization, ...rest } = VERSION_2;
    expect(checkRecipe(VERSION_2)).toEqual({
      ...{ ...rest, version: RECIPE_VERSION },
      settings: { ...SETTINGS, parameterization },
    });
  });

  test('as a checkpoint has it, too', () => {
    const { settings } = VERSION_2;
    const { objective, parameterization } = VERSION_2;
    expect(migrated({ objective, parameterization, settings })).toEqual({
      objective,
      settings: { ...SETTINGS, parameterization },
    });
  });

  test('was held nowhere, or in a ball by plain gradient descent', () => {
    expect(read({ regularize: null }).regularize).toEqual([]);
    expect(read({ ball: 3 })).toMatchObject({ ball: 3, optimizer: { name: 'sgd' } });
  });

  test('is refused where it is damaged', () => {
    expect(() => read({ regularize: 5 })).toThrow('recipe.settings.regularize is 5');
    expect(() => read({ crops: undefined })).toThrow('recipe.settings.transform is missing');
    expect(() =>
      optionsOf(checkRecipe({ ...VERSION_2, settings: { ...VERSION_2.settings, crops: 'many' } })),
    ).toThrow('transform.views is "many"');
  });
});

describe('a recipe of version 4', () => {
  const brought = (part: object) => {
    const settings = { ...SETTINGS, ...part };
    return checkRecipe({ ...current, version: 4, settings }).settings;
  };

  test('goes on with the defaults of its day', () => {
    const read = brought({
      regularize: [{ name: 'lpDistance', layer: 'mixed3a', power: 2, weight: 1 }],
      redirect: true,
      transform: {
        name: 'compose',
        parts: [
          { name: 'colourNoise', deviation: 0.1 },
          { name: 'jitterStack', views: 2 },
        ],
      },
    });
    expect(read).toMatchObject({
      regularize: [{ layer: 'mixed3a', power: 2, weight: 1, epsilon: 1e-4 }],
      redirect: 'start',
      transform: {
        parts: [
          { name: 'colourNoise', deviation: 0.1, uniform: 0 },
          { name: 'jitterStack', views: 2, border: 0.5 },
        ],
      },
    });
    const options = optionsOf({ ...current, settings: read });
    expect(options.transform!.description).toEqual(read.transform);
    expect(options.redirect).toBe('start');
  });

  test('as a checkpoint has it, too; one of today says its version', () => {
    const { objective } = current;
    const settings = { ...SETTINGS, redirect: true };
    expect(migrated({ objective, settings })).toMatchObject({ settings: { redirect: 'start' } });
    const kept = { objective, settings, version: RECIPE_VERSION };
    expect(migrated(kept)).toEqual(kept);
  });

  test('has what it says otherwise', () => {
    expect(brought({ redirect: false, regularize: [{ layer: 'a', epsilon: 0.1 }] })).toMatchObject({
      ...{ redirect: false, regularize: [{ layer: 'a', epsilon: 0.1 }] },
    });
  });
});

describe('what is behind a photograph', () => {
  const { photo } = VERSION_1;

  test('is nothing in a recipe up to version 5: it was seen as its file hides it', () => {
    expect(checkRecipe({ ...current, version: 5, photo }).photo).toEqual({ ...photo, background: null });
  });

  test('is what a recipe of today says', () => {
    const black = { ...photo, background: '#000000' };
    expect(checkRecipe({ ...current, photo: black }).photo).toEqual(black);
    expect(checkRecipe({ ...current, photo }).photo).toEqual(photo);
    expect(() => checkRecipe({ ...current, photo: { ...photo, background: 'blue' } })).toThrow(
      'recipe.photo.background is "blue"; it should be white, black, grey, or a colour as #rrggbb',
    );
  });
});

test('a photograph whose bytes were given has no path', () => {
  const photo = { path: '', sha256: 'b' };
  expect(checkRecipe({ ...current, photo }).photo).toEqual(photo);
  expect(() => checkRecipe({ ...current, photo: { sha256: 'b' } })).toThrow('recipe.photo.path is missing');
});

test('a recipe of today stays as it is, with a feature and a photograph or without', () => {
  expect(checkRecipe(current)).toEqual(current);
  expect(migrated({ ...current })).toEqual(current);
  const fromNoise = { ...current, feature: undefined, photo: undefined };
  expect(checkRecipe(fromNoise)).toEqual(fromNoise);
});

test.each<[unknown, string]>([
  [null, 'this is not a recipe'],
  [[], 'this is not a recipe'],
  [{}, 'this is not a recipe'],
  [{ ...current, version: 9 }, 'of version 9; this faccent reads versions 1 to 8'],
  [{ ...current, version: '2' }, 'of version "2"'],
  [{ ...current, name: 1 }, 'recipe.name is 1; it should be text'],
  [{ ...current, objective: 'logits:1' }, 'recipe.objective is "logits:1"; it should be an object'],
  [{ ...current, objective: undefined }, 'recipe.objective is missing'],
  [
    { ...current, settings: { ...current.settings, parameterization: 3 } },
    'recipe.settings.parameterization is 3',
  ],
  [{ ...current, photo: null }, 'recipe.photo is null; it should be an object with a path and a sha256'],
  [{ ...current, feature: { layer: 'a' } }, 'recipe.feature.unit is missing'],
  [{ ...current, encoder: {} }, 'recipe.encoder.path is missing'],
  [
    { ...current, settings: { ...current.settings, transform: undefined } },
    'recipe.settings.transform is missing',
  ],
  [{ ...current, settings: { ...current.settings, redirect: 1 } }, 'recipe.settings.redirect is 1'],
  [
    { ...current, settings: { ...current.settings, mask: 'm' } },
    'recipe.settings.mask is "m"; it should be an object',
  ],
  [
    { ...current, settings: { ...current.settings, size: [8, 1e9] } },
    'recipe.settings.size[1] is 1000000000',
  ],
  [{ ...current, settings: null }, 'recipe.settings is null'],
  [{ ...current, settings: { ...current.settings, steps: null } }, 'recipe.settings.steps is null'],
  [
    { ...current, settings: { ...current.settings, steps: 'many'.repeat(100) } },
    '…; it should be a whole number',
  ],
])('what cannot be used is refused: %#', (json, message) => {
  expect(() => checkRecipe(json)).toThrow(FaccentError);
  expect(() => checkRecipe(json)).toThrow(message);
});
