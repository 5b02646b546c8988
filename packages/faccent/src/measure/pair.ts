import { FaccentError } from '../errors.js';
import { type Image, planesOf } from '../image/image.js';

/** @throws FaccentError unless both images have one size, and data to it */
export function checkPair(a: Image, b: Image): void {
  const [height, width] = a.size;
  if (height !== b.size[0] || width !== b.size[1]) {
    throw new FaccentError(
      `images that are compared are of one size, not ${height} × ${width} and ${b.size.join(' × ')}`,
    );
  }
  // a stack has other planes than a photograph's three, but more than one
  const planes = planesOf(a);
  const expected = (Number.isInteger(planes) && planes > 1 ? planes : 3) * height * width;
  const wrong = [a, b].find(({ data }) => data.length !== expected || expected === 0);
  if (wrong)
    throw new FaccentError(
      `an image of ${height} × ${width} has ${expected} numbers, not ${wrong.data.length}`,
    );
}
