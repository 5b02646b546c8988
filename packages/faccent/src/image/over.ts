import type { Profile } from '../formats/icc.js';
import type { Rgb } from './background.js';
import { writeSrgb } from './srgb.js';

/** Pixels as `over` takes them. */
export interface Pixels {
  readonly channels: number;
  readonly data: ArrayLike<number>;
  readonly stride: number;
  readonly alpha?: ArrayLike<number>;
  readonly alphaStride?: number;
  readonly most: number;
}

/** Values of a pixel in [0, 1] to X, Y and Z, or to sRGB in [0, 1]. */
export type Colours =
  { readonly xyz: Profile['xyz'] } | { readonly srgb: (values: Float64Array, into: Float64Array) => void };

/** Grey, or red, green and blue, that are sRGB as they are. */
export const asWritten: Colours = {
  srgb: (values, into) => {
    for (let c = 0; c < 3; c++) into[c] = values[c] ?? values[0]!;
  },
};

/** Inks without a profile: each takes its share of the light, as in browsers and in Pillow. */
export const plainInks: Colours = {
  srgb: (values, into) => {
    for (let c = 0; c < 3; c++) into[c] = (1 - values[c]!) * (1 - values[3]!);
  },
};

/** Colours that are kept: neighbours are often alike. */
const KEPT = 1 << 16;

/** Pixels as interleaved bytes of sRGB, composited on a colour where they are transparent. */
export function over(
  { channels, data, stride, alpha, alphaStride = 1, most }: Pixels,
  colours: Colours,
  background: Rgb,
): Uint8Array {
  const count = data.length / stride;
  const bytes = new Uint8Array(3 * count);
  const values = new Float64Array(channels);
  const seen = new Float64Array(3);
  // of bytes, what has been converted, by a hash of the pixel
  const keys = most === 255 && 'xyz' in colours ? new Float64Array(KEPT).fill(-1) : undefined;
  const kept = new Float64Array(keys ? 3 * KEPT : 0);
  for (let i = 0; i < count; i++) {
    let key = 0;
    for (let c = 0; c < channels; c++) {
      const value = data[i * stride + c]!;
      values[c] = value / most;
      key = 256 * key + value;
    }
    const slot = keys ? 3 * ((((key ^ (key >>> 12)) * 0x9e3779b1) >>> 16) & (KEPT - 1)) : 0;
    if (keys && keys[slot / 3] === key) {
      for (let c = 0; c < 3; c++) seen[c] = kept[slot + c]!;
    } else {
      if ('xyz' in colours) writeSrgb(colours.xyz(values), seen);
      else colours.srgb(values, seen);
      if (keys) {
        keys[slot / 3] = key;
        kept.set(seen, slot);
      }
    }
    const share = alpha ? alpha[i * alphaStride]! / most : 1;
    for (let c = 0; c < 3; c++) {
      const value = 255 * share * seen[c]! + (1 - share) * background[c]!;
      bytes[3 * i + c] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  return bytes;
}
