import type { Expression } from '../ad/expression.js';
import { Tensor, sizeOf } from '../graph/tensor.js';
import { elementOffsets, rows, slicesOf } from './indices.js';
import type { Call, OperatorTable } from './operator.js';
import { scatterAdd } from './scatter-add.js';

/** How many leading axes a value and the places in it have in common. */
function batchOf(call: Call): number {
  const batch = call.number('batch_dims', 0);
  if (!(Number.isInteger(batch) && batch >= 0 && batch < Math.min(call.dims(0).length, call.dims(1).length)))
    throw call.error(`has ${batch} axes of the batch`);
  return batch;
}

function gatherIndices(call: Call, length: number): number[] {
  return call.intsOf(1).map((i) => {
    const at = i < 0 ? i + length : i;
    if (at < 0 || at >= length) throw call.error(`reads index ${i} of an axis of length ${length}`);
    return at;
  });
}

/** Slices of a cotangent added up at indices of an axis that the image settles. */
function addAt(x: Expression, axis: number, indices: Expression, flat: Expression): Expression {
  const along = flat.dims.map((d, i) => (i === axis ? d : 1));
  const everywhere = indices.reshape(along).expand(flat.dims);
  const b = x.builder;
  return b.apply('ScatterElements', [b.zeros(x), everywhere, flat], { axis, reduction: 'add' });
}

/** Slices of a cotangent added up at places that the image settles, each given by its leading coordinates. */
function addAtPlaces(x: Expression, places: Expression, cotangent: Expression, batch: number): Expression {
  const b = x.builder;
  const shape = places.dims.slice(0, -1);
  const own = Array.from({ length: batch }, (_, axis) => {
    const along = shape.map((d, i) => (i === axis ? d : 1));
    const counted = Tensor.of(
      places.type,
      along,
      Array.from({ length: shape[axis]! }, (_, i) => i),
    );
    return b.constant(counted).expand(shape).unsqueeze(shape.length);
  });
  const whole = b.concat([...own, places], shape.length);
  return b.apply('ScatterND', [b.zeros(x), whole, cotangent], { reduction: 'add' });
}

/** Operators that read elements at indices. */
export const gathers: OperatorTable = {
  Gather: {
    plumbing: true,
    infer: (call) => {
      const dims = call.dims(0);
      const axis = call.axis(call.number('axis', 0), dims.length);
      return [
        {
          type: call.input(0).type,
          dims: [...dims.slice(0, axis), ...call.dims(1), ...dims.slice(axis + 1)],
        },
      ];
    },
    evaluate: (call, [x, index], [type]) => {
      const dims = x!.dims;
      const axis = call.axis(call.number('axis', 0), dims.length);
      const at = gatherIndices(call, dims[axis]!);
      const inner = sizeOf(dims.slice(axis + 1));
      const outer = sizeOf(dims.slice(0, axis));
      const out = new Float64Array(outer * index!.size * inner);
      let to = 0;
      for (let o = 0; o < outer; o++) {
        for (const i of at) {
          for (let k = 0; k < inner; k++) out[to++] = x!.numbers[(o * dims[axis]! + i) * inner + k]!;
        }
      }
      return [Tensor.of(type!.type, type!.dims, out)];
    },
    gradient: ({ call, inputs, cotangent }) => {
      const dims = inputs[0]!.dims;
      const axis = call.axis(call.number('axis', 0), dims.length);
      const count = sizeOf(call.dims(1));
      const flat = cotangent.reshape([...dims.slice(0, axis), count, ...dims.slice(axis + 1)]);
      if (!call.constant(1)) return [addAt(inputs[0]!, axis, inputs[1]!, flat)];
      const at = gatherIndices(call, dims[axis]!);
      if (at.length > 1) return [scatterAdd(flat, axis, at, dims[axis]!)];
      const before = dims.map((_, i) => (i === axis ? at[0]! : 0));
      return [
        flat.pad(
          before,
          dims.map((d, i) => (i === axis ? d - 1 - at[0]! : 0)),
        ),
      ];
    },
  },
  GatherElements: {
    since: 11,
    infer: (call) => [{ type: call.input(0).type, dims: call.dims(1) }],
    evaluate: (call, [data, indices], [type]) => [
      Tensor.of(
        type!.type,
        type!.dims,
        elementOffsets(call, data!.dims, indices!).map((o) => data!.numbers[o]!),
      ),
    ],
    gradient: ({ call, inputs, cotangent }) => {
      const [data, indices] = inputs as [Expression, Expression];
      const b = data.builder;
      const axis = call.number('axis', 0);
      return [b.apply('ScatterElements', [b.zeros(data), indices, cotangent], { axis, reduction: 'add' })];
    },
  },
  GatherND: {
    since: 11,
    infer: (call) => {
      const [dims, index] = [call.dims(0), call.dims(1)];
      const depth = index.at(-1)!;
      const batch = batchOf(call);
      if (!(depth >= 1 && batch + depth <= dims.length))
        throw call.error(
          `reads places of ${depth} coordinates in a value of ${dims.length} axes, ${batch} of the batch`,
        );
      return [{ type: call.input(0).type, dims: [...index.slice(0, -1), ...dims.slice(batch + depth)] }];
    },
    evaluate: (call, [data, indices], [type]) => {
      const { starts, size } = slicesOf(call, data!.dims, indices!, batchOf(call));
      return [
        Tensor.of(
          type!.type,
          type!.dims,
          starts.flatMap((s) => [...data!.numbers.subarray(s, s + size)]),
        ),
      ];
    },
    gradient: ({ call, inputs, cotangent }) => {
      const dims = inputs[0]!.dims;
      const known = call.constant(1);
      if (!known) return [addAtPlaces(inputs[0]!, inputs[1]!, cotangent, batchOf(call))];
      const { starts, size } = slicesOf(call, dims, known, batchOf(call));
      const index = starts.map((s) => s / size);
      return [scatterAdd(rows(cotangent, size), 0, index, sizeOf(dims) / size).reshape(dims)];
    },
  },
};
