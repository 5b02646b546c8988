// Proves that slopes, shares and variations are those of pictures whose spectra are known.
import { describe, expect, test } from 'vitest';
import type { Image } from '../image/image.js';
import { Random } from '../math/random.js';
import { picture } from '../testing/networks.js';
import { naturalness } from './naturalness.js';

const grey = (height: number, width: number, value: (y: number, x: number) => number): Image =>
  picture([height, width], (y, x) => [value(y, x), value(y, x), value(y, x)]);

const white = (side: number, seed: number): Image => {
  const random = new Random(seed);
  return grey(side, side, () => random.uniform());
};

/** Waves of random frequency, direction and phase, evenly over the plane of frequencies, with amplitude f^(−decay). */
function waves(side: number, decay: number): Image {
  const random = new Random(3);
  const all = Array.from({ length: 3000 }, () => {
    const [fy, fx] = [random.uniform(-0.5, 0.5), random.uniform(-0.5, 0.5)];
    const f = Math.hypot(fy, fx);
    return { fy, fx, phase: random.uniform(0, 2 * Math.PI), amplitude: Math.max(f, 1 / side) ** -decay };
  });
  const plane = Float64Array.from({ length: side * side }, (_, i) => {
    const [y, x] = [Math.floor(i / side), i % side];
    return all.reduce(
      (sum, w) => sum + w.amplitude * Math.cos(2 * Math.PI * (w.fy * y + w.fx * x) + w.phase),
      0,
    );
  });
  return grey(side, side, (y, x) => plane[y * side + x]!);
}

describe('naturalness', () => {
  test('of white noise has a flat spectrum and its share of high frequencies', () => {
    const all = [1, 2, 3, 4, 5, 6, 7, 8].map((seed) => naturalness(white(48, seed)));
    const mean = (of: 'spectralSlope' | 'highFrequencyShare' | 'totalVariation'): number =>
      all.reduce((sum, one) => sum + one[of] / all.length, 0);
    expect(Math.abs(mean('spectralSlope'))).toBeLessThan(0.15);
    // the square of frequencies less the disc of radius a quarter
    expect(mean('highFrequencyShare')).toBeCloseTo(1 - Math.PI / 16, 1);
    // two uniform numbers are a third apart
    expect(mean('totalVariation')).toBeCloseTo(1 / 3, 2);
  });

  test.each([1, 1.5])('finds the slope of a spectrum whose amplitude falls by f^−%d', (decay) => {
    expect(Math.abs(naturalness(waves(64, decay)).spectralSlope + 2 * decay)).toBeLessThan(0.3);
  });

  test('does not depend on brightness and contrast, but for the total variation', () => {
    const noise = white(40, 2);
    const half = { ...noise, data: noise.data.map((v) => 0.3 + v / 2) };
    const [a, b] = [naturalness(noise), naturalness(half)];
    expect(b.spectralSlope).toBeCloseTo(a.spectralSlope, 4);
    expect(b.highFrequencyShare).toBeCloseTo(a.highFrequencyShare, 5);
    expect(b.totalVariation).toBeCloseTo(a.totalVariation / 2, 5);
  });

  test('finds a wave where it is, in pictures that are not square', () => {
    const wave = (f: number): Image => grey(30, 47, (_, x) => 0.5 + 0.4 * Math.sin(2 * Math.PI * f * x));
    expect(naturalness(wave(0.1)).highFrequencyShare).toBeLessThan(0.01);
    expect(naturalness(wave(0.4)).highFrequencyShare).toBeGreaterThan(0.99);
  });

  test('refuses what has no spectrum', () => {
    expect(() => naturalness(white(15, 1))).toThrow('16 × 16');
    expect(() => naturalness(grey(20, 20, () => 0.5))).toThrow('one value');
  });
});
