// Schedules have PyTorch's factors, go through JSON and short forms, and multiply the learning rate of a run.
import { describe, expect, test } from 'vitest';
import { accentuate } from '../accentuate.js';
import { FaccentError } from '../errors.js';
import type { Description } from '../declaration/declare.js';
import { Model } from '../model/model.js';
import { channel } from '../objective/channel.js';
import { type Schedule, constant, cosine, linear, schedules, step } from './index.js';
import { fixture, fixtureBytes, maxDifference } from '../testing/golden.js';
import { whole } from '../transform/whole.js';

const golden = fixture<{ schedules: { description: Description; factors: number[] }[] }>('optimizers.json');

describe('schedules', () => {
  test.each(golden.schedules)("$description has PyTorch's factors", ({ description, factors }) => {
    const schedule = schedules.read(description);
    expect(
      maxDifference(
        factors.map((_, t) => schedule(t, factors.length)),
        factors,
      ),
    ).toBeLessThan(1e-6);
    expect(schedules.read(JSON.parse(JSON.stringify(schedule.description))).description).toEqual(description);
  });

  test('without options are those of their descriptions alone', () => {
    for (const schedule of [constant(), linear(), cosine()])
      expect(schedules.read(schedule.description)(3, 8)).toBe(schedule(3, 8));
    expect(constant()(7, 8)).toBe(1);
    expect(linear()(4, 8)).toBe(0.5);
  });

  test('all have golden factors', () => {
    const covered = golden.schedules.map((s) => s.description.name);
    expect([...new Set(covered)].sort()).toEqual([...schedules.names].sort());
  });

  test.each<[unknown, string]>([
    [[], 'schedule is []; it should be an object, like {"name": "cosine"}'],
    [
      { name: 'exponential' },
      'schedule.name is "exponential"; it should be one of constant, cosine, linear, step',
    ],
    [{ name: 'constant', factor: 1 }, 'it has no options'],
    [{ name: 'step' }, 'schedule.every is missing'],
    [{ name: 'step', every: 0 }, 'schedule.every is 0; it should be a whole number, 1 or more'],
    [{ name: 'step', every: 3, factor: -1 }, 'schedule.factor is -1; it should be a number, 0 or more'],
    [{ name: 'linear', to: -0.1 }, 'schedule.to is -0.1; it should be a number, 0 or more'],
    [{ name: 'cosine', to: '0' }, 'schedule.to is "0"'],
  ])('that cannot be used are refused: %j', (json, message) => {
    expect(() => schedules.read(json)).toThrow(FaccentError);
    expect(() => schedules.read(json)).toThrow(message);
  });
});

describe('a schedule as text', () => {
  test.each<[string, object]>([
    ['constant', { name: 'constant' }],
    ['linear', { name: 'linear' }],
    ['linear:0.2', { name: 'linear', to: 0.2 }],
    ['linear:0.5:0.2', { name: 'linear', from: 0.5, to: 0.2 }],
    ['cosine:0.1', { name: 'cosine', to: 0.1 }],
    ['step:30', { name: 'step', every: 30 }],
    ['step:30:0.5', { name: 'step', every: 30, factor: 0.5 }],
    ['{"name": "cosine"}', { name: 'cosine' }],
  ])('%s', (text, description) => {
    expect(schedules.parse(text).description).toEqual(description);
  });

  test('by every name', () => {
    for (const name of schedules.names)
      expect(schedules.parse(name === 'step' ? 'step:1' : name).description.name).toBe(name);
  });

  test.each<[string, string]>([
    [
      'exponential',
      'there is no schedule "exponential"; there are constant, cosine[:TO], linear[:TO] or linear:FROM:TO, step:EVERY[:FACTOR]',
    ],
    ['step', '"step" should be written step:EVERY[:FACTOR]'],
    ['step:0', 'schedule.every is 0; it should be a whole number, 1 or more'],
    ['cosine:-1', 'schedule.to is -1; it should be a number, 0 or more'],
  ])('%j is refused', (text, message) => {
    expect(() => schedules.parse(text)).toThrow(FaccentError);
    expect(() => schedules.parse(text)).toThrow(message);
  });
});

describe('in a run', () => {
  const model = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
  const photo = {
    size: [32, 32] as const,
    data: Float32Array.from({ length: 3 * 1024 }, (_, i) => 0.5 + 0.3 * Math.sin(i)),
  };
  const after = (schedule: Schedule = constant(), steps = 4, learningRate = 0.05) =>
    accentuate(model, photo, channel({ layer: 'fc', unit: 3 }), {
      schedule,
      steps,
      learningRate,
      transform: whole(),
      regularize: null,
      threads: 1,
    });

  test('the rate is multiplied from step to step', async () => {
    const [stopped, short] = [await after(step({ every: 2, factor: 0 })), await after(undefined, 2)];
    expect(maxDifference(stopped.image.data, short.image.data)).toBeLessThan(1e-6);
    const [halved, half] = [await after(() => 0.5), await after(undefined, 4, 0.025)];
    expect(maxDifference(halved.image.data, half.image.data)).toBeLessThan(1e-6);
    expect(maxDifference((await after(cosine())).image.data, half.image.data)).toBeGreaterThan(1e-4);
  });

  test.each([NaN, -1, Infinity])('a factor of %d is refused', async (factor) => {
    await expect(after(() => factor)).rejects.toThrow(`the schedule gives ${factor} at step 0`);
  });
});
