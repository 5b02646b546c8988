// The PNG files that pages write are read by others as the very values that they are made of.
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Pixels } from '../../image/pixels.js';
import { formatPng } from './png.js';

test.each([1, 3, 4] as const)('of %d channels', async (channels) => {
  const size = [23, 41] as const;
  // smooth, with noise, and transparent in part
  const bytes = Uint8Array.from({ length: 23 * 41 * channels }, (_, i) => (i * 7 + ((i * i) % 13)) % 256);
  const file = await formatPng({ bytes, size, channels });
  expect(await sharp(file).metadata()).toMatchObject({ height: 23, width: 41, channels });
  const data = await sharp(file)
    .toColourspace(channels === 1 ? 'b-w' : 'srgb')
    .raw()
    .toBuffer();
  expect(data.equals(bytes)).toBe(true);
});

test('of one pixel, and of clamped bytes', async () => {
  const pixels: Pixels = { bytes: Uint8ClampedArray.of(1, 2, 300), size: [1, 1], channels: 3 };
  expect([
    ...(await sharp(await formatPng(pixels))
      .raw()
      .toBuffer()),
  ]).toEqual([1, 2, 255]);
});

test('smooth pictures become small', async () => {
  const bytes = Uint8Array.from({ length: 256 * 256 }, (_, i) => i % 256);
  expect((await formatPng({ bytes, size: [256, 256], channels: 1 })).length).toBeLessThan(2000);
});
