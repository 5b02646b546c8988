import type { Expression } from '../ad/expression.js';
import { sizeOf } from '../graph/tensor.js';
import { type BatchRule, type Given, isHeld } from './call.js';
import { type Held, NEW_AXIS, type Place, heldAt, heldDims, repeated } from './place.js';

/** Inputs that an operator takes as one number for all elements. */
const SCALARS: Readonly<Record<string, readonly number[]>> = { Clip: [1, 2], Dropout: [1, 2] };

/** A shape with as many axes as asked for: new ones come first, of length 1. */
export const padded = (dims: readonly number[], rank: number): number[] => [
  ...Array.from({ length: Math.max(0, rank - dims.length) }, () => 1),
  ...dims,
];

/** The place that most of the data has, in a result of that rank. */
export function commonPlace(held: readonly Held[], dims: readonly number[]): Place {
  const rank = dims.length;
  const largest = [...held].sort((a, b) => sizeOf(b.dims) - sizeOf(a.dims));
  for (const { place, dims: own } of largest) {
    const axis = place.axis + rank - own.length;
    if (place.axis >= 0 && own[place.axis] === dims[axis]) return { ...place, axis };
  }
  return NEW_AXIS;
}

/** What is given, so that it broadcasts to a result of shape `dims` whose images are held at `place`. */
export function broadcastTo(
  given: Given,
  dims: readonly number[],
  place: Place,
  count: number,
): { value: Expression; asInModel: boolean } {
  const own = padded(given.dims, dims.length);
  const { axis } = place;
  if (!isHeld(given)) {
    return axis < 0 || own[axis] === 1
      ? { value: given, asInModel: true }
      : { value: repeated(given.reshape(own), place, count), asInModel: false };
  }
  const held = padPlace(given, dims.length, count);
  if (axis < 0) return { value: heldAt(held, NEW_AXIS, count), asInModel: false };
  if (own[axis] === dims[axis]) {
    const value = heldAt(held, place, count);
    return { value, asInModel: given.asInModel && value.name === given.value.name };
  }
  // one element of each image, where the result has several
  const target = dims.map((d, i) => (i === axis ? d : own[i]!));
  const [head, tail] = [own.slice(0, axis), own.slice(axis + 1)];
  const value = heldAt(held, { axis, outer: 1, inner: 1 }, count)
    .reshape([...head, 1, count, 1, ...tail])
    .expand([...head, place.outer, count, place.inner, ...tail])
    .reshape(heldDims(target, place, count));
  return { value, asInModel: false };
}

/** The same with as many axes as asked for; its own name where its elements need not be written otherwise. */
function padPlace(held: Held, rank: number, count: number): Held {
  const extra = rank - held.dims.length;
  if (extra <= 0) return held;
  const dims = padded(held.dims, rank);
  const axis = held.place.axis < 0 ? -1 : held.place.axis + extra;
  const place = { ...held.place, axis };
  return { ...held, dims, place, value: held.value.reshape(heldDims(dims, place, count)) };
}

/** Element by element, operands broadcast. */
export const elementwise: BatchRule = (c) => {
  const held = c.held;
  const scalars = SCALARS[c.call.node.operator] ?? [];
  if (held.some(([i]) => scalars.includes(i))) return undefined;
  const { dims } = c.types[0]!;
  const place = commonPlace(
    held.map(([, x]) => x),
    dims,
  );
  const operands = c.inputs.map((x, i) =>
    x === undefined || scalars.includes(i)
      ? x && { value: x as Expression, asInModel: true }
      : broadcastTo(x, dims, place, c.count),
  );
  const values = c.emit(operands.map((x) => x?.value));
  return c.holds(
    values,
    place,
    operands.every((x) => x?.asInModel ?? true),
  );
};
