import type { Expression } from '../ad/expression.js';
import { sizeOf } from '../graph/tensor.js';
import { type BatchCall, type BatchRule, isHeld } from './call.js';
import { type Held, along, heldAt, repeated } from './place.js';

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
export const rows =
  (...data: readonly number[]): BatchRule =>
  (c) => {
    const own = data.length ? data : [0];
    if (!c.onlyHeld(...own) || !isHeld(c.inputs[own[0]!])) return undefined;
    const length = c.call.dims(own[0]!)[0]!;
    const place = along(0, length);
    const changed: Record<number, Expression> = {};
    let same = true;
    for (const i of own) {
      const x = c.inputs[i];
      if (!x) continue;
      // of several inputs of one length, rows that all images have in common are repeated
      if (x.dims[0] !== length) return undefined;
      const single = own.length === 1 && isHeld(x) && x.place.axis === 0 ? x.value : undefined;
      changed[i] = single ?? (isHeld(x) ? heldAt(x, place, c.count) : repeated(x, place, c.count));
      same &&= isHeld(x) && changed[i].name === x.value.name;
    }
    const first = c.inputs[own[0]!] as Held;
    const there = own.length === 1 && first.place.axis === 0 ? first.place : place;
    return c.holds(c.emit(c.with(changed)), there, same);
  };

export const axisOf =
  (name: string, fallback: number) =>
  (c: BatchCall): number[] => [c.call.axis(c.call.number(name, fallback), c.call.dims(0).length)];

/** A quantization: by one scale for all, or by one for each index of an axis. */
export const quantizedAxes = (c: BatchCall): number[] =>
  sizeOf(c.call.dims(1)) === 1 ? [] : axisOf('axis', 1)(c);

/** A pooling's second output says where in the whole value an element was, the image before it included. */
export const pooled: BatchRule = (c) =>
  c.types.length > 1 && c.call.node.outputs[1] ? undefined : rows()(c);

/** With statistics of the batch, images would be mixed. */
export const normalizedByOwn: BatchRule = (c) =>
  c.call.number('training_mode', 0) === 1 ? undefined : rows()(c);

export const trailing = (c: BatchCall): number[] => {
  const rank = c.call.dims(0).length;
  return range(c.call.axis(c.call.number('axis', -1), rank), rank);
};

export const lastAxis = axisOf('axis', -1);
