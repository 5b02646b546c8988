// Pictures stand in rows under their labels, on white that shows through them.
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Pixels } from '../image/pixels.js';
import { pictureSheet } from './sheet.js';

/** A picture of one colour. */
function plain(rgba: readonly [number, number, number, number], width = 40, height = 30): Pixels {
  const bytes = Uint8Array.from({ length: 4 * width * height }, (_, i) => rgba[i % 4]!);
  return { bytes, size: [height, width], channels: 4 };
}

const RED = [255, 0, 0, 255] as const;

async function pixels(png: Uint8Array) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): number[] => [...data.subarray((y * info.width + x) * 3).subarray(0, 3)];
  return { ...info, at };
}

test('pictures stand in rows on white, which shows through them', async () => {
  const pictures = [plain(RED), plain([0, 255, 0, 255]), plain([0, 0, 255, 128])];
  const { width, height, at } = await pixels(await pictureSheet(pictures, 2));
  expect([width, height]).toEqual([2 * 40 + 3 * 12, 2 * 30 + 3 * 12]);
  expect(at(12, 12)).toEqual([255, 0, 0]);
  expect(at(12 + 40 + 12, 12)).toEqual([0, 255, 0]);
  expect(at(12, 12 + 30 + 12)[0]! / 255).toBeCloseTo(0.5, 1);
  expect(at(12 + 40 + 12, 12 + 30 + 12)).toEqual([255, 255, 255]);
});

test('images, grey planes and drawings stand beside each other', async () => {
  const image = { size: [30, 40] as const, data: new Float32Array(3 * 30 * 40).fill(0.2) };
  const grey: Pixels = { bytes: new Uint8Array(30 * 40).fill(102), size: [30, 40], channels: 1 };
  const bar = { x: 0, y: 0, width: 40, height: 15, fill: '#0000ff' };
  const { at } = await pixels(await pictureSheet([image, grey, { size: [30, 40], marks: [bar] }], 3));
  expect(at(20, 20)).toEqual([51, 51, 51]);
  expect(at(72, 20)).toEqual([102, 102, 102]);
  expect(at(124, 20)).toEqual([0, 0, 255]);
  expect(at(124, 35)).toEqual([255, 255, 255]);
});

test('fewer pictures than columns take no more room than they need', async () => {
  expect((await pixels(await pictureSheet([plain(RED)], 4))).width).toBe(40 + 2 * 12);
});

test('labels stand above, whatever is in them', async () => {
  const picture = plain(RED, 200, 30);
  const hostile = '</text></svg><b>&amp;"\'\u0000\u000b';
  const { height, at } = await pixels(await pictureSheet([picture, picture], 2, ['photograph', hostile]));
  expect(height).toBeGreaterThan(30 + 2 * 12);
  const dark = (left: number): boolean =>
    Array.from({ length: 200 * 16 }, (_, i) => at(left + (i % 200), 12 + Math.floor(i / 200))[0]!).some(
      (v) => v < 200,
    );
  expect(dark(12)).toBe(true);
  expect(dark(12 + 200 + 12)).toBe(true);
});
