import type { Expression } from '../ad/expression.js';
import { alongAxes, axisOf, range } from './along.js';
import { type BatchCall, type BatchRule, type Given, type Made, isHeld } from './call.js';
import { padded } from './elementwise.js';
import { type Held, NEW_AXIS, along, heldAt, heldDims, placeIn, repeated } from './place.js';

/** The same elements in another shape. */
export const reshaped: BatchRule = (c) => {
  const x = c.inputs[0];
  if (!isHeld(x)) return undefined;
  const { dims } = c.types[0]!;
  if (c.call.node.operator === 'Squeeze' && isInFront(x) && squeezesFirst(c)) return takenOff(c, x);
  const place = dims.length ? placeIn(dims, x) : NEW_AXIS;
  return place
    ? c.holds([x.value.reshape(heldDims(dims, place, c.count))], place, true)
    : c.joined(c.apart(x));
};

/** Whether images are in front, along an axis that one image has for nothing else. */
const isInFront = ({ dims, place }: Held): boolean => place.axis === 0 && dims[0] === 1;

/** Whether a squeeze takes the first axis off, and leaves others. */
const squeezesFirst = ({ call, types }: BatchCall): boolean =>
  types[0]!.dims.length > 0 &&
  (!call.has(1) || call.intsOf(1).some((axis) => call.axis(axis, call.dims(0).length) === 0));

/** A value without its axis of images, which are along a new one then: what was an image's stays so. */
const takenOff = (c: BatchCall, x: Held): Made =>
  c.holds([c.apart(x).reshape([c.count, ...c.types[0]!.dims])], NEW_AXIS);

export const transposed: BatchRule = (c) => {
  const x = c.inputs[0];
  if (!isHeld(x)) return undefined;
  const held = c.settled(x);
  const rank = held.dims.length;
  const perm = c.call.ints('perm', range(0, rank).reverse());
  const place = { ...held.place, axis: perm.indexOf(held.place.axis) };
  return c.holds(c.emit([held.value], { perm: [...perm] }), place, held === x);
};

export const concatenated: BatchRule = (c) => {
  const { dims } = c.types[0]!;
  const axis = c.call.axis(c.call.number('axis'), dims.length);
  const held = c.held.map(([, x]) => c.settled(x));
  const kept = held.find((x) => x.place.axis !== axis)?.place;
  const free = dims.findIndex((_, i) => i !== axis);
  const given = c.inputs.filter((x): x is Given => x !== undefined);
  if (!kept && free < 0) {
    const parts = given.map((x) => (isHeld(x) ? c.apart(x) : repeated(x, NEW_AXIS, c.count)));
    return c.joined(c.builder.concat(parts, 1));
  }
  const place = kept ?? along(free, dims[free]!);
  const parts = given.map((x) => (isHeld(x) ? heldAt(x, place, c.count) : repeated(x, place, c.count)));
  const same = given.every((x, i) => !isHeld(x) || x.value.name === parts[i]!.name);
  return c.holds(c.emit(parts), place, same);
};

export const split = alongAxes(axisOf('axis', 0));

export const sliced: BatchRule = (c) => {
  const x = c.inputs[0];
  if (!isHeld(x) || !c.onlyHeld(0)) return undefined;
  const rank = x.dims.length;
  const [starts, ends] = [c.call.intsOf(1), c.call.intsOf(2)];
  const axes = c.call.has(3) ? c.call.intsOf(3).map((a) => c.call.axis(a, rank)) : range(0, starts.length);
  const steps = c.call.has(4) ? c.call.intsOf(4) : starts.map(() => 1);
  // an axis that is taken whole is no cut, wherever its images are
  const cuts = range(0, axes.length).filter(
    (i) => !(steps[i] === 1 && c.types[0]!.dims[axes[i]!] === x.dims[axes[i]!]),
  );
  if (!cuts.length) return c.holds([x.value], x.place, true);
  const clear = c.clearOf(
    x,
    cuts.map((i) => axes[i]!),
  );
  if (!clear) return undefined;
  const part = (list: readonly number[]): Expression => c.builder.ints(cuts.map((i) => list[i]!));
  const values = c.emit([clear.value, part(starts), part(ends), part(axes), part(steps)]);
  return c.holds(values, clear.place, clear.value.name === x.value.name);
};

export const gathered: BatchRule = (c) => {
  const [x, index] = c.inputs as [Given, Given];
  const axis = c.call.axis(c.call.number('axis', 0), c.call.dims(0).length);
  if (isHeld(x)) {
    if (isHeld(index)) return undefined;
    if (axis === 0 && index.dims.length === 0 && isInFront(x)) return takenOff(c, x);
    const clear = c.clearOf(x, [axis]);
    if (!clear) {
      // a table over all elements of an image
      return c.joined(c.emit([c.apart(x), index], { axis: axis + 1 }, c.fresh())[0]!);
    }
    const at = clear.place.axis;
    const place = { ...clear.place, axis: at < axis ? at : at + index.dims.length - 1 };
    return c.holds(c.emit(c.with({ 0: clear.value })), place, clear.value.name === x.value.name);
  }
  if (!isHeld(index) || index.place.axis < 0) return undefined;
  return c.holds(c.emit(c.with({})), { ...index.place, axis: axis + index.place.axis }, true);
};

/** The axes that padding touches: pads of both signs may leave one as long as it was. */
export function paddingAxes(c: BatchCall): number[] {
  const rank = c.call.dims(0).length;
  const pads = c.call.intsOf(1);
  const axes = c.call.has(3) ? c.call.intsOf(3).map((a) => c.call.axis(a, rank)) : range(0, rank);
  return axes.filter((_, i) => pads[i] !== 0 || pads[i + axes.length] !== 0);
}

export const tiledAxes = (c: BatchCall): number[] => c.call.intsOf(1).flatMap((r, i) => (r === 1 ? [] : [i]));

export const expanded: BatchRule = (c) => {
  const x = c.inputs[0];
  if (!isHeld(x)) return undefined;
  const { dims } = c.types[0]!;
  const axis = x.place.axis + dims.length - x.dims.length;
  const own = padded(x.dims, dims.length);
  if (x.place.axis >= 0 && own[axis] === dims[axis]) {
    const place = { ...x.place, axis };
    return c.holds(c.emit([x.value, c.builder.ints(heldDims(dims, place, c.count))]), place, true);
  }
  return c.joined(
    c
      .apart(x)
      .reshape([c.count, ...own])
      .expand([c.count, ...dims]),
  );
};
