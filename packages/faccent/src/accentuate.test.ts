import { ALL_PASSES } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { type AccentuateOptions, accentuate, accentuation } from './accentuate.js';
import { FaccentError } from './errors.js';
import type { Image } from './image/image.js';
import { Model } from './model/model.js';
import { multiply, subtract } from './objective/algebra.js';
import { channel } from './objective/channel.js';
import { compareL2 } from './objective/compare.js';
import { objectives, parseObjective } from './objective/index.js';
import { inputBlur } from './objective/input-blur.js';
import { neuron } from './objective/neuron.js';
import { opacityMap } from './image/opacity.js';
import { Random } from './math/random.js';
import { fourier } from './parameterization/fourier.js';
import { fourierPhase } from './parameterization/fourier-phase.js';
import { pixel } from './parameterization/pixel.js';
import {
  type GoldenArray,
  fixture,
  fixtureBytes,
  maxDifference,
  planes,
  relativeError,
} from './testing/golden.js';
import { constant } from './schedule/constant.js';
import { box } from './transform/box.js';
import { whole } from './transform/whole.js';

interface Run {
  name: string;
  parameterization: keyof typeof PARAMETERIZATIONS;
  objective: string;
  regularization_layer: string | null;
  regularization_alpha: number | null;
  regularization_balance: number | null;
  initial_params: GoldenArray[];
  losses_negated: number[];
  image_step0: GoldenArray;
  image_step1: GoldenArray;
  image_step10: GoldenArray;
  transparency_step10: GoldenArray;
  float64_deviation: { image_step10_max: number; loss10: number };
}

const golden = fixture<{ seed: GoldenArray; runs: Run[] }>('trajectories.json');
const seed: Image = { size: [48, 48], data: Float32Array.from(golden.seed.data) };
const tiny = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
const logit = channel({ layer: 'fc', unit: 3 });
const quick: AccentuateOptions = {
  ...{ steps: 4, regularize: 'relu2', threads: 1, schedule: constant() },
  transform: box({ views: 3, fraction: [0.05, 0.99] }),
};

const PARAMETERIZATIONS = { fourier: fourier(), fourier_phase: fourierPhase(), pixel: pixel() };

describe.each(golden.runs)('golden trajectory $name', (run) => {
  const [layer, unit] = run.objective.split(':') as [string, string];
  const balance = run.regularization_balance ?? 0;
  // what rounding does to the authors' own run, and as much again
  const tolerance = Math.max(2e-5, 2 * run.float64_deviation.image_step10_max);

  test.each([
    ['with every pass', undefined],
    ['without folding constants', { ...ALL_PASSES, fold: false }],
    ['without pruning', { ...ALL_PASSES, prune: false }],
    ['without cutting', { ...ALL_PASSES, cut: false }],
    ['without picking channels', { ...ALL_PASSES, pick: false }],
  ])('%s: images, losses and opacity', async (_, passes) => {
    const result = await accentuate(tiny, seed, channel({ layer, unit: Number(unit) }), {
      transform: whole(),
      parameterization: PARAMETERIZATIONS[run.parameterization],
      start: run.initial_params.map((p) =>
        Float32Array.from(run.parameterization === 'fourier' ? planes(p).data : p.data),
      ),
      regularize: run.regularization_layer,
      strength: run.regularization_alpha ?? 0,
      schedule: constant(),
      balance,
      steps: 11,
      snapshots: 1,
      passes,
    });
    expect(maxDifference(result.steps[0]!.image!.data, run.image_step0.data)).toBeLessThan(2e-5);
    expect(maxDifference(result.steps[1]!.image!.data, run.image_step1.data)).toBeLessThan(2e-5);
    expect(maxDifference(result.steps[10]!.image!.data, run.image_step10.data)).toBeLessThan(tolerance);
    run.losses_negated.forEach((expected, i) => {
      const { activation, distance = 0 } = result.steps[i]!;
      expect(Math.abs(activation - balance * distance - expected) / Math.abs(expected)).toBeLessThan(1e-4);
    });
    expect(relativeError(result.opacity, run.transparency_step10.data)).toBeLessThan(1e-4);
  });
});

describe.each([
  ['channel', channel({ layer: 'relu3', unit: 5 })],
  ['neuron', neuron({ layer: 'relu3', unit: 5, position: [1, 2] })],
])('the %s of a convolution', (_, objective) => {
  test('is the same whether the others are computed or not', async () => {
    const picked = await accentuate(tiny, seed, objective, quick);
    const whole = await accentuate(tiny, seed, objective, {
      ...quick,
      passes: { ...ALL_PASSES, pick: false },
    });
    expect(maxDifference(picked.image.data, whole.image.data)).toBeLessThan(2e-5);
    expect(relativeError(picked.opacity, [...whole.opacity])).toBeLessThan(1e-4);
    expect(picked.activation.after).toBeCloseTo(whole.activation.after, 4);
  });
});

