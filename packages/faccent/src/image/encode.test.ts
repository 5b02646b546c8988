// Pictures become PNG without loss, alpha included, and WebP; a file of them is there whole or not at all.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../cli/testing/folder.js';
import { FaccentError } from '../errors.js';
import { encodePicture, savePicture } from './encode.js';
import { imageFromBytes, imageToBytes } from './image.js';
import { readPhotograph } from './photograph.js';

const work = temporaryFolder('encode');
const bytes = Uint8Array.from({ length: 3 * 12 * 20 }, (_, i) => (i * 37) % 256);
const image = imageFromBytes(bytes, [12, 20], 3);
const alpha = Float32Array.from({ length: 12 * 20 }, (_, i) => i / 240);

test('PNG keeps every value, under any opacity', async () => {
  const opaque = await encodePicture(image);
  expect((await readPhotograph(opaque, { size: [12, 20] })).data).toEqual(image.data);
  const pixels = await sharp(await encodePicture(image, { alpha }))
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(pixels.info).toMatchObject({ width: 20, height: 12, channels: 4 });
  expect([...pixels.data]).toEqual([...imageToBytes(image, alpha)]);
});

test('WebP is smaller the lower its quality', async () => {
  const [high, low] = [95, 5].map((quality) => encodePicture(image, { format: 'webp', quality }));
  expect((await sharp(await high!).metadata()).format).toBe('webp');
  expect((await low!).length).toBeLessThan((await high!).length);
});

test('a file is written as its name says', async () => {
  for (const [name, format] of [
    ['a.png', 'png'],
    ['b.WEBP', 'webp'],
  ] as const) {
    await savePicture(path.join(work, name), image, { alpha });
    const { channels, ...known } = await sharp(readFileSync(path.join(work, name))).metadata();
    expect({ channels, format: known.format }).toEqual({ channels: 4, format });
  }
  expect(readdirSync(work).sort()).toEqual(['a.png', 'b.WEBP']);
  await expect(savePicture(path.join(work, 'c.bmp'), image)).rejects.toThrow(/should end in .png or .webp/);
  const gone = savePicture(path.join(work, 'gone', 'd.png'), image);
  await expect(gone).rejects.toThrow(FaccentError);
  await expect(gone).rejects.toThrow(/cannot write ".*d.png": there is no such file/);
});
