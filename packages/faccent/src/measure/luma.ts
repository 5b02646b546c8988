import type { Image } from '../image/image.js';

/** Weights of RGB in luma (ITU-R BT.601). */
const LUMA = [0.299, 0.587, 0.114] as const;

/** (height, width), in [0, 1]. */
export function luma({ data }: Image): Float64Array {
  const area = data.length / 3;
  return Float64Array.from({ length: area }, (_, i) =>
    LUMA.reduce((sum, weight, c) => sum + weight * data[c * area + i]!, 0),
  );
}
