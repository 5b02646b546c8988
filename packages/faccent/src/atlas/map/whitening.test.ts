// Proves that a direction is turned by the inverse of shrunk second moments, as numpy has it, and that nothing degenerate ends it.
import { expect, test } from 'vitest';
import { type Points, meanOf } from './points.js';
import { whitening } from './whitening.js';

const pointsOf = (rows: number, channels: number, at: (i: number, c: number) => number): Points => ({
  channels,
  data: Float32Array.from({ length: rows * channels }, (_, k) => at(Math.floor(k / channels), k % channels)),
});

// ((7 i + 5 c + i c) mod 11) / 10; the last channel is never on
const points = pointsOf(6, 4, (i, c) => (c < 3 ? ((7 * i + 5 * c + i * c) % 11) / 10 : 0));

test('numbers of numpy: moments AᵀA/n, shrunk as Ledoit & Wolf have it, inverted, times the mean', () => {
  const whitened = whitening(points);
  expect(whitened.shrinkage).toBeCloseTo(0.25278361082147344, 6);
  const turned = whitened.turn(meanOf(points, [0, 1]));
  [0.01927525961492568, -0.3013888376873448, 0.953306473745064, 0].forEach((v, c) =>
    expect(turned[c]).toBeCloseTo(v, 6),
  );
});

test('a channel that is on everywhere counts for little beside one that tells points apart', () => {
  const mostly = pointsOf(400, 3, (i, c) =>
    c === 0 ? 1 : c === 1 ? Number(i % 8 === 0) : ((i * 7) % 5) / 10,
  );
  const whitened = whitening(mostly);
  expect(whitened.shrinkage).toBeLessThan(0.1);
  const mean = meanOf(mostly, [0, 8, 16, 24]);
  const turned = whitened.turn(mean);
  expect(mean[0]).toBeCloseTo(mean[1]!, 6);
  expect(turned[1]! / Math.abs(turned[0]!)).toBeGreaterThan(5);
});

test('fewer points than channels, points that are all alike, and none that is active leave finite directions', () => {
  for (const some of [
    pointsOf(3, 20, (i, c) => (i * 20 + c) % 7),
    pointsOf(9, 4, () => 0.5),
    pointsOf(9, 4, () => 0),
    pointsOf(1, 3, (_, c) => c),
  ]) {
    const turned = whitening(some).turn(meanOf(some, [0]));
    expect(Array.from(turned).every(Number.isFinite)).toBe(true);
    const length = Math.hypot(...turned);
    expect(Math.min(Math.abs(length - 1), length)).toBeLessThan(1e-9);
  }
});
