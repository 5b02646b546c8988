// Proves that structural similarity is that of its definition, computed directly.
import { describe, expect, test } from 'vitest';
import type { Image, Size } from '../image/image.js';
import { noise } from '../testing/golden.js';
import { picture } from '../testing/networks.js';
import { ssim } from './ssim.js';

const grey = (size: Size, value: (y: number, x: number) => number): Image =>
  picture(size, (y, x) => [value(y, x), value(y, x), value(y, x)]);
const flat = (value: number): Image => grey([12, 15], () => value);

const waves = picture([19, 24], (y, x) => [
  0.5 + 0.4 * Math.sin(y / 2),
  0.5 + 0.3 * Math.cos((x + y) / 3),
  x / 24,
]);
const jitter = noise(waves.data.length, 4);
const noisy: Image = {
  ...waves,
  data: waves.data.map((v, i) => Math.min(1, Math.max(0, v + 0.1 * jitter[i]!))),
};

/** The definition, window by window, with a two-dimensional kernel and variances about the window's own mean. */
function directly(a: Image, b: Image): number {
  const [height, width] = a.size;
  const area = height * width;
  const luma = ({ data }: Image, i: number): number =>
    0.299 * data[i]! + 0.587 * data[area + i]! + 0.114 * data[2 * area + i]!;
  const kernel = Array.from({ length: 121 }, (_, i) =>
    Math.exp(-((Math.floor(i / 11) - 5) ** 2 + ((i % 11) - 5) ** 2) / (2 * 1.5 ** 2)),
  );
  const total = kernel.reduce((x, y) => x + y);
  const values: number[] = [];
  for (let y = 0; y + 11 <= height; y++) {
    for (let x = 0; x + 11 <= width; x++) {
      const at = kernel.map((_, i) => (y + Math.floor(i / 11)) * width + x + (i % 11));
      const mean = (f: (i: number) => number): number =>
        at.reduce((sum, i, k) => sum + (kernel[k]! / total) * f(i), 0);
      const [ma, mb] = [mean((i) => luma(a, i)), mean((i) => luma(b, i))];
      const covariance = (p: Image, mp: number, q: Image, mq: number): number =>
        mean((i) => (luma(p, i) - mp) * (luma(q, i) - mq));
      const [c1, c2] = [0.0001, 0.0009];
      values.push(
        ((2 * ma * mb + c1) * (2 * covariance(a, ma, b, mb) + c2)) /
          ((ma ** 2 + mb ** 2 + c1) * (covariance(a, ma, a, ma) + covariance(b, mb, b, mb) + c2)),
      );
    }
  }
  return values.reduce((x, y) => x + y) / values.length;
}

describe('structural similarity', () => {
  test('of an image with itself is 1', () => {
    expect(ssim(waves, waves)).toBeCloseTo(1, 12);
    expect(ssim(flat(0), flat(0))).toBeCloseTo(1, 12);
  });

  test('is symmetric, and below 1 for others', () => {
    expect(ssim(waves, noisy)).toBeCloseTo(ssim(noisy, waves), 12);
    expect(ssim(waves, noisy)).toBeLessThan(0.95);
  });

  test('is that of a direct implementation', () => {
    const expected = directly(waves, noisy);
    expect(expected).toBeGreaterThan(0.1);
    expect(ssim(waves, noisy)).toBeCloseTo(expected, 10);
  });

  test('of flat images is that of their brightness alone', () => {
    // (2 · 0.2 · 0.6 + 0.0001) / (0.2² + 0.6² + 0.0001)
    expect(ssim(flat(0.2), flat(0.6))).toBeCloseTo(0.2401 / 0.4001, 6);
    expect(ssim(flat(0), flat(1))).toBeCloseTo(0.0001 / 1.0001, 8);
  });

  test('of a pattern with its negative is negative', () => {
    const board = grey([16, 16], (y, x) => ((x + y) % 2 ? 0.9 : 0.1));
    const inverse = { ...board, data: board.data.map((v) => 1 - v) };
    // means are equal, and the covariance is minus the variance 0.16
    expect(ssim(board, inverse)).toBeCloseTo((-0.32 + 0.0009) / (0.32 + 0.0009), 3);
  });

  test('looks at luma: colours of equal luma are equal', () => {
    const red = picture([11, 11], () => [0.5, 0, 0]);
    const green = picture([11, 11], () => [0, (0.5 * 0.299) / 0.587, 0]);
    expect(ssim(red, green)).toBeCloseTo(1, 6);
  });

  test('wants images of one size, as large as its window', () => {
    expect(() => ssim(waves, flat(0))).toThrow('of one size, not 19 × 24 and 12 × 15');
    const small = grey([10, 40], () => 0);
    expect(() => ssim(small, small)).toThrow('windows of 11 × 11; the images are 10 × 40');
  });
});
