// Proves that several layers are seen in one pass of one graph that serves all images, and which channels stand out where.
import { readFileSync } from 'node:fs';
import { Tensor } from 'onnx-grad';
import { expect, test } from 'vitest';
import type { Image } from '../image/image.js';
import { Model } from '../model/model.js';
import { countingBackend } from '../testing/counting.js';
import { networkOf, picture, tensor } from '../testing/networks.js';
import { activations, observer, strongest, strongestAt } from './index.js';

const once = { threads: 1 };

/** At each pixel: red, red doubled and always on, almost nothing of red, minus red, green. */
const weights = [
  [1, 0, 0],
  [2, 0, 0],
  [1e-4, 0, 0],
  [-1, 0, 0],
  [0, 1, 0],
].flat();
const network = networkOf(
  4,
  [
    ['Conv', ['image', 'weights', 'bias'], 'maps'],
    ['Relu', ['maps'], 'active'],
    ['ReduceMean', ['active', 'axes'], 'out', { keepdims: 0 }],
  ],
  {
    weights: tensor([5, 3, 1, 1], weights),
    bias: tensor([5], [0, 9, 0, 0, 0]),
    axes: Tensor.ints([2, 3]),
  },
);

/** Red at one pixel, some red beside it; green everywhere. */
const spot = picture([4, 4], (y, x) => [y === 1 && x === 2 ? 1 : y === 1 && x === 1 ? 0.25 : 0, 0.5, 0]);

test('layers are what each is by itself, in one graph for images of all sizes', async () => {
  const { backend, counts } = countingBackend();
  const eye = await observer(network, ['maps', 'out', 'input', 'maps'], { backend, ...once });
  const large = picture([8, 12], (y, x) => [y / 8, x / 12, 0.5]);
  for (const image of [spot, large, spot, large]) {
    const seen = await eye.observe(image);
    for (const layer of eye.layers)
      expect(seen.activations(layer)).toEqual(await activations(network, image, layer, once));
    expect(await strongest(network, seen)).toEqual(await strongest(network, image, once));
  }
  // the network, and what makes the large image small
  expect(counts).toEqual({ compiled: 2, released: 0 });
  await eye.release();
  expect(counts).toEqual({ compiled: 2, released: 2 });
});

test('what was seen stays when the observer is gone', async () => {
  const eye = await observer(network, ['maps'], once);
  const seen = await eye.observe(spot);
  await eye.observe(picture([4, 4], () => [0, 0, 0]));
  await eye.release();
  expect(seen.activations('maps')).toEqual(await activations(network, spot, 'maps', once));
});

test('what cannot be looked at is said', async () => {
  await expect(observer(network, [])).rejects.toThrow('layers names no layer');
  await expect(observer(network, ['nowhere'])).rejects.toThrow('nowhere');
  const eye = await observer(network, ['maps'], once);
  const seen = await eye.observe(spot);
  expect(() => seen.activations('active')).toThrow(
    '"active" was not looked at: the observer was made for maps',
  );
  const stack: Image = { size: [4, 4], data: new Float32Array(5 * 16) };
  await expect(eye.observe(stack)).rejects.toThrow('5 planes');
  await eye.release();
});

test('channels stand out at a place by how far they are above their own mean there', async () => {
  const found = await strongestAt(network, spot, [0.3, 0.6], { layer: 'active', ...once });
  // always on, doubled: it stands out as much as its own deviation says; what hardly varies does not lead, green not at all
  expect(found.map(({ unit }) => unit)).toEqual([1, 0, 2]);
  const [doubled, red] = found;
  expect(red).toMatchObject({ activation: 1, peak: 1, mean: 1.25 / 16, position: [1, 2] });
  expect(red!.map.size).toEqual([4, 4]);
  expect(Array.from(red!.map.values)).toEqual(Array.from(spot.data.subarray(0, 16)));
  expect(doubled).toMatchObject({ activation: 11, peak: 11 });
  const deviation = Math.sqrt(1.0625 / 16 - red!.mean ** 2);
  // the median deviation of the five channels is that of what hardly varies
  expect(red!.excess).toBeCloseTo((1 - red!.mean) / (deviation + 1e-4 * deviation), 5);
  expect(await strongestAt(network, spot, [0.3, 0.6], { layer: 'active', count: 1, ...once })).toHaveLength(
    1,
  );
});

test('places are fractions of the picture, its last row and column among them', async () => {
  const at = async (y: number, x: number, image = spot) =>
    (await strongestAt(network, image, [y, x], { layer: 'active', count: 1, ...once }))[0]?.position;
  expect(await at(0.25, 0.5)).toEqual([1, 2]);
  expect(await at(0.49, 0.74)).toEqual([1, 2]);
  expect(await at(0.5, 0.5)).toBeUndefined();
  const corner = picture([4, 4], (y, x) => [y === 3 && x === 3 ? 1 : 0, 0, 0]);
  expect(await at(1, 1, corner)).toEqual([3, 3]);
  for (const [y, x] of [
    [-0.1, 0],
    [0, 1.1],
    [NaN, 0],
  ] as const)
    await expect(at(y, x)).rejects.toThrow('it should be a row and a column from 0 to 1');
});

test('tokens are found by the patches that they were made of, and what has no positions is said', async () => {
  const bytes = readFileSync(new URL('../fixtures/tokens/class.onnx', import.meta.url));
  const tokens = Model.read(bytes, { size: [16, 24], range: [0, 1] });
  const image = picture([16, 24], (y, x) => [y < 4 && x >= 20 ? 1 : 0, 0, ((7 * y + x) % 5) / 5]);
  const eye = await observer(tokens, ['blocks.0', 'logits'], once);
  const seen = await eye.observe(image);
  await eye.release();
  const found = await strongestAt(tokens, seen, [0.1, 0.99], { layer: 'blocks.0', count: 20 });
  expect(found.length).toBeGreaterThan(0);
  const { dims, data } = seen.activations('blocks.0') as { dims: readonly number[]; data: Float32Array };
  for (const { unit, activation, map, position } of found) {
    expect(map.size).toEqual([4, 6]);
    expect(position).toEqual([0, 5]);
    // behind the class token
    expect(activation).toBe(data[unit * dims[2]! + 1 + 5]);
    expect(Array.from(map.values)).toEqual(
      Array.from(data.slice(unit * dims[2]! + 1, (unit + 1) * dims[2]!)),
    );
  }
  await expect(strongestAt(tokens, seen, [0, 0], { layer: 'logits' })).rejects.toThrow(
    'has no grid of positions',
  );
});
