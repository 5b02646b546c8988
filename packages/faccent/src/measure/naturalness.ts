import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import { luma } from './luma.js';

/** Statistics in which photographs are alike, and optimized pictures differ from them. */
export interface Naturalness {
  /**
   * Slope of the power spectrum over frequency, both as logarithms: about −2 for photographs (Field 1987), 0 for white
   * noise. Of luma under a Hann window, the radial means from two cycles a side to a quarter of a cycle a pixel.
   */
  readonly spectralSlope: number;
  /** Share of that spectrum's power above a quarter of a cycle a pixel (its mean left out), in [0, 1]. */
  readonly highFrequencyShare: number;
  /** Mean absolute difference of neighbouring pixels, down and across, over all channels, in units of [0, 1]. */
  readonly totalVariation: number;
}

/** Smaller pictures have too few frequencies for a slope. */
const LEAST_SIDE = 16;

/** In cycles a pixel: half of the highest frequency that pixels can show. */
const HIGH = 0.25;

/**
 * How natural a picture is by its own statistics, to be compared with those of the photograph that it was made from.
 * @throws FaccentError for an image with a side below 16 pixels, or of one value
 * @example naturalness(accentuation.image).spectralSlope - naturalness(photo).spectralSlope
 */
export function naturalness(image: Image): Naturalness {
  const [height, width] = image.size;
  if (Math.min(height, width) < LEAST_SIDE)
    throw new FaccentError(
      `a spectrum's slope takes ${LEAST_SIDE} × ${LEAST_SIDE} pixels; the image is ${height} × ${width}`,
    );
  const power = powerSpectrum(windowed(luma(image), height, width), height, width);
  return { ...spectral(power, height, width), totalVariation: totalVariation(image) };
}

/** Luma less its mean under a Hann window, which keeps the picture's edges out of the spectrum. */
function windowed(plane: Float64Array, height: number, width: number): Float64Array {
  const mean = plane.reduce((sum, v) => sum + v, 0) / plane.length;
  const hann = (i: number, n: number): number => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / n);
  return plane.map((v, i) => (v - mean) * hann(Math.floor(i / width), height) * hann(i % width, width));
}

/** |DFT|² (height, width / 2 + 1): directly, along rows and then along columns, which any size allows. */
function powerSpectrum(plane: Float64Array, height: number, width: number): Float64Array {
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

function spectral(power: Float64Array, height: number, width: number) {
  const columns = Math.floor(width / 2) + 1;
  const side = Math.min(height, width);
  const rings = Math.ceil(side / 2);
  const [sums, counts] = [new Float64Array(rings), new Float64Array(rings)];
  let [all, high] = [0, 0];
  power.forEach((p, i) => {
    const [l, k] = [Math.floor(i / columns), i % columns];
    const f = Math.hypot(Math.min(l, height - l) / height, k / width);
    if (f === 0) return;
    // the half that is left out mirrors this one, but for its edges
    const weight = k === 0 || 2 * k === width ? 1 : 2;
    all += weight * p;
    if (f > HIGH) high += weight * p;
    const ring = Math.round(f * side);
    if (ring < rings) {
      sums[ring]! += weight * p;
      counts[ring]! += weight;
    }
  });
  if (all === 0) throw new FaccentError('an image of one value has no spectrum to look at');
  const points: [number, number][] = [];
  for (let r = 2; r <= HIGH * side; r++) points.push([Math.log(r), Math.log(sums[r]! / counts[r]!)]);
  return { spectralSlope: slope(points), highFrequencyShare: high / all };
}

/** Of the line through points with the least squares. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (axis: 0 | 1): number => points.reduce((sum, p) => sum + p[axis], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  const [xy, xx] = points.reduce(([a, b], [x, y]) => [a + (x - mx) * (y - my), b + (x - mx) ** 2], [0, 0]);
  return xy / xx;
}

function totalVariation({ size: [height, width], data }: Image): number {
  let [sum, pairs] = [0, 0];
  for (let c = 0; c < 3; c++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const at = (c * height + y) * width + x;
        if (x + 1 < width) sum += Math.abs(data[at + 1]! - data[at]!);
        if (y + 1 < height) sum += Math.abs(data[at + width]! - data[at]!);
        pairs += Number(x + 1 < width) + Number(y + 1 < height);
      }
  return sum / pairs;
}
