// Proves that thumbnails are means of what they cover, cut to a centred square, and smooth where they are larger.
import { expect, test } from 'vitest';
import { TILE, tileOf } from './tile.js';

/** A canvas whose red grows downwards, green to the right. */
const ramp = (height: number, width: number): Uint8ClampedArray =>
  Uint8ClampedArray.from({ length: 3 * height * width }, (_, i) => {
    const [y, x] = [Math.floor(i / 3 / width), Math.floor(i / 3) % width];
    return [y, x, 9][i % 3]!;
  });

test('of twice the size each pixel is the mean of four', () => {
  const tile = tileOf(ramp(150, 160), 160, [2, 4, 2 + 2 * TILE, 4 + 2 * TILE]);
  for (const [i, j] of [
    [0, 0],
    [5, 31],
    [TILE - 1, TILE - 1],
  ] as const)
    expect([...tile.subarray(3 * (i * TILE + j), 3 * (i * TILE + j) + 3)]).toEqual(
      // a half is rounded to the even number
      [2 * i + 2.5, 2 * j + 4.5].map((v) => Math.round(v / 2) * 2).concat(9),
    );
});

test('a box that is wide is cut to its middle', () => {
  const tile = tileOf(ramp(100, 200), 200, [0, 0, TILE, TILE + 40]);
  expect([...tile.subarray(0, 3)]).toEqual([0, 20, 9]);
});

test('of a few pixels all values between lie between', () => {
  const tile = tileOf(ramp(20, 20), 20, [10, 4, 13, 7]);
  const column = Array.from({ length: TILE }, (_, i) => tile[3 * i * TILE]!);
  expect(column).toEqual([...column].sort((a, b) => a - b));
  expect([column[0], column[TILE - 1], new Set(column).size]).toEqual([10, 12, 3]);
});
