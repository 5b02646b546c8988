import type { Expression } from '../ad/expression.js';
import { GraphError } from '../errors.js';
import { type Held, NEW_AXIS, along, heldAt } from './place.js';

/** What is known of a value of one image, and where it holds several. */
export type HeldShape = Pick<Held, 'dims' | 'place'>;

/**
 * The shape of a value with its images along the first axis: a 1 in the network of one image moves there, and a value
 * that has no axis of images gets one.
 * @returns undefined where one image has several rows, so that none of its axes is that of the images alone
 * @example dimsImagesFirst({ dims: [9, 1, 4], place: { axis: 1, outer: 1, inner: 1 } }) // [1, 9, 4]
 */
export function dimsImagesFirst({ dims, place }: HeldShape): number[] | undefined {
  const { axis } = place;
  if (axis < 0) return [1, ...dims];
  // one in front is the images' axis, wherever rows of several tokens have left them on the way
  if (dims[axis] !== 1) return dims[0] === 1 ? [...dims] : undefined;
  return [1, ...dims.filter((_, i) => i !== axis)];
}

/**
 * A value, or its gradient, with its images along the first axis: (images, …).
 * @param value as the graph has it, of the shape that `held` says
 * @throws GraphError where the network gives one image several rows
 * @example const given = find('tokens'); if (isHeld(given)) imagesFirst(given.value, given, 4)
 */
export function imagesFirst(value: Expression, held: HeldShape, count: number): Expression {
  const dims = dimsImagesFirst(held);
  if (!dims) {
    throw new GraphError(
      `it has ${held.dims[held.place.axis]} rows for one image (${held.dims.join(', ')}), and so no channels of one image`,
    );
  }
  const { axis } = held.place;
  if (axis === 0) return value;
  if (axis > 0 && held.dims[axis] !== 1)
    return heldAt({ ...held, value, asInModel: false }, along(0, 1), count);
  // a network of one image has no axis of images there
  if (axis < 0) return value.reshape([count, ...held.dims]);
  return heldAt({ ...held, value, asInModel: false }, NEW_AXIS, count).reshape([count, ...dims.slice(1)]);
}
