import path from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../cli/testing/folder.js';
import { readPhoto } from './photo.js';

const work = temporaryFolder('photo');

/** A picture whose left half is one colour and whose right half is another. */
async function halves(
  name: string,
  left: number[],
  right: number[],
  finish: (s: Sharp) => Sharp,
): Promise<string> {
  const channels = left.length as 1 | 3 | 4;
  const [width, height] = [40, 20];
  const pixels = Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const x = Math.floor(i / channels) % width;
    return (x < width / 2 ? left : right)[i % channels]!;
  });
  const file = path.join(work, name);
  await finish(sharp(pixels, { raw: { width, height, channels } })).toFile(file);
  return file;
}

const pixel = (data: Float32Array, [h, w]: readonly [number, number], y: number, x: number): number[] =>
  [0, 1, 2].map((c) => Math.round(data[c * h * w + y * w + x]! * 255));

test('the largest centred crop of the canvas’ shape is taken', async () => {
  const file = await halves('a.png', [255, 0, 0], [0, 0, 255], (s) => s);
  const { image } = await readPhoto(file, [10, 10]);
  expect(pixel(image.data, [10, 10], 5, 1)).toEqual([255, 0, 0]);
  expect(pixel(image.data, [10, 10], 5, 8)).toEqual([0, 0, 255]);
  const wide = (await readPhoto(file, [5, 20])).image;
  expect(wide.size).toEqual([5, 20]);
  expect(wide.data.length).toBe(300);
});

test('orientation is applied', async () => {
  const file = await halves('b.jpg', [255, 255, 255], [0, 0, 0], (s) =>
    s.withMetadata({ orientation: 6 }).jpeg({ quality: 100 }),
  );
  const { image } = await readPhoto(file, [40, 20]);
  expect(pixel(image.data, [40, 20], 3, 10)[0]).toBeGreaterThan(240);
  expect(pixel(image.data, [40, 20], 36, 10)[0]).toBeLessThan(15);
});

test('grey is repeated, alpha dropped, 16 bits read', async () => {
  const grey = await halves('c.png', [128], [128], (s) => s.toColourspace('b-w'));
  expect(pixel((await readPhoto(grey, [8, 8])).image.data, [8, 8], 4, 4)).toEqual([128, 128, 128]);
  const alpha = await halves('d.png', [10, 20, 30, 255], [10, 20, 30, 255], (s) => s);
  expect(pixel((await readPhoto(alpha, [8, 8])).image.data, [8, 8], 4, 4)).toEqual([10, 20, 30]);
  const deep = await halves('e.png', [10, 20, 30], [10, 20, 30], (s) => s.toColourspace('rgb16'));
  expect((await sharp(deep).metadata()).depth).toBe('ushort');
  expect(pixel((await readPhoto(deep, [8, 8])).image.data, [8, 8], 4, 4)).toEqual([10, 20, 30]);
});

test('a colour profile is converted to sRGB', async () => {
  const file = await halves('f.png', [200, 60, 60], [200, 60, 60], (s) => s.withIccProfile('p3'));
  const [red, green] = pixel((await readPhoto(file, [8, 8])).image.data, [8, 8], 4, 4) as [number, number];
  expect(Math.abs(red - 200)).toBeLessThan(4);
  expect(Math.abs(green - 60)).toBeLessThan(4);
});
