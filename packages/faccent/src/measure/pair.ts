import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';

/** @throws FaccentError unless both images have one size, and data to it */
export function checkPair(a: Image, b: Image): void {
  const [height, width] = a.size;
  if (height !== b.size[0] || width !== b.size[1]) {
    throw new FaccentError(
      `images that are compared are of one size, not ${height} × ${width} and ${b.size.join(' × ')}`,
    );
  }
  const area = height * width;
  // a stack has other planes than a photograph
  const planes = Math.max(1, Math.round(a.data.length / area));
  const expected = (planes < 3 && planes !== 2 ? 3 : planes) * area;
  const wrong = [a, b].find(({ data }) => data.length !== expected || expected === 0);
  if (wrong)
    throw new FaccentError(
      `an image of ${height} × ${width} has ${expected} numbers, not ${wrong.data.length}`,
    );
}
