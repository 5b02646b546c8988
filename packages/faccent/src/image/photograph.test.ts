// What is read of a photograph: crop, orientation, alpha, grey, depth, colour profile, and what a recipe says of it.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../cli/testing/folder.js';
import { canvasFor, pictureSize, readPhotograph } from './photograph.js';

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
  const image = await readPhotograph(file, { size: [10, 10] });
  expect(pixel(image.data, [10, 10], 5, 1)).toEqual([255, 0, 0]);
  expect(pixel(image.data, [10, 10], 5, 8)).toEqual([0, 0, 255]);
  const wide = await readPhotograph(file, { size: [5, 20] });
  expect(wide.size).toEqual([5, 20]);
  expect(wide.data.length).toBe(300);
});

test('orientation is applied', async () => {
  const file = await halves('b.jpg', [255, 255, 255], [0, 0, 0], (s) =>
    s.withMetadata({ orientation: 6 }).jpeg({ quality: 100 }),
  );
  const image = await readPhotograph(file, { size: [40, 20] });
  expect(pixel(image.data, [40, 20], 3, 10)[0]).toBeGreaterThan(240);
  expect(pixel(image.data, [40, 20], 36, 10)[0]).toBeLessThan(15);
});

test('grey is repeated, 16 bits read', async () => {
  const grey = await halves('c.png', [128], [128], (s) => s.toColourspace('b-w'));
  expect(pixel((await readPhotograph(grey, { size: 8 })).data, [8, 8], 4, 4)).toEqual([128, 128, 128]);
  const alpha = await halves('d.png', [10, 20, 30, 255], [10, 20, 30, 255], (s) => s);
  expect(pixel((await readPhotograph(alpha, { size: 8 })).data, [8, 8], 4, 4)).toEqual([10, 20, 30]);
  const deep = await halves('e.png', [10, 20, 30], [10, 20, 30], (s) => s.toColourspace('rgb16'));
  expect((await sharp(deep).metadata()).depth).toBe('ushort');
  expect(pixel((await readPhotograph(deep, { size: 8 })).data, [8, 8], 4, 4)).toEqual([10, 20, 30]);
});

test('what is transparent is seen on one colour, white unless another is asked for, on any canvas', async () => {
  const file = await halves('cut-out.png', [10, 20, 30, 255], [200, 0, 90, 0], (s) => s);
  for (const size of [20, 16, 8] as const) {
    const seen = async (background?: string | null) => {
      const { data } = await readPhotograph(file, { size: [size, 2 * size], background });
      const at = [size, 2 * size] as const;
      expect(pixel(data, at, size / 2, size / 4)).toEqual([10, 20, 30]);
      return pixel(data, at, size / 2, size * 1.75);
    };
    expect(await seen()).toEqual([255, 255, 255]);
    expect(await seen('black')).toEqual([0, 0, 0]);
    expect(await seen('#1e90ff')).toEqual([0x1e, 0x90, 0xff]);
    expect(await seen('#FA0')).toEqual([0xff, 0xaa, 0]);
  }
  await expect(readPhotograph(file, { background: 'blue' })).rejects.toThrow(
    'background is "blue"; it should be white, black, grey, or a colour as #rrggbb',
  );
});

test('what is half transparent is half of it', async () => {
  const file = await halves('half.png', [10, 20, 30, 51], [200, 0, 90, 204], (s) => s);
  const { data } = await readPhotograph(file, { size: [20, 40], background: 'white' });
  expect(pixel(data, [20, 40], 5, 5)).toEqual([206, 208, 210]);
  expect(pixel(data, [20, 40], 5, 35)).toEqual([211, 51, 123]);
});

test('recipes of old have what was hidden where a picture is transparent', async () => {
  const file = await halves('hidden.png', [10, 20, 30, 255], [200, 0, 90, 0], (s) => s);
  const { data, background } = await readPhotograph(file, { size: [20, 40], background: null });
  expect(pixel(data, [20, 40], 5, 35)).toEqual([200, 0, 90]);
  expect(background).toBeNull();
});

