import { type Image, planesOf } from '../image/image.js';
import { LUMA } from '../image/luma.js';

/** Luma of an image, (height, width); of a stack the mean of its planes. */
export function luma(image: Image): Float64Array {
  const planes = planesOf(image);
  const weights = planes === 3 ? LUMA : Array.from({ length: planes }, () => 1 / planes);
  const area = image.size[0] * image.size[1];
  return Float64Array.from({ length: area }, (_, i) =>
    weights.reduce((sum, weight, c) => sum + weight * image.data[c * area + i]!, 0),
  );
}
