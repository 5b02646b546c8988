import { sizeOf, stridesOf } from '../graph/tensor.js';
import { broadcastDims, broadcastStrides, strided } from './arrays.js';
import { sumTo } from './elementwise.js';
import type { Call, OperatorTable, Primitive } from './operator.js';
import type { Traits } from './traits.js';

/** The shape that Reshape's `target` names: 0 copies a dimension (unless `allowzero`), -1 is what is left. */
function reshapedDims(call: Call): number[] {
  const from = call.dims(0);
  const allowZero = call.number('allowzero', 0) === 1;
  const dims = call.intsOf(1).map((d, i) => (d === 0 && !allowZero ? (from[i] ?? 0) : d));
  const size = sizeOf(from);
  const open = dims.indexOf(-1);
  if (open >= 0) dims[open] = size / sizeOf(dims.filter((_, i) => i !== open));
  if (sizeOf(dims) !== size || !dims.every((d) => Number.isInteger(d) && d >= 0)) {
    throw call.error(`cannot reshape [${from.join(', ')}] to [${call.intsOf(1).join(', ')}]`);
  }
  return dims;
}

function flattenedDims(call: Call): number[] {
  const dims = call.dims(0);
  const axis = call.number('axis', 1);
  const at = axis < 0 ? axis + dims.length : axis;
  return [sizeOf(dims.slice(0, at)), sizeOf(dims.slice(at))];
}

function unsqueezedDims(call: Call): number[] {
  const rank = call.dims(0).length + call.intsOf(1).length;
  const axes = new Set(call.intsOf(1).map((a) => call.axis(a, rank)));
  const rest = [...call.dims(0)];
  return Array.from({ length: rank }, (_, i) => (axes.has(i) ? 1 : rest.shift()!));
}

function squeezedDims(call: Call): number[] {
  const dims = call.dims(0);
  if (!call.has(1)) return dims.filter((d) => d !== 1);
  const axes = new Set(call.intsOf(1).map((a) => call.axis(a, dims.length)));
  for (const a of axes)
    if (dims[a] !== 1) throw call.error(`cannot squeeze axis ${a} of [${dims.join(', ')}]`);
  return dims.filter((_, i) => !axes.has(i));
}

/** An operator that keeps the elements in their order and changes the shape alone. */
function reshaping(dims: (call: Call) => number[], traits: Traits = {}): Primitive {
  return {
    ...traits,
    infer: (call) => [{ type: call.input(0).type, dims: dims(call) }],
    evaluate: (_, [x], [type]) => [x!.reshaped(type!.dims)],
    gradient: ({ inputs, cotangent }) => [cotangent.reshape(inputs[0]!.dims)],
  };
}

/** Operators that change the shape of a value and not the order of its elements; some repeat them. */
export const reshapes: OperatorTable = {
  Reshape: reshaping(reshapedDims, { rectified: 'keeps' }),
  Flatten: reshaping(flattenedDims, { rectified: 'keeps' }),
  Unsqueeze: reshaping(unsqueezedDims, { plumbing: true }),
  Squeeze: reshaping(squeezedDims, { plumbing: true }),
  Expand: {
    infer: (call) => {
      const dims = broadcastDims([call.dims(0), call.intsOf(1)]);
      if (!dims)
        throw call.error(`cannot expand [${call.dims(0).join(', ')}] to [${call.intsOf(1).join(', ')}]`);
      return [{ type: call.input(0).type, dims }];
    },
    evaluate: (_, [x], [type]) => [strided(x!, type!.dims, broadcastStrides(x!.dims, type!.dims))],
    gradient: ({ inputs, cotangent }) => [sumTo(cotangent, inputs[0]!.dims)],
  },
  Tile: {
    infer: (call) => {
      const repeats = call.intsOf(1);
      return [{ type: call.input(0).type, dims: call.dims(0).map((d, i) => d * repeats[i]!) }];
    },
    evaluate: (call, [x], [type]) => {
      const repeats = call.intsOf(1);
      const strides = stridesOf(x!.dims);
      return [
        strided(
          x!,
          x!.dims.flatMap((d, i) => [repeats[i]!, d]),
          strides.flatMap((s) => [0, s]),
        ).reshaped(type!.dims),
      ];
    },
    gradient: ({ call, inputs, cotangent }) => {
      const repeats = call.intsOf(1);
      const dims = inputs[0]!.dims;
      return [
        cotangent
          .reshape(dims.flatMap((d, i) => [repeats[i]!, d]))
          .sum(dims.map((_, i) => 2 * i))
          .reshape(dims),
      ];
    },
  },
};
