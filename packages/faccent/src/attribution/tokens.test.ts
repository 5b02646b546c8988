// Proves that maps over transformers' tokens lie on the grid of their patches: Grad-CAM is PyTorch's by hooks.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Image } from '../image/image.js';
import { activations, strongest } from '../inspect/index.js';
import { gridOf, gridOfValue } from '../model/grid/of-model.js';
import { Model } from '../model/model.js';
import { placeIn } from '../model/positions.js';
import { channel } from '../objective/channel.js';
import { maxDifference } from '../testing/golden.js';
import { gradCam } from './grad-cam.js';
import { findLastWithPositions } from './layer-maps.js';
import { receptiveField } from './receptive-field.js';
import { signedCam } from './signed-cam.js';

const folder = new URL('../fixtures/tokens/', import.meta.url);
const once = { threads: 1 };
const SIZE = [16, 24] as const;
const GRID = [4, 6];

const cams = JSON.parse(readFileSync(new URL('cams.json', folder), 'utf8')) as Readonly<
  Record<string, { readonly last: string; readonly cam: readonly number[] }>
>;
const picture: Image = {
  size: SIZE,
  data: Float32Array.from({ length: 3 * SIZE[0] * SIZE[1] }, (_, i) => ((i * 37) % 101) / 100),
};
const model = (name: string): Model =>
  Model.read(readFileSync(new URL(`${name}.onnx`, folder)), { size: SIZE, range: [0, 1] });
const logit = channel({ layer: 'logits', unit: 1 });

/** The shape of a layer of one image. */
const dimsOf = (network: Model, layer: string): readonly number[] =>
  network.images.layerDimsOf(network.resolve(layer))!;

describe.each(Object.entries(cams))('%s', (name, { last, cam }) => {
  const network = model(name);

  test('Grad-CAM of its first block is that of PyTorch, and of patches alone', async () => {
    const { map, size } = await gradCam(network, picture, logit, { layer: 'blocks.0', ...once });
    expect(size).toEqual(GRID);
    expect(Math.max(...cam)).toBeGreaterThan(1e-3);
    expect(maxDifference(map, cam)).toBeLessThan(1e-6);
  });

  test('by default a map is of the last layer whose patches matter', async () => {
    const found = findLastWithPositions(network, logit);
    expect(found).toBe(network.resolve(last));
    // what comes later has no gradient at patches
    const { positive, negative, size, layer } = await signedCam(network, picture, logit, once);
    expect(layer).toBe(last);
    expect(size).toEqual(GRID);
    expect(Math.max(...positive.map(Math.abs), ...negative.map(Math.abs))).toBeGreaterThan(1e-4);
  });
});

test('where the class token alone is read, nothing that a map of the last block could show is there', async () => {
  const options = { layer: 'blocks.1', ...once };
  const { map } = await signedCam(model('class'), picture, logit, options);
  expect(map.every((v) => v === 0)).toBe(true);
});

test('what is within attention, or mixed of all tokens, has no grid, and says so with its shape', async () => {
  const network = model('mixer');
  const mixed = network.layers.find(({ dims }) => dims?.join() === '1,6,48')!;
  const refused = gradCam(network, picture, logit, { layer: mixed.name, ...once });
  await expect(refused).rejects.toThrow(/has no grid of positions that follows from the picture's patches/);
  const scores = model('class').layers.find(({ operator }) => operator === 'Softmax')!;
  expect(gridOf(model('class'), scores.name)).toBeUndefined();
});

describe('positions', () => {
  const network = model('around');

  test('of tokens are those of their patches, whatever stands before and behind', () => {
    const dims = dimsOf(network, 'blocks.0');
    expect(dims).toEqual([1, 6, 29, 1]);
    expect(placeIn(network, 'blocks.0', [0, 0], dims)).toEqual([2, 0]);
    expect(placeIn(network, 'blocks.0', [3, 5], dims)).toEqual([25, 0]);
    expect(() => placeIn(network, 'blocks.0', [4, 0], dims)).toThrow(
      '4 × 6 positions; there is no position 4, 0',
    );
  });

  test('at which channels are strongest are those, too', async () => {
    const units = await strongest(network, picture, { layer: 'blocks.0', count: 6, ...once });
    const { dims, data } = await activations(network, picture, 'blocks.0', once);
    for (const { unit, position, peak } of units) {
      const own = Array.from(data).slice(unit * 29, (unit + 1) * 29);
      expect(peak).toBe(Math.max(...own.slice(2, 26)));
      expect(own[placeIn(network, 'blocks.0', position!, dims)[0]]).toBe(peak);
    }
  });

  test('see their own patch most', async () => {
    // behind one convolution a token sees its patch and nothing else
    const layer = network.layers.find(
      ({ operator, dims }) => operator === 'Concat' && dims?.length === 3,
    )!.name;
    const options = { layer, unit: 0, position: [2, 4], blur: 0, inputs: 1, steps: 1, ...once } as const;
    const { box } = await receptiveField(network, options);
    expect(box).toEqual({ y: 8, x: 16, height: 4, width: 4 });
  });
});

test('rows and columns of windows go back where they were', () => {
  const network = model('windows');
  const shifted = network.layers.filter(({ dims }) => dims?.join() === '1,8,12,6');
  expect(shifted.length).toBeGreaterThan(3);
  const orders = shifted.map(({ value }) => gridOfValue(network.images, value)!.places.join());
  const plain = Array.from({ length: 96 }, (_, i) => i).join();
  // around the second block as the picture is; within it shifted down, and across, and back again
  expect(new Set(orders).size).toBe(4);
  expect([orders[0], orders.at(-1)]).toEqual([plain, plain]);
  expect(gridOf(network, 'merge')!.size).toEqual(GRID);
});
