import { sizeOf } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { type AccentuateOptions, accentuate } from './accentuate.js';
import { FaccentError } from './errors.js';
import type { Image, Size } from './image/image.js';
import { Model } from './model/model.js';
import { channel } from './objective/channel.js';
import type { Objective } from './objective/objective.js';
import { adam } from './optimizer/adam.js';
import { sgd } from './optimizer/sgd.js';
import { batch, sharedLowResolution } from './parameterization/batch.js';
import { cppn } from './parameterization/cppn.js';
import { fourier } from './parameterization/fourier.js';
import { preconditionedFourier } from './parameterization/preconditioned-fourier.js';
import { fourierPhase } from './parameterization/fourier-phase.js';
import { laplacian } from './parameterization/laplacian.js';
import type { Parameterization } from './parameterization/parameterization.js';
import { pixel } from './parameterization/pixel.js';
import { Random } from './math/random.js';
import type { RunOptions } from './options.js';
import { fixtureBytes, maxDifference } from './testing/golden.js';
import { box } from './transform/box.js';
import { centreBox } from './transform/centre-box.js';
import { whole } from './transform/whole.js';
import { visualization, visualize } from './visualize.js';

const tiny = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
const logit = channel({ layer: 'fc', unit: 3 });
const canvas: Size = [37, 52];
const quick: RunOptions = { steps: 8, transform: box({ views: 3, fraction: [0.05, 0.99] }), threads: 1 };

function photograph(seed: number): Image {
  const random = new Random(seed);
  return {
    size: canvas,
    data: Float32Array.from({ length: 3 * canvas[0] * canvas[1] }, () => random.uniform(0.1, 0.9)),
  };
}

describe('a visualization', () => {
  test.each<[Parameterization, number?]>([
    [fourier()],
    [fourierPhase()],
    [pixel()],
    [laplacian()],
    [cppn({ hidden: 8, layers: 3 })],
    [batch(fourierPhase(), 2)],
    [sharedLowResolution(fourier(), 2)],
    [preconditionedFourier(), 10],
  ])('$name raises the activation from noise', async (parameterization, learningRate) => {
    const result = await visualize(tiny, logit, canvas, {
      ...quick,
      steps: 25,
      parameterization,
      ...(learningRate !== undefined && { optimizer: sgd(), learningRate }),
    });
    expect(result.activation.after).toBeGreaterThan(result.activation.before);
    expect(result.images.length).toBe(parameterization.images ?? 1);
    for (const image of result.images) {
      expect(image.size).toEqual(canvas);
      expect(image.data.length).toBe(3 * canvas[0] * canvas[1]);
    }
    expect(result.image).toBe(result.images[0]);
    expect(result.opacity.length).toBe(result.images.length * result.image.data.length);
  });

  test('sees what suits its parameterization, unless it is told otherwise', async () => {
    const parameterization = fourierPhase();
    const near = centreBox({ fraction: [0.05, 0.5], deviation: 0.1 });
    const few = { ...quick, steps: 2, parameterization };
    const [silent, spelt, told] = [
      await visualize(tiny, logit, canvas, { ...few, transform: undefined }),
      await visualize(tiny, logit, canvas, { ...few, transform: near }),
      await visualize(tiny, logit, canvas, few),
    ];
    expect(silent.image.data).toEqual(spelt.image.data);
    expect(silent.image.data).not.toEqual(told.image.data);
    // from a photograph: boxes anywhere
    const photo = photograph(2);
    const [usual, boxes] = [
      await accentuate(tiny, photo, logit, { ...few, transform: undefined }),
      await accentuate(tiny, photo, logit, { ...few, transform: box() }),
    ];
    expect(usual.image.data).toEqual(boxes.image.data);
  });

  test('is repeated to the bit by its random seed, and changed by another', async () => {
    const make = (randomSeed: number) => visualize(tiny, logit, canvas, { ...quick, randomSeed });
    const first = await make(5);
    expect(await make(5)).toEqual(first);
    expect(maxDifference((await make(6)).image.data, first.image.data)).toBeGreaterThan(1e-3);
  });

  test('can be left at any step, and takes snapshots of every image', async () => {
    const seen: (number | undefined)[] = [];
    const options = { ...quick, snapshots: 2, parameterization: batch(pixel(), 3) };
    for await (const { step, images } of visualization(tiny, logit, canvas, options)) {
      seen.push(images?.length);
      if (step === 2) break;
    }
    expect(seen).toEqual([3, undefined, 3]);
  });

  test('a preconditioned gradient descends as the square root of its factor would', async () => {
    const length = sizeOf(fourier().shapes(canvas, 'noise').parameters[0]!);
    const make = (parameterization: Parameterization, learningRate: number) =>
      visualize(tiny, logit, canvas, {
        ...quick,
        transform: whole(),
        optimizer: sgd(),
        start: [new Float32Array(length)],
        parameterization,
        learningRate,
      });
    const preconditioned = await make(preconditionedFourier(), 10);
    const amplitudes = await make(fourier({ decay: 0.75 }), 10 * Math.sqrt(canvas[0] * canvas[1]));
    expect(maxDifference(preconditioned.image.data, amplitudes.image.data)).toBeLessThan(1e-4);
    expect(preconditioned.activation.after).toBeGreaterThan(preconditioned.activation.before);
  });

  test.each<[Size, RunOptions, string]>([
    [[0, 8], {}, 'pixels high and wide'],
    [[8, 8], { optimizer: sgd() }, 'no default learning rate'],
    [[8, 8], { start: [new Float32Array(3)] }, 'has parameters of 240 numbers, not 3'],
  ])('%o %o is refused', async (size, options, message) => {
    const error: unknown = await visualize(tiny, logit, size, { ...quick, ...options }).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(FaccentError);
    expect((error as Error).message).toContain(message);
  });
});

