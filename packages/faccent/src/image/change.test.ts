// Proves that what changed in small pictures is carried to a large one in logits, and what did not is left to the bit.
import { expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { withChange } from './change.js';
import type { Image, Size } from './image.js';

const picture = ([height, width]: Size, at: (y: number, x: number, c: number) => number): Image => ({
  size: [height, width],
  data: Float32Array.from({ length: 3 * height * width }, (_, i) =>
    at(Math.floor(i / width) % height, i % width, Math.floor(i / (height * width))),
  ),
});
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const detailed = picture([8, 12], (y, x, c) => ((7 * y + 5 * x + 3 * c) % 11) / 10);
const grey = picture([4, 6], () => 0.5);

test('a change of logits is the same change everywhere it reaches, whatever is there', () => {
  const after = picture([4, 6], (_, __, c) => sigmoid(c - 1));
  const { size, data } = withChange(detailed, grey, after);
  expect(size).toEqual([8, 12]);
  data.forEach((x, i) => {
    const was = Math.min(1 - 1e-6, Math.max(1e-6, detailed.data[i]!));
    const change = Math.floor(i / 96) - 1;
    expect(x).toBeCloseTo(sigmoid(Math.log(was / (1 - was)) + change), 5);
  });
});

test('what has not changed stays to the bit, black and white included; the rest is linear between pixels', () => {
  const after = picture([4, 6], (y) => sigmoid(y < 2 ? 0 : 1));
  const { data } = withChange(detailed, grey, after);
  // rows 0 to 2 read rows 0 and 1 alone
  expect(data.subarray(0, 36)).toEqual(detailed.data.subarray(0, 36));
  const half = withChange(
    picture([8, 12], () => 0.5),
    grey,
    after,
  ).data;
  const changes = Array.from({ length: 8 }, (_, y) => Math.log(half[12 * y]! / (1 - half[12 * y]!)));
  [0, 0, 0, 0.25, 0.75, 1, 1, 1].forEach((change, y) => expect(changes[y]).toBeCloseTo(change, 5));
});

test.each([
  [grey, picture([6, 4], () => 0.5), /one size/],
  [picture([6, 4], () => 0.5), picture([6, 4], () => 0.5), /shapes differ/],
  [grey, { size: [4, 6] as const, data: new Float32Array(24) }, /3 planes/],
])('what does not fit is refused %#', (before, after, said) => {
  expect(() => withChange(detailed, before, after)).toThrow(FaccentError);
  expect(() => withChange(detailed, before, after)).toThrow(said);
});