test('a drawing is drawn on the colour, in the size of the canvas', async () => {
  const svg = new TextEncoder().encode(
    '<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"><rect width="4" height="8" fill="#c80000"/></svg>',
  );
  const { data } = await readPhotograph(svg, { size: 64 });
  expect(pixel(data, [64, 64], 32, 30)).toEqual([200, 0, 0]);
  expect(pixel(data, [64, 64], 32, 33)).toEqual([255, 255, 255]);
});

test('a colour profile is converted to sRGB', async () => {
  const file = await halves('f.png', [200, 60, 60], [200, 60, 60], (s) => s.withIccProfile('p3'));
  const [red, green] = pixel((await readPhotograph(file, { size: 8 })).data, [8, 8], 4, 4) as [
    number,
    number,
  ];
  expect(Math.abs(red - 200)).toBeLessThan(4);
  expect(Math.abs(green - 60)).toBeLessThan(4);
});

test('a photograph is the same by its path, its address, a Blob and its bytes, and knows where it came from', async () => {
  const file = await halves('g.png', [200, 60, 60], [20, 60, 160], (s) => s);
  const bytes = readFileSync(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { data, ...known } = await readPhotograph(file, { size: 16 });
  expect(known).toEqual({
    ...{ size: [16, 16], original: [20, 40], path: file, sha256 },
    ...{ background: '#ffffff', transparent: false },
  });
  const named = new File([bytes], 'g.png');
  for (const [source, from] of [
    [pathToFileURL(file), file],
    [pathToFileURL(file).href, file],
    [new Blob([bytes]), undefined],
    [named, 'g.png'],
    [bytes, undefined],
    [bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length), undefined],
  ] as const) {
    const photo = await readPhotograph(source, { size: 16 });
    expect(photo).toMatchObject({ path: from, sha256, original: [20, 40] });
    expect(photo.data).toEqual(data);
  }
});

test('a photograph at an address is fetched', async () => {
  const file = await halves('h.png', [200, 60, 60], [20, 60, 160], (s) => s);
  const server = createServer((request, response) => {
    if (request.url === '/h.png') response.end(readFileSync(file));
    else response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const photo = await readPhotograph(`${host}/h.png`, { size: 16 });
    expect(photo.path).toBe(`${host}/h.png`);
    expect(photo.data).toEqual((await readPhotograph(file, { size: 16 })).data);
    await expect(readPhotograph(`${host}/gone.png`)).rejects.toThrow(/gone.png does not exist \(HTTP 404\)/);
  } finally {
    server.close();
  }
});

test('the canvas is the one that is asked for, or of the photograph’s own shape', async () => {
  const file = await halves('i.png', [200, 60, 60], [20, 60, 160], (s) => s);
  expect(await pictureSize(file)).toEqual([20, 40]);
  expect(canvasFor([20, 40])).toEqual([512, 512]);
  expect(canvasFor([20, 40], { size: [30, 50] })).toEqual([30, 50]);
  expect(canvasFor([3000, 4001], { size: 512, aspect: 'keep' })).toEqual([384, 512]);
  expect((await readPhotograph(file, { size: 16, aspect: 'keep' })).size).toEqual([8, 16]);
  expect(() => canvasFor([20, 40], { size: [30, 50], aspect: 'keep' })).toThrow(
    /aspect keep takes one number/,
  );
  expect(() => canvasFor([20, 40], { size: 0.5 })).toThrow(/size is 0.5; it should be/);
});

test('what is no picture is refused by its name', async () => {
  await expect(readPhotograph(path.join(work, 'gone.jpg'))).rejects.toThrow(
    /cannot read ".*gone.jpg": there is no such file/,
  );
  await expect(readPhotograph(new Uint8Array(100))).rejects.toThrow(/cannot read the picture as an image/);
  await expect(readPhotograph({ width: 3, height: 4 })).rejects.toThrow(/cannot be read in Node.js/);
});
