// Proves that a run starts from the picture it is given, held to its photograph, and shows what each step has made.
import { describe, expect, test } from 'vitest';
import { type AccentuateOptions, accentuate, accentuation } from '../accentuate.js';
import { FaccentError } from '../errors.js';
import { withChange } from '../image/change.js';
import type { Image } from '../image/image.js';
import { Model } from '../model/model.js';
import { channel } from '../objective/channel.js';
import { batch } from '../parameterization/batch.js';
import { fourier } from '../parameterization/fourier.js';
import { fourierPhase } from '../parameterization/fourier-phase.js';
import { laplacian } from '../parameterization/laplacian.js';
import { pixel } from '../parameterization/pixel.js';
import { fixtureBytes, maxDifference } from '../testing/golden.js';
import { box } from '../transform/box.js';
import { visualization, visualize } from '../visualize.js';

const tiny = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
const logit = channel({ layer: 'fc', unit: 3 });
const picture = (side: number, shift: number): Image => ({
  size: [side, side],
  data: Float32Array.from(
    { length: 3 * side * side },
    (_, i) => 0.5 + 0.3 * Math.sin(i / (7 * side) + shift + ((i % side) * 6) / side),
  ),
});
const [photo, other] = [picture(40, 0), picture(40, 2)];
const options: AccentuateOptions = { steps: 1, transform: box({ views: 2 }), threads: 1 };
const held: AccentuateOptions = { ...options, regularize: 'relu1' };

/** The picture that a run starts from. */
async function shownFirst(given: AccentuateOptions, from = photo): Promise<Image> {
  for await (const { image } of accentuation(tiny, from, logit, { ...given, snapshots: 1 })) return image!;
  throw new Error('no step');
}

describe('a run that is given a picture', () => {
  test.each([
    ['fourier', fourier(), 1e-5],
    ['pixel', pixel(), 1e-5],
    ['laplacian', laplacian(), 1e-5],
    // its gate reaches up to the photograph's magnitudes, and not beyond
    ['fourierPhase', fourierPhase(), undefined],
  ] as const)('starts from it: %s', async (_, parameterization, within) => {
    const first = await shownFirst({ ...options, parameterization, start: other });
    const [far, near] = [maxDifference(photo.data, other.data), maxDifference(first.data, other.data)];
    expect(near).toBeLessThan(within ?? far);
  });

  test('is held to its photograph, at a distance from it', async () => {
    const { steps, activation } = await accentuate(tiny, photo, logit, { ...held, start: other });
    expect(steps[0]!.distance).toBeGreaterThan(0.01);
    const { activation: own } = await accentuate(tiny, photo, logit, held);
    expect(activation.before).toBe(own.before);
  });

  test('from its own photograph goes as without, but for rounding', async () => {
    const [with_, without] = [
      await accentuate(tiny, photo, logit, { ...options, start: photo }),
      await accentuate(tiny, photo, logit, options),
    ];
    expect(maxDifference(with_.image.data, without.image.data)).toBeLessThan(1e-4);
  });

  test('goes on from a smaller canvas with what that changed', async () => {
    const small = picture(20, 0);
    const preview = await accentuate(tiny, small, logit, { ...options, steps: 4 });
    const start = withChange(photo, small, preview.image);
    expect(maxDifference((await shownFirst({ ...options, start })).data, start.data)).toBeLessThan(1e-5);
    const { steps } = await accentuate(tiny, photo, logit, { ...options, start, strength: 0 });
    const { steps: from } = await accentuate(tiny, photo, logit, { ...options, strength: 0 });
    expect(steps[0]!.activation).toBeGreaterThan(from[0]!.activation);
  });

  test('takes one for each image of a batch', async () => {
    const run = accentuation(tiny, photo, logit, {
      ...{ ...options, snapshots: 1, parameterization: batch(fourier(), 2) },
      start: [photo, other],
    });
    const { value } = await run.next();
    const images = (value as { images: readonly Image[] }).images;
    [photo, other].forEach(({ data }, i) => expect(maxDifference(images[i]!.data, data)).toBeLessThan(1e-5));
    await run.return(undefined as never);
  });

  test('from noise starts from it too, where noise has such parameters', async () => {
    for await (const { image } of visualization(tiny, logit, [40, 40], {
      ...{ ...options, start: other, snapshots: 1 },
    }))
      expect(maxDifference(image!.data, other.data)).toBeLessThan(1e-5);
    const phase = visualize(tiny, logit, [40, 40], {
      ...{ ...options, start: other, parameterization: fourierPhase() },
    });
    await expect(phase).rejects.toThrow(/"fourierPhase" from noise cannot start from a picture/);
  });

  test.each([
    [picture(20, 0), /a start is 20 × 20 pixels, and the canvas 40 × 40/],
    [[photo, other], /a run of one image has one start, not 2/],
    [[], /has parameters of .* not none/],
    ['other', /a picture, or a list/],
  ])('refuses what does not fit %#', async (start, said) => {
    const run = accentuate(tiny, photo, logit, { ...options, start: start as Image });
    await expect(run).rejects.toThrow(FaccentError);
    await expect(run).rejects.toThrow(said);
  });
});

test('the picture after a step is the one that the next begins with, and the run is not moved by looking', async () => {
  const looked: Float32Array[] = [];
  const before: Float32Array[] = [];
  const run = accentuation(tiny, photo, logit, { ...held, steps: 3, snapshots: 1 });
  let next = await run.next();
  while (!next.done) {
    before.push(next.value.image!.data.slice());
    const { image, images } = await next.value.after!();
    expect(images).toEqual([image]);
    looked.push(image.data.slice());
    next = await run.next();
  }
  expect(maxDifference(looked[0]!, before[1]!)).toBeLessThan(1e-6);
  expect(maxDifference(looked[1]!, before[2]!)).toBeLessThan(1e-6);
  expect(looked[2]).toEqual(next.value.image.data);
  expect(next.value.image).toEqual((await accentuate(tiny, photo, logit, { ...held, steps: 3 })).image);
});
