import { pearson } from '../attribution/agreement.js';
import type { Image, Size } from '../image/image.js';
import { resizedPlane } from '../image/stack.js';
import { groupedBy } from '../math/grouped.js';
import { meanOf } from '../math/middle.js';
import type { AuditedPicture } from './evidence.js';
import type { Eyes } from './eyes.js';

/** Squares along the longer side of what is compared by where: finer ones say which pixel. */
const SQUARES = 14;

/** The cosine of the angle between two changes; NaN where one is none. */
function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [both, ofA, ofB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    both += a[i]! * b[i]!;
    ofA += a[i]! ** 2;
    ofB += b[i]! ** 2;
  }
  return ofA === 0 || ofB === 0 ? NaN : both / Math.sqrt(ofA * ofB);
}

const coarse = ([height, width]: Size): Size => {
  const scale = Math.min(1, SQUARES / Math.max(height, width));
  return [Math.max(1, Math.round(height * scale)), Math.max(1, Math.round(width * scale))];
};

/** Planes (n, height, width) on coarse squares. */
function onSquares(planes: Float32Array, size: Size): Float32Array {
  const area = size[0] * size[1];
  const to = coarse(size);
  const made = new Float32Array((planes.length / area) * to[0] * to[1]);
  for (let at = 0; at < planes.length; at += area)
    made.set(resizedPlane(planes.slice(at, at + area), size, to), (at / area) * to[0] * to[1]);
  return made;
}

/** What is made of a picture once, however many it is compared with. */
function remembered<V>(make: (picture: AuditedPicture) => V): (picture: AuditedPicture) => V {
  const known = new WeakMap<AuditedPicture, { readonly made: V }>();
  return (picture) => {
    const found = known.get(picture) ?? { made: make(picture) };
    known.set(picture, found);
    return found.made;
  };
}

/** Where an accentuation looked: its opacity on coarse squares, the planes of a pixel together. */
const whereOf = remembered(({ result }): Float64Array => {
  const { size } = result.image;
  const squares = onSquares(result.opacity, size);
  const [height, width] = coarse(size);
  const area = height * width;
  return Float64Array.from({ length: area }, (_, i) => {
    let sum = 0;
    for (let at = i; at < squares.length; at += area) sum += squares[at]!;
    return sum;
  });
});

/** What an accentuation did to the picture, on coarse squares: noise of single pixels does not count. */
function lookOf({ result, photograph }: AuditedPicture, photographs: readonly Image[]): Float32Array {
  const before = photographs[photograph]!.data;
  return onSquares(
    result.image.data.map((v, i) => v - before[i]!),
    result.image.size,
  );
}

/** How alike two accentuations are. */
export type Alike = (a: AuditedPicture, b: AuditedPicture) => Promise<number>;

/** As a network sees what they changed: the cosine of both changes of a layer's channels. */
export const seenAlike =
  (eyes: Eyes, photographs: readonly Image[]): Alike =>
  async (a, b) => {
    const [x, y] = await Promise.all(
      [a, b].map(({ photograph, result }) => eyes.change(photographs[photograph]!, result.image)),
    );
    return cosine(x!, y!);
  };

/** By what changed in the picture, coarsely: a cosine. */
export const madeAlike = (photographs: readonly Image[]): Alike => {
  const look = remembered((picture) => lookOf(picture, photographs));
  return (a, b) => Promise.resolve(cosine(look(a), look(b)));
};

/** By where they looked: Pearson's correlation of opacity on coarse squares. */
export const placedAlike: Alike = (a, b) => Promise.resolve(pearson(whereOf(a), whereOf(b)));

/** How alike the two of each pair are. */
export const likenesses = (
  among: readonly (readonly [AuditedPicture, AuditedPicture])[],
  alike: Alike,
): Promise<number[]> => Promise.all(among.map(([a, b]) => alike(a, b)));

/** Whether a pair counts. */
type Count = (a: AuditedPicture, b: AuditedPicture) => boolean;

/** Pairs of two, each pair once, of the same photograph. */
export function pairs(among: readonly AuditedPicture[], count: Count): [AuditedPicture, AuditedPicture][] {
  return among.flatMap((a, i) =>
    among
      .slice(i + 1)
      .filter((b) => a.photograph === b.photograph && count(a, b))
      .map((b): [AuditedPicture, AuditedPicture] => [a, b]),
  );
}

/**
 * How alike pictures of different features are: a null distribution, with one number for each two features, the mean over
 * their pairs, as what it is compared with is a mean over pairs.
 * @param count which pairs; all by default
 */
export async function differentFeatures(
  pictures: readonly AuditedPicture[],
  alike: Alike,
  count: Count = () => true,
): Promise<number[]> {
  const different = pairs(pictures, (a, b) => a.feature !== b.feature && count(a, b));
  const byTwo = groupedBy(different, (pair) => pair.map(({ feature }) => feature.unit).join());
  return Promise.all([...byTwo.values()].map(async (two) => meanOf(await likenesses(two, alike))));
}