describe('a batch', () => {
  const options: AccentuateOptions = { ...quick, regularize: 'relu2', parameterization: batch(fourier(), 2) };

  test('of one photograph twice is the single run, twice: its views are cut alike', async () => {
    const photo = photograph(1);
    // the mean over the batch halves each image's gradient, which Adam undoes but for its epsilon
    const alike = { ...options, balance: 0.1, optimizer: adam({ epsilon: 1e-14 }) };
    const single = await accentuate(tiny, photo, logit, { ...alike, parameterization: fourier() });
    const twice = await accentuate(tiny, photo, logit, alike);
    for (const image of twice.images) expect(maxDifference(image.data, single.image.data)).toBeLessThan(1e-4);
    expect(twice.steps[7]!.activation).toBeCloseTo(single.steps[7]!.activation, 4);
    expect(twice.steps[7]!.distance!).toBeCloseTo(single.steps[7]!.distance!, 3);
  });

  test('moves only the images that the objective looks at', async () => {
    const photos = [photograph(1), photograph(2)];
    const second = channel({ layer: 'fc', unit: 3, item: 1 });
    const result = await accentuate(tiny, photos, second, { ...options, regularize: null });
    expect(maxDifference(result.images[0]!.data, photos[0]!.data)).toBeLessThan(1e-5);
    expect(maxDifference(result.images[1]!.data, photos[1]!.data)).toBeGreaterThan(0.05);
    const [first, other] = [result.opacity.subarray(0, 3 * 37 * 52), result.opacity.subarray(3 * 37 * 52)];
    expect(first.every((v) => v === 0)).toBe(true);
    expect(other.some((v) => v > 0)).toBe(true);
  });

  test('reaches objectives as (views, batch, channels, …)', async () => {
    const seen: (readonly number[])[] = [];
    const spy: Objective = {
      ...channel({ layer: 'relu3', unit: 0 }),
      value: (activations, inputs) => {
        seen.push(activations('relu3').dims);
        return channel({ layer: 'relu3', unit: 0 }).value(activations, inputs);
      },
    };
    await visualize(tiny, spy, canvas, { ...quick, steps: 1, parameterization: batch(pixel(), 2) });
    expect(seen.map((dims) => dims.slice(0, 2))).toEqual(
      expect.arrayContaining([
        [3, 2],
        [1, 2],
      ]),
    );
    expect(seen.every((dims) => dims.length === 5)).toBe(true);
  });

  test.each([1.5, 0.5])('stays within balls of %f around its photographs', async (ball) => {
    const photos = [photograph(1), photograph(2)];
    for (const parameterization of [batch(fourier(), 2), batch(fourierPhase(), 2)]) {
      const learningRate = parameterization.name.includes('phase') ? 3 : 300;
      const result = await accentuate(tiny, photos, logit, {
        ...options,
        parameterization,
        regularize: null,
        ball,
        learningRate,
      });
      result.images.forEach((image, i) => {
        const distance = Math.hypot(...image.data.map((v, k) => v - photos[i]!.data[k]!));
        expect(distance).toBeLessThan(ball * 1.02);
      });
      expect(result.activation.after).toBeGreaterThan(result.activation.before);
    }
  });

  test.each<[string, Image[], AccentuateOptions, string]>([
    ['three photographs for two images', [1, 2, 3].map(photograph), options, '1 or 2 photographs, not 3'],
    ['no photograph', [], options, 'no photograph'],
    [
      'photographs of two sizes',
      [photograph(1), { size: [8, 8], data: new Float32Array(3 * 64) }],
      options,
      'of one size',
    ],
    ['a network of coordinates', [photograph(1)], { ...quick, parameterization: cppn() }, 'start from noise'],
  ])('%s is refused', async (_, photos, o, message) => {
    await expect(accentuate(tiny, photos, logit, o)).rejects.toThrow(message);
    await expect(accentuate(tiny, photos, logit, o)).rejects.toBeInstanceOf(FaccentError);
  });
});
