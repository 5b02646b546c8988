// Proves that a recipe's settings become the options of its run, and that what cannot be used is refused by name.
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { digest } from '../math/digest.js';
import {
  RECIPE_VERSION,
  type Recipe,
  type RecipeFeature,
  featureName,
  objectiveOf,
  regularizedAt,
} from './recipe.js';
import { optionsOf } from './settings.js';

const feature: RecipeFeature = { layer: 'mixed4c', unit: 12 };

const recipe: Recipe = {
  format: 'faccent-recipe',
  version: RECIPE_VERSION,
  created: '2026-01-01T00:00:00.000Z',
  environment: {
    faccent: '0.1.0',
    runtime: 'onnxruntime-node',
    runtimeVersion: '1.30.0',
    platform: 'linux x64',
    device: 'cpu',
    threads: 2,
  },
  model: { path: 'model.onnx', sha256: '0'.repeat(64), description: {} },
  photo: { path: 'photo.jpg', sha256: '1'.repeat(64) },
  name: 'mixed4c:12',
  objective: { name: 'channel', layer: 'mixed4c', unit: 12 },
  feature,
  settings: {
    parameterization: { name: 'fourier' },
    size: [64, 48],
    steps: 3,
    transform: { name: 'box', views: 2 },
    optimizer: { name: 'sgd', momentum: 0.9 },
    learningRate: null,
    schedule: { name: 'cosine', to: 0.5 },
    regularize: [{ layer: 'mixed3a', power: 1 }],
    strength: 1,
    balance: null,
    randomSeed: 7,
    cutoff: null,
    ball: 3,
    mask: { box: [0, 0, 64, 24] },
    redirect: true,
    startFrom: 'photograph',
    opacityPercentile: 20,
  },
  results: {
    activation: { before: 1, after: 2 },
    balance: null,
    steps: [{ activation: 1 }],
    image: '2'.repeat(64),
    opacity: '3'.repeat(64),
  },
};

describe('a recipe', () => {
  test('has the options of its run: what is null is left to the run', () => {
    const options = optionsOf(recipe);
    expect(options).toMatchObject({
      device: 'cpu',
      threads: 2,
      steps: 3,
      randomSeed: 7,
      ball: 3,
      strength: 1,
    });
    expect(options).toMatchObject({
      ...{ regularize: [{ name: 'lpDistance', layers: ['mixed3a'] }], transform: { name: 'box', views: 2 } },
      ...{ optimizer: { name: 'sgd', state: ['velocity'] }, redirect: true },
    });
    expect(options.schedule!(10, 10)).toBe(0.5);
    expect(options.mask!.reduce((a, b) => a + b)).toBe(64 * 24);
    expect([options.learningRate, options.balance, options.cutoff]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('names a painted mask by its file, and is given its values', () => {
    const settings = { ...recipe.settings, mask: { path: 'mask.png', sha256: '4' } };
    const painted = new Float32Array(64 * 48).fill(0.5);
    expect(optionsOf({ ...recipe, settings }, painted).mask).toBe(painted);
    expect(() => optionsOf({ ...recipe, settings })).toThrow('painted mask, "mask.png": give its values');
    expect(optionsOf({ ...recipe, settings: { ...settings, mask: null } }, painted).mask).toBeUndefined();
  });

  test.each<[object, string]>([
    [{ transform: { name: 'blur' } }, 'settings.transform.name is "blur"'],
    [{ optimizer: [] }, 'settings.optimizer is []'],
    [{ schedule: { name: 'cosine', to: 'low' } }, 'settings.schedule.to is "low"'],
    [{ regularize: [{}] }, 'settings.regularize[0].layer is missing'],
    [{ mask: {} }, 'mask.path is missing'],
    [{ mask: { box: [0, 0, 65, 1] } }, 'not within the canvas of 64 × 48'],
  ])('with %j is refused', (part, message) => {
    const settings = { ...recipe.settings, ...part };
    expect(() => optionsOf({ ...recipe, settings })).toThrow(FaccentError);
    expect(() => optionsOf({ ...recipe, settings })).toThrow(message);
  });

  test('has the objective of its feature', () => {
    expect(objectiveOf(feature).description).toMatchObject({
      name: 'channel',
      layer: 'mixed4c',
      unit: 12,
    });
    const at = objectiveOf({ ...feature, position: [7, 6] });
    expect(at.description).toMatchObject({ name: 'neuron', unit: 12, position: [7, 6] });
  });
});

test('features are named by label, or by layer, unit and position', () => {
  expect(featureName(feature)).toBe('mixed4c:12');
  expect(featureName({ ...feature, position: [7, 6] })).toBe('mixed4c:12@7,6');
  expect(featureName({ ...feature, label: 'ketch' })).toBe('ketch');
});

test('a recipe says where it is regularized', () => {
  expect(regularizedAt(recipe)).toBe('mixed3a');
  expect(regularizedAt({ settings: { ...recipe.settings, regularize: [] } })).toBe('');
});

test('digests are SHA-256 of the bytes that a view shows', async () => {
  // FIPS 180-2, appendix B.1
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(await digest(new TextEncoder().encode('abc'))).toBe(abc);
  expect(await digest(new TextEncoder().encode('xabc').subarray(1))).toBe(abc);
  expect(await digest(Float32Array.of(1))).toBe(await digest(Uint8Array.of(0, 0, 128, 63)));
});
