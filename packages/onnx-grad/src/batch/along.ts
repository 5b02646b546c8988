import { sizeOf } from '../graph/tensor.js';
import { type BatchCall, type BatchRule, isHeld } from './call.js';

export const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

/** Works along some axes of its first input, and along all others one element at a time. */
export const alongAxes =
  (
    axes: (c: BatchCall) => readonly number[],
    change: (c: BatchCall, axis: number) => number = (_, a) => a,
  ): BatchRule =>
  (c) => {
    const x = c.inputs[0];
    if (!isHeld(x) || !c.onlyHeld(0)) return undefined;
    const clear = c.clearOf(x, axes(c));
    if (!clear) return undefined;
    const { axis, outer, inner } = clear.place;
    const values = c.emit(c.with({ 0: clear.value }));
    return c.holds(values, { axis: change(c, axis), outer, inner }, clear.value.name === x.value.name);
  };

/** Rows of the first axis, each by itself: convolutions, poolings and what normalizes an image. */
export const rows = alongAxes((c) => range(1, c.call.dims(0).length));

export const axisOf =
  (name: string, fallback: number) =>
  (c: BatchCall): number[] => [c.call.axis(c.call.number(name, fallback), c.call.dims(0).length)];

/** A quantization: by one scale for all, or by one for each index of an axis. */
export const quantizedAxes = (c: BatchCall): number[] =>
  sizeOf(c.call.dims(1)) === 1 ? [] : axisOf('axis', 1)(c);

/** A pooling's second output says where in the whole value an element was, the image before it included. */
export const pooled: BatchRule = (c) => (c.call.node.outputs[1] ? undefined : rows(c));

export const lastAxis = axisOf('axis', -1);
