import type { Expression } from '../ad/expression.js';
import { sizeOf } from '../graph/tensor.js';
import { type BatchCall, type BatchRule, type Given, type Made, isHeld } from './call.js';
import { broadcastTo, padded } from './elementwise.js';
import { type Held, NEW_AXIS, along, heldAt, heldDims, placeIn, repeated } from './place.js';

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

/** Works along some axes of its first input, and along all others one element at a time. */
const alongAxes =
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
const rows =
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

/** The same elements in another shape. */
const reshaped: BatchRule = (c) => {
  const x = c.inputs[0];
  if (!isHeld(x)) return undefined;
  const { dims } = c.types[0]!;
  const found = dims.length ? placeIn(dims, x) : NEW_AXIS;
  const place = found ?? along(0, dims[0]!);
  const from = found ? x.value : heldAt(x, NEW_AXIS, c.count);
  return c.holds([from.reshape(heldDims(dims, place, c.count))], place, found !== undefined);
};

const transposed: BatchRule = (c) => {
  const x = c.inputs[0];
  if (!isHeld(x)) return undefined;
  const held = c.settled(x);
  const rank = held.dims.length;
  const perm = c.call.ints('perm', range(0, rank).reverse());
  const place = { ...held.place, axis: perm.indexOf(held.place.axis) };
  return c.holds(c.emit([held.value], { perm: [...perm] }), place, held === x);
};

const axisOf =
  (name: string, fallback: number) =>
  (c: BatchCall): number[] => [c.call.axis(c.call.number(name, fallback), c.call.dims(0).length)];

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

const reduced: BatchRule = (c) => {
  const x = c.inputs[0];
  if (!isHeld(x) || !c.onlyHeld(0)) return undefined;
  if (reducedAxes(c).length < x.dims.length || !x.dims.length) return reductionAlong(c);
  // an image becomes one number
  const flat = c.apart(x).reshape([c.count, sizeOf(x.dims)]);
  const [sum] = c.emit([flat, c.builder.ints([1])], { keepdims: 0 }, c.fresh());
  const { dims } = c.types[0]!;
  const place = dims.length ? along(0, 1) : NEW_AXIS;
  return c.holds([sum!.reshape(heldDims(dims, place, c.count))], place);
};

const searched = alongAxes(axisOf('axis', 0), (c, axis) =>
  without(axis, axisOf('axis', 0)(c), c.call.number('keepdims', 1) === 1),
);

const concatenated: BatchRule = (c) => {
  const { dims } = c.types[0]!;
  const axis = c.call.axis(c.call.number('axis'), dims.length);
  const held = c.held.map(([, x]) => c.settled(x));
  const kept = held.find((x) => x.place.axis !== axis)?.place;
  const free = dims.findIndex((_, i) => i !== axis);
  const given = c.inputs.filter((x): x is Given => x !== undefined);
  if (!kept && free < 0) {
    const parts = given.map((x) => (isHeld(x) ? c.apart(x) : repeated(x, NEW_AXIS, c.count)));
    const whole = c.builder.concat(parts, 1);
    return c.holds([whole.reshape([c.count * dims[0]!])], along(0, dims[0]!));
  }
  const place = kept ?? along(free, dims[free]!);
  const parts = given.map((x) => (isHeld(x) ? heldAt(x, place, c.count) : repeated(x, place, c.count)));
  const same = given.every((x, i) => !isHeld(x) || x.value.name === parts[i]!.name);
  return c.holds(c.emit(parts), place, same);
};

const split = alongAxes(axisOf('axis', 0));

