// Proves that what cannot be read as a picture is refused by its name with what to do, and that numbers that can are scaled.
import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { Random } from '../math/random.js';
import { tiff } from '../testing/tiff.js';
import { type Image, planesOf } from './image.js';
import { readMask, readPhotograph } from './photograph.js';

const size = [2, 3] as const;
const read = (bytes: Uint8Array) => readPhotograph(bytes, { size });
const written = (start: string): Uint8Array =>
  Uint8Array.from({ length: 300 }, (_, i) => start.charCodeAt(i) || 0);

test.each([
  ['BM', 'a BMP picture'],
  ['\xff\x0a', 'a JPEG XL picture'],
  ['\0\0\0\x0cJXL \r\n', 'a JPEG XL picture'],
  ['\0\0\0\x0cjP  ', 'a JPEG 2000 picture'],
  ['\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'a HEIC picture'],
  ['\0\0\0\x18ftypmif1\0\0\0\0mif1heix', 'a HEIC picture'],
  ['\0\0\0\x18ftypisom\0\0\0\0isomavc1', 'a film'],
  ['\0\0\0\x18ftypcrx \0\0\0\0crx isom', "a camera's raw file"],
  ['II*\0\x10\0\0\0CR\x02\0', "a camera's raw file"],
  ['FUJIFILMCCD-RAW 0201', "a camera's raw file"],
  ['8BPS\0\x01', 'a Photoshop document'],
  ['P6\n2 2\n255\n', 'a PNM picture'],
  ['%PDF-1.7', 'a PDF document'],
  ['\0\0\x01\0\x01\0', 'an icon'],
  [`${'\0'.repeat(128)}DICM`, 'a DICOM file'],
])('%j is called what it is', async (start, name) => {
  const reading = read(written(start));
  await expect(reading).rejects.toThrow(FaccentError);
  await expect(reading).rejects.toThrow(`cannot read the picture as an image: it is ${name}`);
  await expect(reading).rejects.toThrow(': convert it to PNG or JPEG');
  await expect(reading).rejects.toThrow('(JPEG, PNG, WebP, AVIF, TIFF, GIF and SVG are read)');
});

test.each([
  ['rgb16-cicp-p3.png', 'cICP', 5],
  ['rgb10-p3.avif', 'nclx', 7],
])('what is brighter than a page is refused: %s', async (name, mark, transfer) => {
  const bytes = readFileSync(new URL(`../fixtures/photographs/${name}`, import.meta.url));
  for (const [number, called] of [
    [16, 'PQ'],
    [18, 'HLG'],
  ] as const) {
    bytes[bytes.indexOf(mark) + transfer] = number;
    await expect(read(new Uint8Array(bytes))).rejects.toThrow(
      `its brightness is that of ${called}, and a page has none above white: convert it to sRGB`,
    );
  }
});

test('a raw file that holds a small preview is none of that', async () => {
  const preview = tiff([{ size, data: new Uint8Array(18), channels: 3, tags: { 50706: 0x401 } }]);
  await expect(read(preview)).rejects.toThrow("it is a camera's raw file");
});

test.each<[string, Parameters<typeof tiff>[0][0], string]>([
  [
    'real numbers above 1',
    { size, data: Float32Array.of(0, 1, 2, 3, 255, 4) },
    'real numbers from 0 to 255, and',
  ],
  [
    'real numbers below 0',
    { size, data: Float32Array.of(0, 1, -1, 0, 0, 0) },
    'real numbers from -1 to 1, and',
  ],
  [
    'what is no number',
    { size, data: Float32Array.of(0, 1, NaN, 0, 0, 0) },
    'should be from 0 to 1: scale them',
  ],
  ['negative numbers', { size, data: Int16Array.of(0, 1, -5, 3, 4, 5) }, 'whole numbers from -5 to 5, and'],
  [
    'half precision',
    { size, data: new Uint16Array(6), tags: { 339: 3 } },
    'its values are half-precision numbers',
  ],
])('a TIFF of %s is refused', async (_, page, message) => {
  const reading = read(tiff([page]));
  await expect(reading).rejects.toThrow('cannot read the picture as an image: its values are');
  await expect(reading).rejects.toThrow(message);
  await expect(reading).rejects.toThrow('save it with 8 or 16 bits a channel');
});

test('a TIFF of 64 bits is refused', async () => {
  await expect(read(tiff([{ size, data: new Float64Array(6) }]))).rejects.toThrow(
    'its numbers have 64 bits, or are complex: save it with 8 or 16 bits',
  );
});

test.each([
  ['bytes', Uint8Array.of(0, 51, 102, 153, 204, 255)],
  ['16 bits', Uint16Array.of(0, 13107, 26214, 39321, 52428, 65535)],
  ['signed 16 bits', Int16Array.of(0, 6553, 13107, 19660, 26214, 32767)],
  ['real numbers', Float32Array.of(0, 0.2, 0.4, 0.6, 0.8, 1)],
  ['real numbers that were rounded', Float32Array.of(-1e-4, 0.2, 0.4, 0.6, 0.8, 1.0001)],
  ['bytes in 32 bits', Int32Array.of(0, 51, 102, 153, 204, 255)],
  ['16 bits in 32', Uint32Array.of(0, 13107, 26214, 39321, 52428, 65535)],
  [
    'signed 32 bits',
    Int32Array.of(0, 2 ** 31 / 5, (2 ** 31 * 2) / 5, (2 ** 31 * 3) / 5, (2 ** 31 * 4) / 5, 2 ** 31 - 1),
  ],
  [
    '32 bits',
    Uint32Array.of(0, 2 ** 32 / 5, (2 ** 32 * 2) / 5, (2 ** 32 * 3) / 5, (2 ** 32 * 4) / 5, 2 ** 32 - 1),
  ],
])('a TIFF of %s is scaled', async (_, data) => {
  const { data: seen } = await read(tiff([{ size, data }]));
  expect(Array.from(seen.slice(0, 6), (v) => Math.round(255 * v))).toEqual([0, 51, 102, 153, 204, 255]);
});

test('pages are planes by their numbers, all on one scale, and what is no page of its own is none', async () => {
  const [dark, light] = [Int32Array.of(0, 10, 20, 30, 40, 50), Int32Array.of(0, 1e4, 2e4, 3e4, 4e4, 65535)];
  const preview = { size: [1, 1] as const, data: Uint8Array.of(9), tags: { 254: 1 } };
  const whole = await read(tiff([{ size, data: dark }, { size, data: light }, preview]));
  expect(planesOf(whole)).toBe(2);
  expect(whole.data[1]).toBeCloseTo(10 / 65535, 9);
  expect(whole.data[11]).toBe(1);

  const real = [0.25, 0.75].map((v) => ({ size, data: new Float32Array(6).fill(v) }));
  expect([...(await read(tiff(real))).data]).toEqual([
    ...Array<number>(6).fill(0.25),
    ...Array<number>(6).fill(0.75),
  ]);
  const deep = [257, 65535].map((v) => ({ size, data: new Uint16Array(6).fill(v) }));
  const { data } = await read(tiff(deep));
  expect(data[0]).toBeCloseTo(1 / 255, 9);
  // as recipes up to version 5 have it
  const before = await readPhotograph(tiff(deep), { size, background: null });
  expect(before.data[0]).toBe(Math.fround(1 / 255));
});

test('greys beside each other are planes; three are red, green and blue', async () => {
  const beside = (channels: number, data: Uint8Array | Uint16Array | Float32Array) =>
    read(tiff([{ size, data, channels, tags: { 262: 1, 338: 0 } }]));
  const ramp = (channels: number) => Array.from({ length: 6 * channels }, (_, i) => i);
  for (const channels of [3, 4, 5]) {
    const expected = ramp(channels).map((i) => ramp(channels)[(i % 6) * channels + Math.floor(i / 6)]!);
    for (const [data, most] of [
      [Uint8Array.from(ramp(channels)), 255],
      [Uint16Array.from(ramp(channels), (v) => 257 * v), 255],
      [Float32Array.from(ramp(channels), (v) => v / 255), 255],
    ] as const) {
      const seen = await beside(channels, data);
      expect(Array.from(seen.data, (v) => Math.round(most * v))).toEqual(expected);
    }
  }
});

test('opacity is where the file says it is, and not what else is beside the colours', async () => {
  const pixel = [200, 60, 30, 0, 255];
  const data = Uint8Array.from({ length: 30 }, (_, i) => pixel[i % 5]!);
  const seen = async (extra: readonly [number, number]) =>
    (await read(tiff([{ size, data, channels: 5, tags: { 338: extra } }]))).data;
  expect((await seen([2, 0])).every((v) => v === 1)).toBe(true);
  for (const opaque of [
    [0, 2],
    [0, 0],
  ] as const)
    expect(Math.round(255 * (await seen(opaque))[0]!)).toBe(200);
});

test('pages that are no planes are refused', async () => {
  const other = tiff([
    { size, data: new Uint8Array(6) },
    { size: [1, 2], data: new Uint8Array(2) },
  ]);
  await expect(read(other)).rejects.toThrow('its pages are of different sizes');
  const beyond = tiff([0.5, 7].map((v) => ({ size, data: new Float32Array(6).fill(v) })));
  await expect(read(beyond)).rejects.toThrow('real numbers from 7 to 7, and should be from 0 to 1');
});

test('a damaged photograph is refused by its name, or seen as far as it goes', async () => {
  const random = new Random(1);
  const folder = new URL('../fixtures/photographs/', import.meta.url);
  for (const name of readdirSync(folder).filter((file) => /(?:png|jpg|tif|webp|gif|avif)$/.test(file)))
    for (let round = 0; round < 4; round++) {
      const bytes = new Uint8Array(readFileSync(new URL(name, folder)));
      // among the headers, where what is read here stands, or anywhere
      for (let k = 0; k < 8; k++)
        bytes[Math.floor(random.uniform() * (round % 2 ? 400 : bytes.length))] = Math.floor(
          256 * random.uniform(),
        );
      const seen = await readPhotograph(round === 3 ? bytes.subarray(0, bytes.length / 2) : bytes, {
        size: 8,
      }).catch((error: unknown) => error);
      if (seen instanceof Error) expect(seen, name).toBeInstanceOf(FaccentError);
      else
        expect(
          (seen as Image).data.every((v) => v >= 0 && v <= 1),
          name,
        ).toBe(true);
    }
});

test('a mask of 16 bits is as one of 8', async () => {
  const photo = { size, original: size, path: undefined };
  const bytes = Uint8Array.of(0, 51, 102, 153, 204, 255);
  const wide = Uint16Array.from(bytes, (v) => 257 * v);
  const { values } = await readMask(tiff([{ size, data: wide }]), photo);
  expect([...values]).toEqual([...(await readMask(tiff([{ size, data: bytes }]), photo)).values]);
  expect([values[0], values[5]]).toEqual([0, 1]);
});
