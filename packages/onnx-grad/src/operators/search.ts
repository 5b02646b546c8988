import type { Expression } from '../ad/expression.js';
import { Tensor, sizeOf, stridesOf } from '../graph/tensor.js';
import type { Call, OperatorTable, Primitive } from './operator.js';

/** Where the best element along an axis is. */
function argExtreme(better: (a: number, b: number) => boolean): Primitive {
  const axisOf = (call: Call): number => call.axis(call.number('axis', 0), call.dims(0).length);
  return {
    infer: (call) => {
      const axis = axisOf(call);
      const keep = call.number('keepdims', 1) === 1;
      const dims = call.dims(0).flatMap((d, i) => (i !== axis ? [d] : keep ? [1] : []));
      return [{ type: 'int64', dims }];
    },
    evaluate: (call, [x], [type]) => {
      const axis = axisOf(call);
      const length = x!.dims[axis]!;
      const inner = sizeOf(x!.dims.slice(axis + 1));
      const last = call.number('select_last_index', 0) === 1;
      const out = Array.from({ length: x!.size / length }, (_, o) => {
        const start = Math.floor(o / inner) * length * inner + (o % inner);
        let best = 0;
        for (let k = 1; k < length; k++) {
          const [value, held] = [x!.numbers[start + k * inner]!, x!.numbers[start + best * inner]!];
          if (better(value, held) || (last && value === held)) best = k;
        }
        return best;
      });
      return [Tensor.of('int64', type!.dims, out)];
    },
    gradient: 'stops',
  };
}

/** The order of the elements along the axis, best first; of equal ones the first comes first. */
function ranked(call: Call, x: Tensor): { axis: number; k: number; lines: number[][] } {
  const axis = call.axis(call.number('axis', -1), x.dims.length);
  const k = call.intsOf(1)[0]!;
  const sign = call.number('largest', 1) ? -1 : 1;
  const [length, inner] = [x.dims[axis]!, sizeOf(x.dims.slice(axis + 1))];
  const lines = Array.from({ length: x.size / length }, (_, o) => {
    const start = Math.floor(o / inner) * length * inner + (o % inner);
    const value = (i: number): number => x.numbers[start + i * inner]!;
    const order = Array.from({ length }, (_, i) => i).sort((i, j) => sign * (value(i) - value(j)) || i - j);
    return order.slice(0, k).map((i) => start + i * inner);
  });
  return { axis, k, lines };
}

/** Operators between values and the indices where they are. */
export const searches: OperatorTable = {
  ArgMax: argExtreme((a, b) => a > b),
  ArgMin: argExtreme((a, b) => a < b),
  TopK: {
    infer: (call) => {
      const axis = call.axis(call.number('axis', -1), call.dims(0).length);
      const [k, length] = [call.intsOf(1)[0]!, call.dims(0)[axis]!];
      if (!(k >= 0 && k <= length)) throw call.error(`takes ${k} of ${length} elements`);
      const dims = call.dims(0).map((d, i) => (i === axis ? k : d));
      return [
        { type: call.input(0).type, dims },
        { type: 'int64', dims },
      ];
    },
    evaluate: (call, [x], types) => {
      const { axis, k, lines } = ranked(call, x!);
      const [length, inner] = [x!.dims[axis]!, sizeOf(x!.dims.slice(axis + 1))];
      const [best, where] = [new Float64Array(lines.length * k), new Float64Array(lines.length * k)];
      lines.forEach((line, o) =>
        line.forEach((from, rank) => {
          const to = (Math.floor(o / inner) * k + rank) * inner + (o % inner);
          best[to] = x!.numbers[from]!;
          where[to] = Math.floor(from / inner) % length;
        }),
      );
      return [Tensor.of(types[0]!.type, types[0]!.dims, best), Tensor.of('int64', types[0]!.dims, where)];
    },
    gradient: ({ call, inputs, outputs, cotangents }) => {
      const x = inputs[0]!;
      const places = outputs[1]!;
      const axis = call.axis(call.number('axis', -1), x.rank);
      const back = (): Expression =>
        x.builder.apply(
          'ScatterElements',
          [x.builder.zeros({ ...cotangents[0]!, dims: x.dims }), places, cotangents[0]],
          { axis },
        );
      return [cotangents[0] ? back() : undefined];
    },
  },
  NonZero: {
    since: 9,
    infer: (call) => {
      const x = call.constant(0);
      if (!x)
        throw call.error(
          'has an output whose shape depends on the image, which is not supported: choose a layer before it',
        );
      return [{ type: 'int64', dims: [x.dims.length, x.numbers.filter((v) => v !== 0).length] }];
    },
    evaluate: (_, [x], [type]) => {
      const strides = stridesOf(x!.dims);
      const at = [...x!.numbers.keys()].filter((i) => x!.numbers[i] !== 0);
      const index = x!.dims.flatMap((d, axis) => at.map((i) => Math.floor(i / strides[axis]!) % d));
      return [Tensor.of('int64', type!.dims, index)];
    },
    gradient: 'stops',
  },
  OneHot: {
    since: 9,
    infer: (call) => {
      const rank = call.dims(0).length + 1;
      const axis = call.axis(call.number('axis', -1), rank);
      const dims = [...call.dims(0)];
      dims.splice(axis, 0, call.intsOf(1)[0]!);
      return [{ type: call.input(2).type, dims }];
    },
    evaluate: (call, [indices, depth, values], [type]) => {
      const axis = call.axis(call.number('axis', -1), type!.dims.length);
      const [off, on] = values!.numbers as unknown as [number, number];
      const inner = sizeOf(type!.dims.slice(axis + 1));
      const n = depth!.numbers[0]!;
      const out = new Float64Array(sizeOf(type!.dims)).fill(off);
      indices!.numbers.forEach((at, i) => {
        const positive = at < 0 ? at + n : at;
        if (positive >= 0 && positive < n)
          out[(Math.floor(i / inner) * n + positive) * inner + (i % inner)] = on;
      });
      return [Tensor.of(type!.type, type!.dims, out)];
    },
    gradient: 'stops',
  },
};
