// Proves that arrays and the pages of a TIFF are pictures of as many planes, and what of them is none is said.
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { formatNpy } from '../formats/npy.js';
import { imageToBytes, planesOf } from './image.js';
import { readPhotograph } from './photograph.js';

const [height, width] = [4, 6];
const values = (planes: number): Float32Array =>
  Float32Array.from({ length: planes * height * width }, (_, i) => ((i * 7) % 32) / 32);
const read = (dims: number[], data: Float32Array, size: [number, number] = [height, width]) =>
  readPhotograph(withValues(formatNpy(dims, new Float32Array(data.length)), data), { size });
/** An array of any numbers: NaN is none that we write. */
const withValues = (npy: Uint8Array, data: Float32Array): Uint8Array => {
  npy.set(new Uint8Array(data.buffer), npy.length - data.byteLength);
  return npy;
};

describe('a NumPy array as a picture', () => {
  test('has the planes that it has, wherever their axis is', async () => {
    const data = values(5);
    const first = await read([5, height, width], data);
    expect(planesOf(first)).toBe(5);
    expect([...first.data]).toEqual([...data]);
    const tall = Float32Array.from({ length: 70 * 80 * 2 }, (_, i) => (i % 2 ? 0.25 : 0.75));
    const last = await read([70, 80, 2], tall, [70, 80]);
    expect([last.data[0], last.data[5600]]).toEqual([0.75, 0.25]);
  });

  test('of one plane is grey, and of three a photograph', async () => {
    const grey = await read([height, width], values(1));
    expect([...grey.data]).toEqual([...values(1), ...values(1), ...values(1)]);
    expect(planesOf(await read([3, height, width], values(3)))).toBe(3);
  });

  test('is cropped to the canvas and resized: the mean stays', async () => {
    const constant = await read([2, height, width], new Float32Array(2 * height * width).fill(0.5), [9, 9]);
    expect(constant.data.length).toBe(162);
    expect(constant.data.every((v) => Math.abs(v - 0.5) < 1e-6)).toBe(true);
    const half = await read(
      [4, 8],
      Float32Array.from({ length: 32 }, (_, i) => (i % 2 ? 1 : 0)),
      [2, 4],
    );
    expect(half.data.slice(1, 3).every((v) => Math.abs(v - 0.5) < 1e-6)).toBe(true);
  });

  test.each([
    [[2, 2, 2, 2], new Float32Array(16), 'has the shape (2, 2, 2, 2)'],
    [[2, 2], Float32Array.of(0, 2, 3, 4), 'real numbers from 0 to 1, or bytes'],
    [[2, 2], Float32Array.of(0, NaN, 0, 0), 'real numbers from 0 to 1, or bytes'],
  ])('is refused where it is none: %j', async (dims, data, message) => {
    await expect(read(dims, data)).rejects.toThrow(message);
  });
});

test('a stack is shown by three of its planes, or by the mean of two', () => {
  const data = Float32Array.of(0.2, 0.4, 0.6, 0.8);
  expect([...imageToBytes({ size: [1, 1], data })]).toEqual([51, 102, 153]);
  expect([...imageToBytes({ size: [1, 1], data: data.slice(0, 2) })]).toEqual([77, 77, 77]);
});

test('the pages of a TIFF are planes', async () => {
  const pages = [10, 200].map((v) => Buffer.alloc(height * width, v));
  const tiff = await sharp(Buffer.concat(pages), {
    raw: { width, height: 2 * height, channels: 1, pageHeight: height },
  })
    .tiff({ compression: 'none' })
    .toBuffer();
  const { pages: count } = await sharp(tiff).metadata();
  expect(count).toBe(2);
  const image = await readPhotograph(tiff, { size: [height, width] });
  expect(planesOf(image)).toBe(2);
  expect([image.data[0], image.data.at(-1)]).toEqual([Math.fround(10 / 255), Math.fround(200 / 255)]);
});
