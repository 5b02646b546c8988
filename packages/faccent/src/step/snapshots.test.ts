// Proves that a run whose snapshots do not fit into memory is refused before its first step, and that others are not.
import { expect, test } from 'vitest';
import { accentuate } from '../accentuate.js';
import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import { Model } from '../model/model.js';
import { channel } from '../objective/channel.js';
import { backend } from '../platform/node.js';
import { fixtureBytes } from '../testing/golden.js';
import { box } from '../transform/box.js';
import { visualize } from '../visualize.js';
import { graphCache } from './cache.js';
import { checkSnapshots } from './snapshots.js';

const tiny = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
const objective = channel({ layer: 'fc', unit: 1 });
const photo: Image = { size: [16, 16], data: new Float32Array(3 * 256).fill(0.5) };
const options = { transform: box({ views: 1 }), threads: 1, backend };
const GIB = 2 ** 30;

test('counts what is kept, beside what the step takes', () => {
  const asked = { every: 10, steps: 1001, dims: [2, 3, 512, 512] };
  const bytes = 101 * 4 * 2 * 3 * 512 * 512;
  expect(() => checkSnapshots(asked, GIB, GIB + bytes)).not.toThrow();
  expect(() => checkSnapshots(asked, GIB, GIB + bytes - 1)).toThrow(
    'snapshots is 10, and of 1001 steps that is 101 pictures of 512 × 512, which are kept until the end: 606 MiB, beside ' +
      '1.00 GiB of a step, and this machine has 1.59 GiB: raise snapshots, so that fewer are taken, do fewer steps, or make ' +
      'the picture smaller by its size',
  );
});

test('refused before the first step, of a photograph and of noise, also where the graph is compiled', async () => {
  const cache = graphCache();
  let steps = 0;
  const onStep = () => void steps++;
  const small = { ...backend, memory: () => GIB };
  const absurd = { ...options, cache, onStep, snapshots: 1, steps: 1_000_000, backend: small };
  try {
    await accentuate(tiny, photo, objective, { ...options, cache, snapshots: 1, steps: 1 });
    for (const run of [
      () => accentuate(tiny, photo, objective, absurd),
      () => visualize(tiny, objective, [16, 16], absurd),
    ]) {
      await expect(run()).rejects.toThrow(FaccentError);
      await expect(run()).rejects.toThrow(/^snapshots is 1, and of 1000000 steps/);
    }
    expect(steps).toBe(0);
  } finally {
    await cache.release();
  }
});
