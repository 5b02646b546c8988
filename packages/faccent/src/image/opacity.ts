import { FaccentError } from '../errors.js';
import type { Size } from './image.js';

/** Options of `opacityMap`. */
export interface OpacityOptions {
  /** Percentage of positions that are fully opaque; 20 by default. */
  readonly percentile?: number;
  /** Standard deviation of the Gaussian blur in pixels; 2 by default. */
  readonly blur?: number;
}

/**
 * Opacity map (docs/method.md, 8.1): the running sum of |∂ activation / ∂ image| as it is shown. Mean over channels,
 * clipped at the (100 − p)th percentile, divided by its maximum, blurred.
 * @param sum (3, h, w), or as many planes as the picture has, as an accentuation returns it
 * @returns (h, w) in [0, 1]
 * @example
 * const alpha = opacityMap(opacity, image.size, { percentile: 10 });
 * await savePicture('accentuated.png', image, { alpha });
 */
export function opacityMap(sum: Float32Array, size: Size, options: OpacityOptions = {}): Float32Array {
  const { percentile = 20, blur = 2 } = options;
  if (!(percentile >= 0 && percentile <= 100)) {
    throw new FaccentError(`the opacity's percentile lies between 0 and 100; it is ${percentile}`);
  }
  const area = size[0] * size[1];
  const mean = new Float32Array(area);
  const planes = sum.length / area;
  for (let i = 0; i < area; i++) {
    let all = 0;
    for (let c = 0; c < planes; c++) all += sum[c * area + i]!;
    mean[i] = all / planes;
  }
  const limit = quantile(mean, 1 - percentile / 100);
  // a gradient that is zero nearly everywhere has a zero percentile: show what there is
  const top = limit > 0 ? limit : mean.reduce((a, b) => Math.max(a, b), 0);
  const map = mean.map((v) => (top > 0 ? Math.min(v, top) / top : 0));
  return blur > 0 ? gaussianBlur(map, size, blur) : map;
}

/** The q-quantile of values, interpolated linearly. */
export function quantile(values: Float32Array, q: number): number {
  const sorted = values.slice().sort();
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const next = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return sorted[below]! + (next - sorted[below]!) * (at - below);
}

/** Separable Gaussian blur that reflects at the borders, truncated at four standard deviations. */
export function gaussianBlur(map: Float32Array, [height, width]: Size, deviation: number): Float32Array {
  const radius = Math.ceil(4 * deviation);
  const kernel = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * deviation ** 2)),
  );
  const total = kernel.reduce((a, b) => a + b);
  const pass = (
    from: Float32Array,
    length: number,
    stride: number,
    lines: number,
    lineStride: number,
  ): Float32Array => {
    const out = new Float32Array(from.length);
    for (let line = 0; line < lines; line++) {
      for (let i = 0; i < length; i++) {
        let sum = 0;
        for (let k = -radius; k <= radius; k++) {
          sum += kernel[k + radius]! * from[line * lineStride + reflect(i + k, length) * stride]!;
        }
        out[line * lineStride + i * stride] = sum / total;
      }
    }
    return out;
  };
  return pass(pass(map, width, 1, height, width), height, width, width, 1);
}

/** An index outside [0, length) mirrored at the borders, the border element included. */
function reflect(i: number, length: number): number {
  const period = 2 * length;
  const at = ((i % period) + period) % period;
  return at < length ? at : period - 1 - at;
}
