import { describe, expect, test } from 'vitest';
import { FaccentError } from './errors.js';
import { type Recipe, checkRecipe, digest, featureName, objectiveOf, optionsOf } from './recipe.js';

const recipe: Recipe = {
  format: 'faccent-recipe',
  version: 1,
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
  feature: { layer: 'mixed4c', unit: 12 },
  settings: {
    size: [64, 48],
    steps: 3,
    crops: 2,
    learningRate: null,
    regularize: null,
    strength: 1,
    balance: null,
    randomSeed: 7,
    cutoff: null,
    ball: 3,
    percentile: 20,
  },
  results: {
    activation: { before: 1, after: 2 },
    balance: null,
    steps: [{ activation: 1 }],
    image: '2'.repeat(64),
    opacity: '3'.repeat(64),
  },
};

const asRead = (): Record<string, Record<string, unknown>> =>
  JSON.parse(JSON.stringify(recipe)) as Record<string, Record<string, unknown>>;

describe('a recipe', () => {
  test('is read as it was written', () => {
    expect(checkRecipe(asRead())).toEqual(recipe);
  });

  test.each<[unknown, string]>([
    [null, 'this is not a recipe'],
    ['{}', 'this is not a recipe'],
    [{ ...asRead(), version: 2 }, 'of version 2'],
    [{ ...asRead(), settings: { ...asRead().settings, steps: '3' } }, '"settings.steps" is "3"'],
    [{ ...asRead(), settings: { ...asRead().settings, size: 64 } }, '"settings.size" is 64'],
    [{ ...asRead(), results: undefined }, '"results.activation.before"'],
  ])('that cannot be run again is refused: %j', (json, message) => {
    expect(() => checkRecipe(json)).toThrow(FaccentError);
    expect(() => checkRecipe(json)).toThrow(message);
  });

  test('has the options of its run: what is null is left to the run', () => {
    const options = optionsOf(recipe.settings, recipe.environment);
    expect(options).toMatchObject({
      device: 'cpu',
      threads: 2,
      steps: 3,
      randomSeed: 7,
      ball: 3,
      strength: 1,
    });
    expect(options).toMatchObject({ regularize: null, transform: { name: 'box', crops: 2 } });
    expect([options.learningRate, options.balance, options.cutoff]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('has the objective of its feature', () => {
    expect(objectiveOf(recipe.feature).description).toMatchObject({
      name: 'channel',
      layer: 'mixed4c',
      unit: 12,
    });
    const at = objectiveOf({ ...recipe.feature, position: [7, 6] });
    expect(at.description).toMatchObject({ name: 'neuron', unit: 12, position: [7, 6] });
  });
});

test('features are named by label, or by layer, unit and position', () => {
  expect(featureName(recipe.feature)).toBe('mixed4c:12');
  expect(featureName({ ...recipe.feature, position: [7, 6] })).toBe('mixed4c:12@7,6');
  expect(featureName({ ...recipe.feature, label: 'ketch' })).toBe('ketch');
});

test('digests are SHA-256 of the bytes that a view shows', async () => {
  // FIPS 180-2, appendix B.1
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(await digest(new TextEncoder().encode('abc'))).toBe(abc);
  expect(await digest(new TextEncoder().encode('xabc').subarray(1))).toBe(abc);
  expect(await digest(Float32Array.of(1))).toBe(await digest(Uint8Array.of(0, 0, 128, 63)));
});
