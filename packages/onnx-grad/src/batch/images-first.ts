import type { Expression } from '../ad/expression.js';
import { GraphError } from '../errors.js';
import { type Held, NEW_AXIS, along, heldAt } from './place.js';

/** What is known of a value of one image, and where it holds several. */
export type HeldShape = Pick<Held, 'dims' | 'place'>;

/** How a value's images come to be first: by a new axis, by their own, or they are there; undefined where they cannot. */
function wayToFront({ dims, place: { axis } }: HeldShape): 'new' | 'moved' | 'there' | undefined {
  if (axis < 0) return 'new';
  if (dims[axis] === 1) return 'moved';
  // one in front is the images' axis, wherever rows of several tokens have left them on the way
  return dims[0] === 1 ? 'there' : undefined;
}

/**
 * The shape of a value with its images along the first axis: a 1 in the network of one image moves there, and a value
 * that has no axis of images gets one.
 * @returns undefined where one image has several rows, so that none of its axes is that of the images alone
 * @example dimsImagesFirst({ dims: [9, 1, 4], place: { axis: 1, outer: 1, inner: 1 } }); // [1, 9, 4]
 */
export function dimsImagesFirst(held: HeldShape): number[] | undefined {
  const { dims, place } = held;
  const way = wayToFront(held);
  if (way === 'moved') return [1, ...dims.filter((_, i) => i !== place.axis)];
  return way && (way === 'new' ? [1, ...dims] : [...dims]);
}

/**
 * Where another axis of a value is once its images are along the first.
 * @example axisImagesFirst({ dims: [9, 1, 4], place: { axis: 1, outer: 1, inner: 1 } }, 0); // 1
 */
export function axisImagesFirst(held: HeldShape, axis: number): number {
  const way = wayToFront(held);
  return way === 'new' || (way === 'moved' && axis < held.place.axis) ? axis + 1 : axis;
}

/**
 * A value, or its gradient, with its images along the first axis: (images, …).
 * @param value as the graph has it, of the shape that `held` says
 * @throws GraphError where the network gives one image several rows
 * @example
 * const images = new Map([['input', [1, 3, 224, 224]]]);
 * const inputs = new Map([['input', builder.input('pictures', 'float32', [4, 3, 224, 224])]]);
 * const found = instantiateEach(builder, model, { inputs, images, count: 4 })('logits');
 * const logits = isHeld(found) ? imagesFirst(found.value, found, 4) : found;
 * logits.dims; // [4, 1000]
 */
export function imagesFirst(value: Expression, held: HeldShape, count: number): Expression {
  checkOneRow(held);
  const { dims, place } = held;
  if (place.axis === 0) return value;
  // a network of one image has no axis of images there
  if (place.axis < 0) return value.reshape([count, ...dims]);
  const there = { ...held, value, asInModel: false };
  if (wayToFront(held) === 'there') return heldAt(there, along(0, 1), count);
  return heldAt(there, NEW_AXIS, count).reshape([count, ...dimsImagesFirst(held)!.slice(1)]);
}

/**
 * Refuses a value that has several rows for one image.
 * @throws GraphError
 * @example checkOneRow({ dims: [4, 10], place: { axis: 0, outer: 1, inner: 4 } }); // throws
 */
export function checkOneRow(held: HeldShape): void {
  if (wayToFront(held)) return;
  const { dims, place } = held;
  throw new GraphError(
    `it has ${dims[place.axis]} rows for one image (${dims.join(', ')}), and so no channels of one image: choose a layer before it`,
  );
}
