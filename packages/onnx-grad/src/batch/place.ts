import type { Expression } from '../ad/expression.js';
import { sizeOf } from '../graph/tensor.js';

/**
 * Where a value of several images holds them, against the same value of one image: `outer · inner` is the length of
 * `axis` for one image, and `outer · images · inner` for several. Axis −1 is a new one, before all others.
 */
export interface Place {
  readonly axis: number;
  readonly outer: number;
  readonly inner: number;
}

/** A new first axis: a value of any shape can hold its images there. */
export const NEW_AXIS: Place = { axis: -1, outer: 1, inner: 1 };

/** Images one after the other along an axis that exists. */
export const along = (axis: number, inner: number): Place => ({ axis, outer: 1, inner });

/** Images one after the other in front: along the first axis, or a new one where there is none. */
export const inFront = (dims: readonly number[]): Place => (dims.length ? along(0, dims[0]!) : NEW_AXIS);

/** A value that depends on the image, for several images. */
export interface Held {
  readonly value: Expression;
  /** Its shape for one image. */
  readonly dims: readonly number[];
  readonly place: Place;
  /** Whether the nodes that made it are the model's own, as they are: then the model itself keeps images apart. */
  readonly asInModel: boolean;
}

/**
 * The shape that a value of `dims` has for `count` images.
 * @example heldDims([2, 6, 4], { axis: 1, outer: 1, inner: 6 }, 3); // [2, 18, 4]
 */
export const heldDims = (dims: readonly number[], { axis }: Place, count: number): number[] =>
  axis < 0 ? [count, ...dims] : dims.map((d, i) => (i === axis ? d * count : d));

/** How many elements of a value of one image come before the place that tells images apart: that is its memory layout. */
const before = (dims: readonly number[], { axis, outer }: Place): number =>
  axis < 0 ? 1 : sizeOf(dims.slice(0, axis)) * outer;

/** Whether a value of that shape can hold its images at that place. */
const fits = (dims: readonly number[], { axis, outer, inner }: Place): boolean =>
  axis < 0 || dims[axis] === outer * inner;

/** The value with its images held at another place. */
export function heldAt(held: Held, place: Place, count: number): Expression {
  const { value, dims } = held;
  if (!fits(dims, place)) throw new Error('images cannot be held there');
  const [from, to] = [before(dims, held.place), before(dims, place)];
  const target = heldDims(dims, place, count);
  if (from === to) return value.reshape(target);
  const size = sizeOf(dims);
  const first =
    from === 1
      ? value.reshape([count, size])
      : value
          .reshape([from, count, size / from])
          .transpose([1, 0, 2])
          .reshape([count, size]);
  if (to === 1) return first.reshape(target);
  return first
    .reshape([count, to, size / to])
    .transpose([1, 0, 2])
    .reshape(target);
}

/** The same value held elsewhere. */
export const moved = (held: Held, place: Place, count: number): Held => ({
  ...{ dims: held.dims, place, asInModel: samePlace(held.dims, held.place, place) && held.asInModel },
  value: heldAt(held, place, count),
});

const samePlace = (dims: readonly number[], a: Place, b: Place): boolean =>
  a.axis === b.axis && before(dims, a) === before(dims, b);

/** A value that all images have in common, repeated for each of them at a place of its own shape. */
export function repeated(value: Expression, place: Place, count: number): Expression {
  const { dims } = value;
  if (place.axis < 0) return value.reshape([1, ...dims]).expand([count, ...dims]);
  const [head, tail] = [dims.slice(0, place.axis), dims.slice(place.axis + 1)];
  return value
    .reshape([...head, place.outer, 1, place.inner, ...tail])
    .expand([...head, place.outer, count, place.inner, ...tail])
    .reshape(heldDims(dims, place, count));
}

/** The value of one of the images. */
export function ofImage(held: Held, image: number, count: number): Expression {
  const { dims, place } = held;
  const start = place.axis >= 0 && place.outer === 1 ? held : moved(held, NEW_AXIS, count);
  const { axis, inner } = start.place;
  const at = Math.max(0, axis);
  return start.value.slice(at, image * inner, (image + 1) * inner).reshape(dims);
}

/**
 * Where a value of the same elements in another shape holds its images: in an axis of length 1 where one stands in the
 * right place; undefined where no axis of that shape can tell them apart without moving them.
 */
export function placeIn(dims: readonly number[], held: Pick<Held, 'dims' | 'place'>): Place | undefined {
  const wanted = before(held.dims, held.place);
  let product = 1;
  let found: Place | undefined;
  for (const [axis, d] of dims.entries()) {
    if (product === wanted && d === 1) return { axis, outer: 1, inner: 1 };
    const outer = wanted / product;
    // at the border of two axes either will do: the second, whose images lie one after the other
    if (Number.isInteger(outer) && d % outer === 0) found = { axis, outer, inner: d / outer };
    if (outer < 1) break;
    product *= d;
  }
  return found;
}
