import { sizeOf } from '../graph/tensor.js';
import { reducedAxes } from '../operators/reduction.js';
import { alongAxes, axisOf } from './along.js';
import { type BatchRule, isHeld } from './call.js';

/** Where an axis is after others were taken out. */
const without = (axis: number, gone: readonly number[], keep: boolean): number =>
  keep ? axis : axis - gone.filter((a) => a < axis).length;

const reductionAlong = alongAxes(
  ({ call }) => reducedAxes(call),
  (c, axis) => without(axis, reducedAxes(c.call), c.call.number('keepdims', 1) === 1),
);

export const reduced: BatchRule = (c) => {
  const x = c.inputs[0];
  if (!isHeld(x) || !c.onlyHeld(0)) return undefined;
  if (reducedAxes(c.call).length < x.dims.length || !x.dims.length) return reductionAlong(c);
  // an image becomes one number
  const flat = c.apart(x).reshape([c.count, sizeOf(x.dims)]);
  return c.joined(c.emit([flat, c.builder.ints([1])], { keepdims: 0 }, c.fresh())[0]!);
};

export const searched = alongAxes(axisOf('axis', 0), (c, axis) =>
  without(axis, axisOf('axis', 0)(c), c.call.number('keepdims', 1) === 1),
);
