import type { Image } from '../image/image.js';
import { declareMeasure } from './kind.js';
import { checkPair } from './pair.js';
import { FROM_THE_PHOTOGRAPH } from './rows.js';

/** How far apart two images are, over all pixels and channels, in units of [0, 1]. */
export interface PixelDistance {
  /** Square root of the sum of squared differences, 0 or more; as the radius of the ball constraint. */
  readonly l2: number;
  /** Mean absolute difference, in [0, 1]. */
  readonly meanAbsolute: number;
}

/**
 * Distance of two images of one size in pixel values (docs/method.md, 13.2).
 * @throws FaccentError if they differ in size, or data do not fit the size
 * @example pixelDistance(photo, photo).l2; // 0
 * @example const { l2, meanAbsolute } = pixelDistance(photo, image);
 */
export function pixelDistance(a: Image, b: Image): PixelDistance {
  checkPair(a, b);
  let [squares, absolutes] = [0, 0];
  for (let i = 0; i < a.data.length; i++) {
    const difference = a.data[i]! - b.data[i]!;
    squares += difference * difference;
    absolutes += Math.abs(difference);
  }
  return { l2: Math.sqrt(squares), meanAbsolute: absolutes / a.data.length };
}

/** How far the accentuation went in pixel values: `pixelDistance`. */
export const pixels = declareMeasure('pixels', {
  about:
    'difference in pixels: its L2 norm over all pixels and channels, 0 or more, and its mean magnitude, 0 to 1, both in units of [0, 1]',
  comparedWith: 'the photograph',
  compute: pixelDistance,
  needs: ({ photo, accentuation }) => [photo, accentuation],
  row: ({ l2 }) => [FROM_THE_PHOTOGRAPH, `${l2.toPrecision(3)} in pixels (L2)`],
});
