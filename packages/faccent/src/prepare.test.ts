// Proves that runs after `prepare` compile nothing, whatever the photograph and the unit, and are to the bit what they are.
import { expect, test } from 'vitest';
import { type AccentuateOptions, accentuate } from './accentuate.js';
import type { Image } from './image/image.js';
import { activations } from './inspect/index.js';
import { Model } from './model/model.js';
import { channel } from './objective/channel.js';
import { backend } from './platform/node.js';
import { prepare } from './prepare.js';
import { graphCache } from './step/cache.js';
import { fixtureBytes } from './testing/golden.js';
import { box } from './transform/box.js';
import { visualize } from './visualize.js';

const tiny = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
const photo = (shift: number): Image => ({
  size: [36, 40],
  data: Float32Array.from({ length: 3 * 36 * 40 }, (_, i) => ((i * 31 + shift) % 97) / 96),
});
const unit = (k: number) => channel({ layer: 'relu2', unit: k });

/** A backend that counts what is compiled. */
function counting() {
  const made = { count: 0 };
  const create: typeof backend.create = (...a) => {
    made.count++;
    return backend.create(...a);
  };
  return { made, backend: { ...backend, create } };
}

const options: AccentuateOptions = {
  steps: 2,
  transform: box({ views: 2 }),
  regularize: 'relu1',
  threads: 1,
};

test('a prepared accentuation compiles nothing', async () => {
  const { made, backend } = counting();
  const cache = graphCache();
  const running = { ...options, cache, backend };
  await prepare(tiny, photo(0), unit(0), running);
  const prepared = made.count;
  expect(prepared).toBeGreaterThan(0);
  const other = { ...running, randomSeed: 3, learningRate: 0.1, strength: 2, steps: 3 };
  const results = [
    await accentuate(tiny, photo(5), unit(3), other),
    await accentuate(tiny, photo(9), unit(1), { ...other, snapshots: 1 }),
  ];
  expect(made.count).toBe(prepared);
  const alone = { ...options, randomSeed: 3, learningRate: 0.1, strength: 2, steps: 3 };
  expect(results).toEqual([
    await accentuate(tiny, photo(5), unit(3), alone),
    await accentuate(tiny, photo(9), unit(1), { ...alone, snapshots: 1 }),
  ]);
  await cache.release();
});

test('a run from noise is prepared by its canvas', async () => {
  const { made, backend } = counting();
  const cache = graphCache();
  const free: AccentuateOptions = { steps: 2, transform: box({ views: 2 }), threads: 1 };
  await prepare(tiny, [36, 40], unit(0), { ...free, cache, backend });
  const prepared = made.count;
  const result = await visualize(tiny, unit(3), [36, 40], { ...free, cache, backend });
  expect(made.count).toBe(prepared);
  expect(result).toEqual(await visualize(tiny, unit(3), [36, 40], free));
  await cache.release();
});

test('a layer is looked at by one compiled graph too', async () => {
  const { made, backend } = counting();
  const cache = graphCache();
  const first = await activations(tiny, photo(0), 'relu2', { cache, backend });
  // the network, and what makes the photograph as large as it wants
  expect(made.count).toBe(2);
  const second = await activations(tiny, photo(1), 'relu2', { cache, backend });
  expect(made.count).toBe(2);
  expect(second).not.toEqual(first);
  expect(second).toEqual(await activations(tiny, photo(1), 'relu2'));
  await cache.release();
});
