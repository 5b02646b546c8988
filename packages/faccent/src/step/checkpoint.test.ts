// Proves that a run goes on from each of its steps to the same bits, whatever it is made of, and from no other's.
import { describe, expect, test } from 'vitest';
import { type Accentuation, type AccentuateOptions, accentuation } from '../accentuate.js';
import type { Image } from '../image/image.js';
import { Model } from '../model/model.js';
import { channel } from '../objective/channel.js';
import { adam } from '../optimizer/adam.js';
import { nadam } from '../optimizer/nadam.js';
import { sgd } from '../optimizer/sgd.js';
import { batch } from '../parameterization/batch.js';
import { cppn } from '../parameterization/cppn.js';
import { fourier } from '../parameterization/fourier.js';
import { fourierPhase } from '../parameterization/fourier-phase.js';
import { laplacian } from '../parameterization/laplacian.js';
import { pixel } from '../parameterization/pixel.js';
import { cosine } from '../schedule/cosine.js';
import { fixture, fixtureBytes } from '../testing/golden.js';
import { networkOf, tensor } from '../testing/networks.js';
import { parseTransform } from '../transform/index.js';
import { box } from '../transform/box.js';
import { whole } from '../transform/whole.js';
import { visualization } from '../visualize.js';
import { graphCache } from './cache.js';
import type { Checkpoint, Step } from './records.js';

const { seed: photo } = fixture<{ seed: { data: number[] } }>('trajectories.json');
const seed: Image = { size: [48, 48], data: Float32Array.from(photo.data) };
const tiny = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
const logit = channel({ layer: 'fc', unit: 3 });
const views = box({ views: 2 });

type Run = (options: AccentuateOptions) => AsyncGenerator<Step, Accentuation, void>;

const fromPhoto: Run = (options) => accentuation(tiny, seed, logit, options);
const fromNoise: Run = (options) => visualization(tiny, logit, [40, 40], options);

// relu(4 (r + g + b) − 7): dead at a grey of one half, alive from 0.59 on
const grey: Image = { size: [4, 4], data: new Float32Array(48).fill(0.5) };
const closed = networkOf(
  4,
  [
    ['Conv', ['image', 'w', 'b'], 'sum', { kernel_shape: [1, 1] }],
    ['Relu', ['sum'], 'out'],
  ],
  { w: tensor([1, 3, 1, 1], [4, 4, 4]), b: tensor([1], [-7]) },
);
const fromDead: Run = (options) =>
  accentuation(closed, grey, channel({ layer: 'out', unit: 0 }), { ...options, transform: whole() });

/** A run's end, and where it stood after each step; as a file would hold it, where later steps cannot write to it. */
async function followed(run: ReturnType<Run>): Promise<{ end: Accentuation; stood: Checkpoint[] }> {
  const stood: Checkpoint[] = [];
  for (;;) {
    const { done, value } = await run.next();
    if (done) return { end: value, stood };
    stood.push(structuredClone(await value.checkpoint!()));
  }
}

const circle = Float32Array.from({ length: 48 * 48 }, (_, i) =>
  Number(Math.hypot((i % 48) - 24, Math.floor(i / 48) - 24) < 16),
);

describe('a run goes on from each of its steps as if it had not been left, to the bit', () => {
  test.each<[string, Run, AccentuateOptions]>([
    ['from a photograph', fromPhoto, { regularize: 'relu2', snapshots: 2 }],
    ['pixels by plain descent', fromPhoto, { parameterization: pixel(), optimizer: sgd(), learningRate: 50 }],
    ['in a ball', fromPhoto, { ball: 2, learningRate: 20, regularize: 'relu1' }],
    ['under a mask, by nadam', fromPhoto, { mask: circle, optimizer: nadam(), schedule: cosine() }],
    ['a pyramid', fromPhoto, { parameterization: laplacian(), optimizer: adam({ betas: [0.5, 0.9] }) }],
    ['phases', fromPhoto, { parameterization: fourierPhase() }],
    [
      'several transforms, one of noise',
      fromPhoto,
      { transform: parseTransform('pad:4,jitter:8,pixelNoise', { views: 2 }) },
    ],
    ['a batch from noise', fromNoise, { parameterization: batch(fourier(), 2), snapshots: 1 }],
    ['a network from noise', fromNoise, { parameterization: cppn(), snapshots: 3 }],
    ['until a cutoff', fromPhoto, { cutoff: 0.099, steps: 12 }],
    ['away from a dead start', fromDead, { parameterization: pixel(), learningRate: 0.5, redirect: 'start' }],
  ])('%s', async (_, run, options) => {
    const cache = graphCache();
    const all = { steps: 6, transform: views, threads: 1, cache, ...options };
    const { end, stood } = await followed(run(all));
    expect(stood.length).toBeGreaterThan(1);
    if (options.cutoff !== undefined) expect(stood.length).toBeLessThan(all.steps);
    for (const resume of stood) expect((await followed(run({ ...all, resume }))).end).toEqual(end);
    await cache.release();
  });
});

describe('a run does not go on from', () => {
  const options: AccentuateOptions = { steps: 3, transform: views, threads: 1, regularize: 'relu2' };

  test.each<[string, (checkpoint: Checkpoint) => Checkpoint, AccentuateOptions, RegExp]>([
    [
      'the checkpoint of another graph',
      (c) => c,
      { regularize: 'relu1' },
      /the checkpoint is of another graph/,
    ],
    ['other views', (c) => c, { transform: box({ views: 1 }) }, /another graph/],
    [
      'another parameterization',
      (c) => ({ ...c, graph: undefined }),
      { parameterization: pixel() },
      /"pixel" has parameters/,
    ],
    [
      'numbers that are none',
      (c) => ({ ...c, state: { ...c.state, opacity: c.state.opacity!.map((x, i) => (i === 7 ? NaN : x)) } }),
      {},
      /"opacity" has numbers that are not finite/,
    ],
  ])('%s', async (_, changed, other, message) => {
    const [first] = (await followed(fromPhoto(options))).stood;
    const run = fromPhoto({ ...options, ...other, resume: changed(first!) });
    await expect(followed(run)).rejects.toThrow(message);
  });
});