const sliced: BatchRule = (c) => {
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

const gathered: BatchRule = (c) => {
  const [x, index] = c.inputs as [Given, Given];
  const axis = c.call.axis(c.call.number('axis', 0), c.call.dims(0).length);
  if (isHeld(x)) {
    if (isHeld(index)) return undefined;
    const clear = c.clearOf(x, [axis]);
    if (!clear) {
      // a table over all elements of an image
      const read = c.emit([c.apart(x), index], { axis: axis + 1 }, c.fresh())[0]!;
      const { dims } = c.types[0]!;
      const place = dims.length ? along(0, dims[0]!) : NEW_AXIS;
      return c.holds([read.reshape(heldDims(dims, place, c.count))], place);
    }
    const at = clear.place.axis;
    const place = { ...clear.place, axis: at < axis ? at : at + index.dims.length - 1 };
    return c.holds(c.emit(c.with({ 0: clear.value })), place, clear.value.name === x.value.name);
  }
  if (!isHeld(index) || index.place.axis < 0) return undefined;
  return c.holds(c.emit(c.with({})), { ...index.place, axis: axis + index.place.axis }, true);
};

/** The axes that padding changes. */
function paddedAxes(c: BatchCall): number[] {
  const given = c.call.dims(0);
  return given.flatMap((d, i) => (c.types[0]!.dims[i] === d ? [] : [i]));
}

/** Pads of both signs may leave an axis as long as it was. */
function paddingAxes(c: BatchCall): number[] {
  const rank = c.call.dims(0).length;
  const pads = c.call.intsOf(1);
  const axes = c.call.has(3) ? c.call.intsOf(3).map((a) => c.call.axis(a, rank)) : range(0, rank);
  const touched = axes.filter((_, i) => pads[i] !== 0 || pads[i + axes.length] !== 0);
  return [...new Set([...touched, ...paddedAxes(c)])];
}

const tiledAxes = (c: BatchCall): number[] => c.call.intsOf(1).flatMap((r, i) => (r === 1 ? [] : [i]));

const expanded: BatchRule = (c) => {
  const x = c.inputs[0];
  if (!isHeld(x)) return undefined;
  const { dims } = c.types[0]!;
  const axis = x.place.axis + dims.length - x.dims.length;
  const own = padded(x.dims, dims.length);
  if (x.place.axis >= 0 && own[axis] === dims[axis]) {
    const place = { ...x.place, axis };
    return c.holds(c.emit([x.value, c.builder.ints(heldDims(dims, place, c.count))]), place, true);
  }
  const apart = c.apart(x).reshape([c.count, ...own]);
  const place = dims.length ? along(0, dims[0]!) : NEW_AXIS;
  return c.holds([apart.expand([c.count, ...dims]).reshape(heldDims(dims, place, c.count))], place);
};

const multiplied: BatchRule = (c) => {
  const [a, b] = c.inputs as [Given, Given];
  const { dims } = c.types[0]!;
  const rank = dims.length;
  if (a.dims.length < 2 || b.dims.length < 2) return undefined;
  const direct = (x: Held, other: Given): Made | undefined => {
    const { axis } = x.place;
    const lead = axis >= 0 && axis < x.dims.length - 2;
    const at = axis + rank - x.dims.length;
    if (isHeld(other)) {
      const alike =
        lead &&
        x.dims.length === other.dims.length &&
        other.place.axis === axis &&
        other.dims[axis] === x.dims[axis] &&
        other.place.outer === x.place.outer;
      return alike ? c.holds(c.emit(c.with({})), x.place, true) : undefined;
    }
    // rows of the first matrix, columns of the second: each by itself
    const free = x === a ? x.dims.length - 2 : x.dims.length - 1;
    if (axis === free) {
      const { outer, inner } = x.place;
      return c.holds(c.emit(c.with({})), { axis: x === a ? rank - 2 : rank - 1, outer, inner }, true);
    }
    const others = other.dims[axis + other.dims.length - x.dims.length] ?? 1;
    return lead && others === 1 ? c.holds(c.emit(c.with({})), { ...x.place, axis: at }, true) : undefined;
  };
  const first = isHeld(a) ? direct(a, b) : direct(b as Held, a);
  if (first) return first;
  // one matrix of each image along a new first axis
  const apart = (x: Given): Expression =>
    isHeld(x) ? c.apart(x).reshape([c.count, ...padded(x.dims, rank)]) : x;
  const [product] = c.emit([apart(a), apart(b)], {}, c.fresh());
  const place = along(0, dims[0]!);
  return c.holds([product!.reshape(heldDims(dims, place, c.count))], place);
};

const gemm: BatchRule = (c) => {
  const [a, , bias] = c.inputs;
  if (!isHeld(a) || !c.onlyHeld(0)) return undefined;
  const transposedA = c.call.number('transA', 0) === 1;
  const clear = c.clearOf(a, [transposedA ? 0 : 1])!;
  const { outer, inner } = clear.place;
  const place = { axis: 0, outer, inner };
  const { dims } = c.types[0]!;
  const shift = bias ? broadcastTo(bias, dims, place, c.count) : undefined;
  const changed: Record<number, Expression> = shift ? { 0: clear.value, 2: shift.value } : { 0: clear.value };
  const same = clear.value.name === a.value.name && (shift?.asInModel ?? true);
  return c.holds(c.emit(c.with(changed)), place, same);
};

/** A quantization: by one scale for all, or by one for each index of an axis. */
const quantizedAxes = (c: BatchCall): number[] => (sizeOf(c.call.dims(1)) === 1 ? [] : axisOf('axis', 1)(c));

/** A pooling's second output says where in the whole value an element was, the image before it included. */
const pooled: BatchRule = (c) => (c.types.length > 1 && c.call.node.outputs[1] ? undefined : rows()(c));

/** With statistics of the batch, images would be mixed. */
const normalizedByOwn: BatchRule = (c) => (c.call.number('training_mode', 0) === 1 ? undefined : rows()(c));

const trailing = (c: BatchCall): number[] => {
  const rank = c.call.dims(0).length;
  return range(c.call.axis(c.call.number('axis', -1), rank), rank);
};

const lastAxis = axisOf('axis', -1);

/**
 * How operators work on several images at once, by name. Any other operator is run for one image at a time, which is
 * slower and as right; what is declared elementwise needs no entry.
 */
export const batchRules: Readonly<Record<string, BatchRule>> = {
  ...Object.fromEntries(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze'].map((name) => [name, reshaped])),
  ...Object.fromEntries(
    ['Sum', 'Mean', 'Max', 'Min', 'Prod', 'L1', 'L2', 'SumSquare', 'LogSum', 'LogSumExp'].map((name) => [
      `Reduce${name}`,
      reduced,
    ]),
  ),
  ...Object.fromEntries(
    ['Conv', 'AveragePool', 'LpPool', 'GlobalAveragePool', 'GlobalMaxPool', 'GlobalLpPool'].map((name) => [
      name,
      rows(),
    ]),
  ),
  ConvTranspose: rows(),
  MaxPool: pooled,
  InstanceNormalization: rows(),
  LRN: rows(),
  BatchNormalization: normalizedByOwn,
  DepthToSpace: rows(),
  SpaceToDepth: rows(),
  GridSample: rows(0, 1),
  Transpose: transposed,
  Concat: concatenated,
  Split: split,
  Slice: sliced,
  Gather: gathered,
  Expand: expanded,
  Tile: alongAxes(tiledAxes),
  Pad: alongAxes(paddingAxes),
  MatMul: multiplied,
  Gemm: gemm,
  Softmax: alongAxes(lastAxis),
  LogSoftmax: alongAxes(lastAxis),
  Hardmax: alongAxes(lastAxis),
  LpNormalization: alongAxes(lastAxis),
  TopK: alongAxes(lastAxis),
  CumSum: alongAxes((c) => [c.call.axis(c.call.intsOf(1)[0]!, c.call.dims(0).length)]),
  ArgMax: searched,
  ArgMin: searched,
  LayerNormalization: alongAxes(trailing),
  Trilu: alongAxes((c) => range(c.call.dims(0).length - 2, c.call.dims(0).length)),
  QuantizeLinear: alongAxes(quantizedAxes),
  DequantizeLinear: alongAxes(quantizedAxes),
};
