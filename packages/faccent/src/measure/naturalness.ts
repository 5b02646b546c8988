import { FaccentError } from '../errors.js';
import type { Image, Size } from '../image/image.js';
import { luma } from './luma.js';
import { HIGH, eachFrequency, powerSpectrum } from './spectrum.js';

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

/**
 * How natural a picture is by its own statistics, to be compared with those of the photograph that it was made from.
 * @throws FaccentError for an image with a side below 16 pixels, or of one value
 * @example naturalness(image).spectralSlope - naturalness(photo).spectralSlope; // below 0: finer grain
 */
export function naturalness(image: Image): Naturalness {
  const [height, width] = image.size;
  if (Math.min(height, width) < LEAST_SIDE)
    throw new FaccentError(
      `a spectrum's slope takes ${LEAST_SIDE} × ${LEAST_SIDE} pixels; the image is ${height} × ${width}`,
    );
  const power = powerSpectrum(luma(image), image.size);
  return { ...spectral(power, image.size), totalVariation: totalVariation(image) };
}

function spectral(power: Float64Array, size: Size) {
  const side = Math.min(...size);
  const rings = Math.ceil(side / 2);
  const [sums, counts] = [new Float64Array(rings), new Float64Array(rings)];
  let [all, high] = [0, 0];
  eachFrequency(power, size, (f, p, weight) => {
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
