// Bytes become an image and bytes again, and the layer of the input is that image.
import { expect, test } from 'vitest';
import { activations } from '../inspect/index.js';
import { imageFromBytes, imageToBytes } from './image.js';
import { INPUT } from '../model/layers.js';
import { Model } from '../model/model.js';
import { fixtureBytes, maxDifference } from '../testing/golden.js';

const bytes = Uint8ClampedArray.from({ length: 3 * 32 * 32 }, (_, i) => (i * 37) % 256);
const image = imageFromBytes(bytes, [32, 32], 3);

test('bytes become planes and bytes again', () => {
  expect([image.data[0], image.data[1024], image.data[2048]]).toEqual([
    0,
    Math.fround(37 / 255),
    Math.fround(74 / 255),
  ]);
  expect(imageToBytes(image)).toEqual(bytes);
});

test('alpha is the fourth byte, and is dropped when bytes are read', () => {
  const alpha = new Float32Array(32 * 32).fill(0.2);
  const rgba = imageToBytes(image, alpha);
  expect([...rgba.subarray(0, 8)]).toEqual([0, 37, 74, 51, 111, 148, 185, 51]);
  expect(imageFromBytes(rgba, [32, 32], 4)).toEqual(image);
  expect(() => imageFromBytes(rgba, [32, 32], 3)).toThrow('takes 3072 bytes, not 4096');
});

test('the layer of the input is the picture itself, before the range of the model', async () => {
  const model = Model.read(fixtureBytes('tiny.onnx'), { size: [32, 32], range: [-2, 2] });
  const { dims, data } = await activations(model, image, INPUT);
  expect(dims).toEqual([1, 3, 32, 32]);
  expect(maxDifference(data, image.data)).toBeLessThan(1e-6);
});
