import { sizeOf } from '../graph/tensor.js';
import { alongAxes, axisOf, range } from './along.js';
import { type BatchCall, type BatchRule, isHeld } from './call.js';

/** The axes that a reduction sums over: all of them where none is named. */
function reducedAxes(c: BatchCall): number[] {
  const rank = c.call.dims(0).length;
  const given = c.call.has(1) ? c.call.intsOf(1) : [];
  if (!given.length && c.call.number('noop_with_empty_axes', 0) === 1) return [];
  return given.length ? given.map((a) => c.call.axis(a, rank)) : range(0, rank);
}

/** Where an axis is after others were taken out. */
const without = (axis: number, gone: readonly number[], keep: boolean): number =>
  keep ? axis : axis - gone.filter((a) => a < axis).length;

const reductionAlong = alongAxes(reducedAxes, (c, axis) =>
  without(axis, reducedAxes(c), c.call.number('keepdims', 1) === 1),
);

export const reduced: BatchRule = (c) => {
  const x = c.inputs[0];
  if (!isHeld(x) || !c.onlyHeld(0)) return undefined;
  if (reducedAxes(c).length < x.dims.length || !x.dims.length) return reductionAlong(c);
  // an image becomes one number
  const flat = c.apart(x).reshape([c.count, sizeOf(x.dims)]);
  return c.joined(c.emit([flat, c.builder.ints([1])], { keepdims: 0 }, c.fresh())[0]!);
};

export const searched = alongAxes(axisOf('axis', 0), (c, axis) =>
  without(axis, axisOf('axis', 0)(c), c.call.number('keepdims', 1) === 1),
);
