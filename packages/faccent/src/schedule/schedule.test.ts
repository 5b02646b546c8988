import { describe, expect, test } from 'vitest';
import { accentuate } from '../accentuate.js';
import { FaccentError } from '../errors.js';
import type { Description } from '../declaration/json.js';
import { Model } from '../model/model.js';
import { channel } from '../objective/channel.js';
import {
  type Schedule,
  constantSchedule,
  cosineSchedule,
  linearSchedule,
  scheduleFrom,
  scheduleNames,
  stepSchedule,
} from './schedule.js';
import { fixture, fixtureBytes, maxDifference } from '../testing/golden.js';
import { whole } from '../transform/whole.js';

const golden = fixture<{ schedules: { description: Description; factors: number[] }[] }>('optimizers.json');

describe('schedules', () => {
  test.each(golden.schedules)("$description has PyTorch's factors", ({ description, factors }) => {
    const schedule = scheduleFrom(description);
    expect(
      maxDifference(
        factors.map((_, t) => schedule(t, factors.length)),
        factors,
      ),
    ).toBeLessThan(1e-6);
    expect(scheduleFrom(JSON.parse(JSON.stringify(schedule.description))).description).toEqual(description);
  });

  test('without options are those of their descriptions alone', () => {
    for (const schedule of [constantSchedule(), linearSchedule(), cosineSchedule()])
      expect(scheduleFrom(schedule.description)(3, 8)).toBe(schedule(3, 8));
    expect(constantSchedule()(7, 8)).toBe(1);
    expect(linearSchedule()(4, 8)).toBe(0.5);
  });

  test('all have golden factors', () => {
    const covered = golden.schedules.map((s) => s.description.name);
    expect([...new Set(covered)].sort()).toEqual([...scheduleNames].sort());
  });

  test.each<[unknown, string]>([
    [[], 'schedule is []; it should be an object, like {"name": "cosine"}'],
    [{ name: 'exponential' }, 'schedule.name is "exponential"; it should be one of constant, linear'],
    [{ name: 'constant', factor: 1 }, 'it has no options'],
    [{ name: 'step' }, 'schedule.every is missing'],
    [{ name: 'step', every: 0 }, 'every 1, 2, … steps, not every 0'],
    [{ name: 'step', every: 3, factor: -1 }, 'the factor of a schedule must be a number, 0 or more, not -1'],
    [{ name: 'linear', to: -0.1 }, 'the last factor of a schedule must be a number, 0 or more'],
    [{ name: 'cosine', to: '0' }, 'schedule.to is "0"'],
  ])('that cannot be used are refused: %j', (json, message) => {
    expect(() => scheduleFrom(json)).toThrow(FaccentError);
    expect(() => scheduleFrom(json)).toThrow(message);
  });
});

describe('in a run', () => {
  const model = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
  const photo = {
    size: [32, 32] as const,
    data: Float32Array.from({ length: 3 * 1024 }, (_, i) => 0.5 + 0.3 * Math.sin(i)),
  };
  const after = (schedule: Schedule | undefined, steps = 4, learningRate = 0.05) =>
    accentuate(model, photo, channel({ layer: 'fc', unit: 3 }), {
      schedule,
      steps,
      learningRate,
      transform: whole(),
      regularize: null,
      threads: 1,
    });

  test('the rate is multiplied from step to step', async () => {
    const [stopped, short] = [await after(stepSchedule({ every: 2, factor: 0 })), await after(undefined, 2)];
    expect(maxDifference(stopped.image.data, short.image.data)).toBeLessThan(1e-6);
    const [halved, half] = [await after(() => 0.5), await after(undefined, 4, 0.025)];
    expect(maxDifference(halved.image.data, half.image.data)).toBeLessThan(1e-6);
    expect(maxDifference((await after(cosineSchedule())).image.data, half.image.data)).toBeGreaterThan(1e-4);
  });

  test.each([NaN, -1, Infinity])('a factor of %d is refused', async (factor) => {
    await expect(after(() => factor)).rejects.toThrow(`the schedule gives ${factor} at step 0`);
  });
});