describe('a run', () => {
  test('is repeated to the bit by its random seed, and changed by another', async () => {
    const first = await accentuate(tiny, seed, logit, { ...quick, randomSeed: 5 });
    const again = await accentuate(tiny, seed, logit, { ...quick, randomSeed: 5 });
    const other = await accentuate(tiny, seed, logit, { ...quick, randomSeed: 6 });
    expect(again).toEqual(first);
    expect(maxDifference(other.image.data, first.image.data)).toBeGreaterThan(1e-3);
  });

  test('raises the activation, and strays less from the photograph when it is regularized', async () => {
    const options = { ...quick, steps: 25, randomSeed: 1 };
    const held = await accentuate(tiny, seed, logit, { ...options, strength: 5 });
    const measured = await accentuate(tiny, seed, logit, { ...options, strength: 1e-9 });
    expect(held.activation.after).toBeGreaterThan(held.activation.before);
    expect(measured.activation.after).toBeGreaterThan(measured.activation.before);
    expect(held.steps.at(-1)!.distance!).toBeLessThan(measured.steps.at(-1)!.distance!);
  });

  test('reports the activation of a neuron, without positions of the others', async () => {
    const result = await accentuate(tiny, seed, neuron({ layer: 'relu3', unit: 5 }), { ...quick, steps: 10 });
    expect(result.activation.after).toBeGreaterThan(result.activation.before);
  });

  test('raises one feature, lowers another and smooths the input, as one objective', async () => {
    const objective = subtract(parseObjective('fc:3 - 0.5*fc:1'), multiply(0.01, inputBlur()));
    const result = await accentuate(tiny, seed, objectives.read(objective.description), {
      ...quick,
      steps: 10,
    });
    expect(result.activation.after).toBeGreaterThan(result.activation.before);
  });

  test('needs a second image to compare with', async () => {
    await expect(accentuate(tiny, seed, compareL2({ layer: 'relu3' }), quick)).rejects.toThrow(
      'the batch has images 0 to 0; there is no image 1',
    );
  });

  test('stops at the cutoff', async () => {
    const free = await accentuate(tiny, seed, logit, { ...quick, steps: 12, regularize: null });
    const cutoff = (free.activation.before + free.activation.after) / 2;
    const stopped = await accentuate(tiny, seed, logit, { ...quick, steps: 12, regularize: null, cutoff });
    expect(stopped.steps.length).toBeLessThan(12);
    expect(stopped.activation.after).toBeGreaterThan(cutoff);
  });

  test('stays within the ball', async () => {
    const ball = 1.5;
    const result = await accentuate(tiny, seed, logit, {
      ...quick,
      steps: 8,
      regularize: null,
      ball,
      learningRate: 300,
    });
    const distance = Math.hypot(...result.image.data.map((v, i) => v - seed.data[i]!));
    expect(distance).toBeLessThan(ball * 1.001);
    expect(distance).toBeGreaterThan(ball * 0.9);
    expect(result.activation.after).toBeGreaterThan(result.activation.before);
  });

  test('can be left at any step, and takes snapshots when asked', async () => {
    const seen: boolean[] = [];
    for await (const step of accentuation(tiny, seed, logit, { ...quick, snapshots: 2 })) {
      seen.push(step.image !== undefined);
      if (step.step === 2) break;
    }
    expect(seen).toEqual([true, false, true]);
  });

  test('the balance does not depend on the strength, the random seed hardly', async () => {
    const balance = async (o: AccentuateOptions) =>
      (await accentuate(tiny, seed, logit, { ...quick, steps: 1, transform: whole(), ...o })).balance!;
    const reference = await balance({});
    expect(await balance({ strength: 7 })).toBe(reference);
    expect(await balance({ randomSeed: 3 })).toBe(reference);
    expect(reference).toBeGreaterThan(0);
  });

  test('of a canvas that is neither square nor even works', async () => {
    const random = new Random(1);
    const photo: Image = {
      size: [37, 52],
      data: Float32Array.from({ length: 3 * 37 * 52 }, () => random.uniform()),
    };
    const result = await accentuate(tiny, photo, logit, { ...quick, steps: 10 });
    expect(result.image.data.length).toBe(photo.data.length);
    expect(result.activation.after).toBeGreaterThan(result.activation.before);
  });
});

describe('impossible requests are refused before the first step', () => {
  test.each([
    [{ steps: 0 }, 'steps is 0; it should be a whole number from 1 to 1000000'],
    [{ steps: 1.5 }, 'steps is 1.5; it should be a whole number from 1 to 1000000'],
    [{ learningRate: -1 }, 'learningRate is -1; it should be a number above 0'],
    [{ strength: -1 }, 'strength is -1; it should be a number, 0 or more'],
    [{ regularize: 'relu9' }, 'no layer "relu9"; the closest are'],
    [{ snapshots: 0 }, 'snapshots is 0; it should be a whole number, 1 or more'],
    [{ ball: 1 }, 'no default learning rate'],
    [
      {
        device: 'webgpu' as const,
        backend: { name: 'none', version: '', providers: {}, create: () => undefined } as never,
      },
      'no device "webgpu"',
    ],
  ])('%o', async (options, message) => {
    await expect(accentuate(tiny, seed, logit, { ...quick, ...options })).rejects.toThrow(message);
  });

  test('an unknown unit', async () => {
    const error = await accentuate(tiny, seed, channel({ layer: 'fc', unit: 10 }), quick).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(FaccentError);
  });
});

test('the opacity map is clipped, scaled to [0, 1] and blurred', () => {
  const sum = new Float32Array(3 * 20 * 30);
  sum.fill(1, 0, 300);
  const sharp = opacityMap(sum, [20, 30], { percentile: 20, blur: 0 });
  expect([sharp[0], sharp[299], sharp[300], sharp[599]]).toEqual([1, 1, 0, 0]);
  const blurred = opacityMap(sum, [20, 30]);
  expect(Math.max(...blurred)).toBeLessThanOrEqual(1.000001);
  expect(blurred[9 * 30]!).toBeGreaterThan(blurred[10 * 30]!);
  expect(blurred[10 * 30]!).toBeGreaterThan(0.2);
  expect(opacityMap(new Float32Array(3 * 4), [2, 2])).toEqual(new Float32Array(4));
  expect(() => opacityMap(sum, [20, 30], { percentile: 120 })).toThrow(FaccentError);
});
