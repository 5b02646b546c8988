import type { OpacityCodes } from '../data.js';

/** Makes opacity maps as the library's `opacityMap` does: clipped, divided by the clip, blurred. */
export function opacityMaps({ size, codes, blur }: OpacityCodes): (percentile: number) => HTMLCanvasElement {
  const bytes = Uint8Array.from(atob(codes), (c) => c.charCodeAt(0));
  const values = Float32Array.from({ length: 256 }, (_, code) => (code / 255) ** 2);
  const counts = new Uint32Array(256);
  for (const code of bytes) counts[code]!++;
  const canvas = Object.assign(document.createElement('canvas'), { height: size[0], width: size[1] });
  const context = canvas.getContext('2d')!;
  const pixels = context.createImageData(size[1], size[0]);
  return (percentile) => {
    const limit = values[codeAt(counts, bytes.length, 1 - percentile / 100)]! || 1;
    const shown = values.map((v) => Math.min(1, v / limit));
    const map = blurred(
      Float32Array.from(bytes, (code) => shown[code]!),
      size,
      blur,
    );
    map.forEach((v, i) => (pixels.data[4 * i + 3] = 255 * v));
    context.putImageData(pixels, 0, 0);
    return canvas;
  };
}

/** The q-quantile of the codes. */
function codeAt(counts: Uint32Array, total: number, q: number): number {
  let below = 0;
  for (let code = 0; code < 255; code++) {
    below += counts[code]!;
    if (below > q * (total - 1)) return code;
  }
  return 255;
}

/** Separable Gaussian blur that reflects at the borders. */
function blurred(
  map: Float32Array,
  [height, width]: readonly [number, number],
  deviation: number,
): Float32Array {
  const radius = Math.ceil(4 * deviation);
  const weights = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.exp(-((i - radius) ** 2) / (2 * deviation ** 2)),
  );
  const total = weights.reduce((a, b) => a + b);
  const kernel = Float32Array.from(weights, (w) => w / total);
  const across = (from: Float32Array, length: number, stride: number, lines: number, lineStride: number) => {
    const to = new Float32Array(from.length);
    const line = new Float32Array(length + 2 * radius);
    for (let l = 0; l < lines; l++) {
      for (let i = 0; i < line.length; i++)
        line[i] = from[l * lineStride + mirrored(i - radius, length) * stride]!;
      for (let i = 0; i < length; i++) {
        let sum = 0;
        for (let k = 0; k < kernel.length; k++) sum += kernel[k]! * line[i + k]!;
        to[l * lineStride + i * stride] = sum;
      }
    }
    return to;
  };
  return across(across(map, width, 1, height, width), height, width, width, 1);
}

/** An index outside [0, length) mirrored at the borders, the border element included. */
function mirrored(i: number, length: number): number {
  const at = ((i % (2 * length)) + 2 * length) % (2 * length);
  return at < length ? at : 2 * length - 1 - at;
}
