import { expect, test } from 'vitest';
import { accentuate } from './accentuate.js';
import { benchmark, benchmarkForward } from './benchmark.js';
import { Model } from './model/model.js';
import { channel } from './objective/channel.js';
import { DEFAULTS } from './options.js';
import { defaultThreads, runtimeName, runtimeVersion } from './platform/index.js';
import { fixtureBytes } from './testing/golden.js';
import { picture } from './testing/networks.js';
import { box } from './transform/box.js';

const model = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2], regularize: 'relu2' });
const photo = picture([40, 40], (y, x) => [y / 40, x / 40, 0.5]);
const objective = channel({ layer: 'fc', unit: 3 });
const quick = { transform: box({ views: 2 }), threads: 1 };

test('a benchmark has times, and the arithmetic of a step', async () => {
  const result = await benchmark(model, photo, objective, { ...quick, steps: 3 });
  expect(result.steps).toBe(3);
  for (const seconds of [result.secondsPerStep, result.secondsToFirstStep])
    expect(seconds).toBeGreaterThan(0);
  expect(result.shareOutside).toBeGreaterThanOrEqual(0);
  expect(result.shareOutside).toBeLessThan(1);
  const twice = await benchmark(model, photo, objective, {
    ...quick,
    steps: 2,
    transform: box({ views: 4 }),
  });
  expect(twice.operationsPerStep).toBeGreaterThan(result.operationsPerStep);
  expect(await benchmarkForward(model, objective, quick)).toBeGreaterThan(0);
});

test('the defaults of a run are those that are exported', async () => {
  const { learningRate, strength, randomSeed } = DEFAULTS;
  const silent = await accentuate(model, photo, objective, { ...quick, steps: 2 });
  const spelt = await accentuate(model, photo, objective, {
    ...quick,
    steps: 2,
    learningRate,
    strength,
    randomSeed,
  });
  expect(spelt.image.data).toEqual(silent.image.data);
});

test('the runtime has a name, a version and threads', () => {
  expect(runtimeName).toMatch(/^onnxruntime/);
  expect(runtimeVersion).toMatch(/^\d+\.\d+\.\d+/);
  expect(defaultThreads()).toBeGreaterThan(0);
});
