// Proves that what is seen of photographs of many kinds is what Pillow and littleCMS show, within 2/255: depths, profiles,
// inks, transparency, numbers of 32 bits, moving ones, turned ones. fixtures/photographs/make.py made them.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Size } from './image.js';
import { readPhotograph } from './photograph.js';

const folder = fileURLToPath(new URL('../fixtures/photographs/', import.meta.url));
const { size, small, files } = JSON.parse(readFileSync(path.join(folder, 'photographs.json'), 'utf8')) as {
  size: Size;
  small: Size;
  files: string[];
};

const NEAR = 2;

/**
 * On the smaller canvas, how far hard edges may be: both resize rows and columns one after the other, cut off what is below
 * black and above white in between, and begin with the other one.
 */
const HARD_EDGES: Readonly<Record<string, number>> = {
  ...{ 'rgb8-trns.png': 12, 'rgb16-trns.png': 12, 'grey8-trns.png': 12, 'grey16-trns.png': 12 },
  ...{ 'animated.gif': 12, 'rgb16-prophoto.png': 3, 'cmyk-perceptual.jpg': 3 },
};

let sheet: { data: Buffer; width: number };

beforeAll(async () => {
  const { data, info } = await sharp(path.join(folder, 'references.png'))
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(info.channels).toBe(3);
  sheet = { data, width: info.width };
});

/** How far what is seen is from the reference, in bytes: at most, and on average. */
async function distance(file: string, on: Size): Promise<{ largest: number; mean: number }> {
  const [height, width] = on;
  const { data } = await readPhotograph(path.join(folder, file), { size: on });
  const [top, left] = [files.indexOf(file) * size[0], on === size ? 0 : size[1]];
  let [largest, sum] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    const [c, y, x] = [Math.floor(i / height / width), Math.floor(i / width) % height, i % width];
    const wanted = sheet.data[3 * ((top + y) * sheet.width + left + x) + c]!;
    const difference = Math.abs(255 * data[i]! - wanted);
    largest = Math.max(largest, difference);
    sum += difference;
  }
  return { largest, mean: sum / data.length };
}

test('there are forty and more', () => {
  expect(files.length).toBeGreaterThanOrEqual(40);
  expect(Object.keys(HARD_EDGES).every((name) => files.includes(name))).toBe(true);
});

describe.each(files)('%s', (file) => {
  test('is seen as it should be', async () => {
    expect((await distance(file, size)).largest).toBeLessThanOrEqual(NEAR + 1e-4);
  });

  test('on a smaller canvas, too', async () => {
    const { largest, mean } = await distance(file, small);
    expect(largest).toBeLessThanOrEqual((HARD_EDGES[file] ?? NEAR) + 1e-4);
    expect(mean).toBeLessThan(0.5);
  });
});
