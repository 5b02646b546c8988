import type { Size } from '../image/image.js';

/** In cycles a pixel: half of the highest frequency that pixels can show. */
export const HIGH = 0.25;

/** Luma less its mean under a Hann window, which keeps the picture's edges out of the spectrum. */
function windowed(plane: Float64Array, height: number, width: number): Float64Array {
  const mean = plane.reduce((sum, v) => sum + v, 0) / plane.length;
  const hann = (i: number, n: number): number => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / n);
  return plane.map((v, i) => (v - mean) * hann(Math.floor(i / width), height) * hann(i % width, width));
}

/**
 * |DFT|² (height, width / 2 + 1) of a plane less its mean under a Hann window: directly, along rows and then along columns,
 * which any size allows.
 */
export function powerSpectrum(whole: Float64Array, [height, width]: Size): Float64Array {
  const plane = windowed(whole, height, width);
  const columns = Math.floor(width / 2) + 1;
  const [re, im] = [new Float64Array(height * columns), new Float64Array(height * columns)];
  const [cosW, sinW] = circle(width);
  for (let y = 0; y < height; y++)
    for (let k = 0; k < columns; k++) {
      let [a, b] = [0, 0];
      for (let x = 0; x < width; x++) {
        const at = (k * x) % width;
        a += plane[y * width + x]! * cosW[at]!;
        b -= plane[y * width + x]! * sinW[at]!;
      }
      re[y * columns + k] = a;
      im[y * columns + k] = b;
    }
  const [cosH, sinH] = circle(height);
  const power = new Float64Array(height * columns);
  for (let l = 0; l < height; l++)
    for (let k = 0; k < columns; k++) {
      let [a, b] = [0, 0];
      for (let y = 0; y < height; y++) {
        const [c, s] = [cosH[(l * y) % height]!, sinH[(l * y) % height]!];
        const at = y * columns + k;
        a += re[at]! * c + im[at]! * s;
        b += im[at]! * c - re[at]! * s;
      }
      power[l * columns + k] = a * a + b * b;
    }
  return power;
}

/** Cosines and sines of the n-th parts of a turn. */
function circle(n: number): [Float64Array, Float64Array] {
  const angles = Float64Array.from({ length: n }, (_, i) => (2 * Math.PI * i) / n);
  return [angles.map(Math.cos), angles.map(Math.sin)];
}

/**
 * Goes through the frequencies of a spectrum but for the mean.
 * @param at is told each in cycles a pixel, its power, and how often it stands for itself
 */
export function eachFrequency(
  power: Float64Array,
  [height, width]: Size,
  at: (frequency: number, power: number, weight: number) => void,
): void {
  const columns = Math.floor(width / 2) + 1;
  power.forEach((p, i) => {
    const [l, k] = [Math.floor(i / columns), i % columns];
    const f = Math.hypot(Math.min(l, height - l) / height, k / width);
    // the half that is left out mirrors this one, but for its edges
    if (f > 0) at(f, p, k === 0 || 2 * k === width ? 1 : 2);
  });
}
