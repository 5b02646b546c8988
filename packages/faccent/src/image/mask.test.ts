// A painted mask is cropped as its photograph is, and one that cannot be used is refused.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import type { Size } from './image.js';
import { pictureSize, readMask } from './photograph.js';

const work = mkdtempSync(path.join(tmpdir(), 'mask-'));
const at = (name: string): string => path.join(work, name);
afterAll(() => rmSync(work, { recursive: true }));

const photo = at('photo.png');

/** The mask of a file over the photograph, on a canvas. */
const masked = async (file: string, size: Size) =>
  readMask(file, { size, path: photo, original: await pictureSize(photo) });

/** A white rectangle [x, y, width, height] on black. */
const painted = (width: number, height: number, [left, top, w, h]: [number, number, number, number]) =>
  sharp({ create: { width, height, channels: 3, background: '#000' } }).composite([
    { input: { create: { width: w, height: h, channels: 3, background: '#fff' } }, left, top },
  ]);

beforeAll(async () => {
  await sharp({ create: { width: 80, height: 40, channels: 3, background: '#777' } })
    .png()
    .toFile(photo);
});

test('white is 1 and black is 0, cropped as the photograph is', async () => {
  // the left half of a photograph whose middle square is the canvas
  await painted(80, 40, [0, 0, 40, 40]).png().toFile(at('left.png'));
  const { values } = await masked(at('left.png'), [40, 40]);
  expect(values).toHaveLength(1600);
  for (const y of [0, 17, 39]) {
    expect([...values.subarray(y * 40, y * 40 + 20)]).toEqual(Array(20).fill(1));
    expect([...values.subarray(y * 40 + 20, y * 40 + 40)]).toEqual(Array(20).fill(0));
  }
});

test("a mask may have the canvas' shape, at any size, turned as its file says", async () => {
  await painted(10, 20, [0, 0, 10, 10])
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 100 })
    .toFile(at('turned.jpg'));
  // its upper half is the right one, turned clockwise
  const { values } = await masked(at('turned.jpg'), [20, 40]);
  expect(values[10 * 40 + 5]).toBeLessThan(0.02);
  expect(values[10 * 40 + 35]).toBeGreaterThan(0.98);
});

test('greys count in part, and what is transparent as black', async () => {
  const grey = { r: 128, g: 128, b: 128 };
  await sharp({ create: { width: 40, height: 20, channels: 4, background: { ...grey, alpha: 0 } } })
    .composite([
      { input: { create: { width: 20, height: 20, channels: 3, background: grey } }, left: 0, top: 0 },
    ])
    .png()
    .toFile(at('grey.png'));
  const { values } = await masked(at('grey.png'), [20, 40]);
  expect(values[5 * 40 + 3]).toBeCloseTo(128 / 255, 2);
  expect(values[5 * 40 + 33]).toBe(0);
});

test.each<[string, () => Promise<unknown>, RegExp]>([
  [
    'shape',
    () => painted(40, 30, [0, 0, 9, 9]).png().toFile(at('shape')),
    /shape" is 30 × 40 pixels .*; it should have the shape of the photograph ".*photo.png", 40 × 80 .*, or of the canvas, 40 × 40/,
  ],
  [
    'black',
    () =>
      sharp({ create: { width: 80, height: 40, channels: 3, background: '#000' } })
        .png()
        .toFile(at('black')),
    /black" is black everywhere: paint white what may change/,
  ],
  ['gone', () => Promise.resolve(), /cannot read the mask ".*gone": there is no such file/],
])('a mask that cannot be used is refused: %s', async (name, make, message) => {
  await make();
  const read = masked(at(name), [40, 40]);
  await expect(read).rejects.toThrow(FaccentError);
  await expect(read).rejects.toThrow(message);
});
