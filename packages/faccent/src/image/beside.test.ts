// Proves that pictures beside each other are their means, in their places, on white.
import { expect, test } from 'vitest';
import { beside, shrunk } from './beside.js';
import type { Image } from './image.js';

/** Each channel a ramp over columns, another one for each channel. */
const ramp = (height: number, width: number): Image => ({
  size: [height, width],
  data: Float32Array.from(
    { length: 3 * height * width },
    (_, i) => ((i % width) + Math.floor(i / (height * width))) / 10,
  ),
});

const mean = (values: Float32Array): number => values.reduce((sum, v) => sum + v, 0) / values.length;

test('a pixel is the mean of what it covers, in whole pixels and in parts of them', () => {
  const halves = shrunk(ramp(2, 4), [1, 2]);
  expect(halves.size).toEqual([1, 2]);
  expect([...halves.data].map((v) => Number(v.toFixed(5)))).toEqual([0.05, 0.25, 0.15, 0.35, 0.25, 0.45]);
  const odd = shrunk(ramp(5, 7), [3, 4]);
  expect(mean(odd.data)).toBeCloseTo(mean(ramp(5, 7).data), 6);
  expect(odd.data[0]).toBeCloseTo((0 + 0.1 * 0.75) / 1.75, 6);
});

test('an image of its own size stays as it is', () => {
  const image = ramp(3, 5);
  expect(shrunk(image, [3, 5])).toEqual(image);
});

test('images lie beside each other, with gaps of white, and white where there is none', () => {
  const black = (): Image => ({ size: [4, 10], data: new Float32Array(3 * 40) });
  const made = beside([black(), undefined, black()], [4, 10], 2);
  expect(made.size).toEqual([1, 10]);
  const row = [0, 0, 1, 1, 1, 1, 1, 1, 0, 0];
  expect([...made.data]).toEqual([...row, ...row, ...row]);
});
