import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';

/** How far apart two images are, over all pixels and channels, in units of [0, 1]. */
export interface PixelDistance {
  /** Square root of the sum of squared differences, 0 or more; as the radius of the ball constraint. */
  readonly l2: number;
  /** Mean absolute difference, in [0, 1]. */
  readonly meanAbsolute: number;
}

/**
 * Distance of two images of one size in pixel values.
 * @throws FaccentError if they differ in size, or data do not fit the size
 * @example pixelDistance(photo, accentuation.image).l2
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

/** @throws FaccentError unless both images have one size, and data to it */
export function checkPair(a: Image, b: Image): void {
  const [height, width] = a.size;
  if (height !== b.size[0] || width !== b.size[1]) {
    throw new FaccentError(
      `images that are compared are of one size, not ${height} × ${width} and ${b.size.join(' × ')}`,
    );
  }
  const expected = 3 * height * width;
  const wrong = [a, b].find(({ data }) => data.length !== expected || expected === 0);
  if (wrong)
    throw new FaccentError(
      `an image of ${height} × ${width} has ${expected} numbers, not ${wrong.data.length}`,
    );
}
