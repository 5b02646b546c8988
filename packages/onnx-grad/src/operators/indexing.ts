import type { Expression } from '../ad/expression.js';
import type { Call, CompositeTable, OperatorTable } from './operator.js';
import { Tensor, type ValueType, sizeOf, stridesOf } from '../graph/tensor.js';
import { walk } from './arrays.js';
import { scatterAdd } from './shape.js';

/** First element of each slice that ScatterND writes or GatherND reads, and the slices' size. */
function slices(
  call: Call,
  dims: readonly number[],
  indices: Tensor,
  batch = 0,
): { starts: number[]; size: number } {
  const depth = indices.dims.at(-1)!;
  const strides = stridesOf(dims);
  const perBatch = indices.size / depth / sizeOf(indices.dims.slice(0, batch));
  const starts = Array.from({ length: indices.size / depth }, (_, i) => {
    let start = Math.floor(i / perBatch) * (batch ? strides[batch - 1]! : 0);
    for (let k = 0; k < depth; k++) {
      const length = dims[batch + k]!;
      const at = indices.numbers[i * depth + k]!;
      const positive = at < 0 ? at + length : at;
      if (!(positive >= 0 && positive < length))
        throw call.error(`reads index ${at} of an axis of length ${length}`);
      start += positive * strides[batch + k]!;
    }
    return start;
  });
  return { starts, size: sizeOf(dims.slice(batch + depth)) };
}

function constantIndices(call: Call): Tensor {
  const indices = call.constant(1);
  if (!indices) throw call.error('has indices that depend on the image, which is not supported');
  return indices;
}

/** Rows of a value that is cut into slices of `size` elements. */
const rows = (x: Expression, size: number): Expression =>
  x.reshape([x.dims.reduce((a, b) => a * b, 1) / size, size]);

const REDUCTIONS: Record<string, (old: number, update: number) => number> = {
  none: (_, update) => update,
  add: (old, update) => old + update,
  mul: (old, update) => old * update,
  max: Math.max,
  min: Math.min,
};

function reducer(call: Call): (old: number, update: number) => number {
  const reduction = REDUCTIONS[call.text('reduction', 'none')];
  if (!reduction) throw call.error(`has the reduction "${call.text('reduction', '')}"`);
  return reduction;
}

const same = (call: Call): ValueType[] => [call.input(0)];

/** Offset of every element that GatherElements reads or ScatterElements writes. */
function elementOffsets(call: Call, dims: readonly number[], indices: Tensor): Float64Array {
  const axis = call.axis(call.number('axis', 0), dims.length);
  const strides = stridesOf(dims);
  const others = strides.map((s, i) => (i === axis ? 0 : s));
  const out = new Float64Array(indices.size);
  walk(indices.dims, [others], (i, [offset]) => {
    const at = indices.numbers[i]!;
    const positive = at < 0 ? at + dims[axis]! : at;
    if (!(positive >= 0 && positive < dims[axis]!))
      throw call.error(`reads index ${at} of an axis of length ${dims[axis]}`);
    out[i] = offset! + positive * strides[axis]!;
  });
  return out;
}

export const indexing: OperatorTable = {
  ScatterND: {
    infer: same,
    evaluate: (call, [data, indices, updates], [type]) => {
      const { starts, size } = slices(call, data!.dims, indices!);
      const reduce = reducer(call);
      const out = data!.numbers.slice();
      starts.forEach((start, i) => {
        for (let k = 0; k < size; k++)
          out[start + k] = reduce(out[start + k]!, updates!.numbers[i * size + k]!);
      });
      return [Tensor.of(type!.type, type!.dims, out)];
    },
    gradient: ({ call, inputs, cotangent, wants }) => {
      const added = call.text('reduction', 'none') === 'add';
      if (!added && call.text('reduction', 'none') !== 'none')
        throw call.error('multiplies or compares, which is not supported');
      const { starts, size } = slices(call, inputs[0]!.dims, constantIndices(call));
      const grid = rows(cotangent, size);
      const index = starts.map((s) => s / size);
      const kept = Float64Array.from({ length: grid.dims[0]! }, () => 1);
      for (const i of index) kept[i] = 0;
      const mask = (): Expression =>
        grid.builder.constant(Tensor.of(cotangent.type, [grid.dims[0]!, 1], kept));
      return [
        wants(0) ? (added ? cotangent : grid.mul(mask()).reshape(cotangent.dims)) : undefined,
        undefined,
        wants(2) ? grid.gather(0, index).reshape(inputs[2]!.dims) : undefined,
      ];
    },
  },
  GatherND: {
    infer: (call) => {
      const [dims, index] = [call.dims(0), call.dims(1)];
      const depth = index.at(-1)!;
      const batch = call.number('batch_dims', 0);
      return [{ type: call.input(0).type, dims: [...index.slice(0, -1), ...dims.slice(batch + depth)] }];
    },
    evaluate: (call, [data, indices], [type]) => {
      const { starts, size } = slices(call, data!.dims, indices!, call.number('batch_dims', 0));
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
      const { starts, size } = slices(call, dims, constantIndices(call), call.number('batch_dims', 0));
      const index = starts.map((s) => s / size);
      return [scatterAdd(rows(cotangent, size), 0, index, sizeOf(dims) / size).reshape(dims)];
    },
  },
  GatherElements: {
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
  ScatterElements: {
    infer: same,
    evaluate: (call, [data, indices, updates], [type]) => {
      const reduce = reducer(call);
      const out = data!.numbers.slice();
      elementOffsets(call, data!.dims, indices!).forEach(
        (o, i) => (out[o] = reduce(out[o]!, updates!.numbers[i]!)),
      );
      return [Tensor.of(type!.type, type!.dims, out)];
    },
    gradient: ({ call, inputs, cotangent, wants }) => {
      const reduction = call.text('reduction', 'none');
      if (reduction !== 'none' && reduction !== 'add')
        throw call.error('multiplies or compares, which is not supported');
      const b = cotangent.builder;
      const axis = call.number('axis', 0);
      const [, indices, updates] = inputs as [Expression, Expression, Expression];
      const kept = (): Expression =>
        b.apply('ScatterElements', [cotangent, indices, b.zeros(updates)], { axis });
      return [
        wants(0) ? (reduction === 'add' ? cotangent : kept()) : undefined,
        undefined,
        wants(2) ? b.apply('GatherElements', [cotangent, indices], { axis }) : undefined,
      ];
    },
  },
  CumSum: {
    infer: same,
    evaluate: (call, [x, axisTensor], [type]) => {
      const axis = call.axis(axisTensor!.item, x!.dims.length);
      const [exclusive, reverse] = [call.number('exclusive', 0) === 1, call.number('reverse', 0) === 1];
      const length = x!.dims[axis]!;
      const stride = stridesOf(x!.dims)[axis]!;
      const out = new Float64Array(x!.size);
      for (let i = 0; i < x!.size; i++) {
        if (Math.floor(i / stride) % length !== 0) continue;
        let sum = 0;
        for (let k = 0; k < length; k++) {
          const at = i + (reverse ? length - 1 - k : k) * stride;
          if (exclusive) out[at] = sum;
          sum += x!.numbers[at]!;
          if (!exclusive) out[at] = sum;
        }
      }
      return [Tensor.of(type!.type, type!.dims, out)];
    },
    // the transpose of a running sum is the running sum from the other end
    gradient: ({ call, inputs, cotangent }) => [
      cotangent.builder.apply('CumSum', [cotangent, inputs[1]], {
        exclusive: call.number('exclusive', 0),
        reverse: 1 - call.number('reverse', 0),
      }),
    ],
  },
  NonZero: {
    infer: (call) => {
      const x = call.constant(0);
      if (!x) throw call.error('has an output whose shape depends on the image, which is not supported');
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
  ArgMax: argExtreme((a, b) => a > b),
  ArgMin: argExtreme((a, b) => a < b),
  IsNaN: {
    infer: (call) => [{ type: 'bool', dims: call.dims(0) }],
    evaluate: (_, [x], [type]) => [
      Tensor.of(
        'bool',
        type!.dims,
        x!.numbers.map((v) => (Number.isNaN(v) ? 1 : 0)),
      ),
    ],
    gradient: 'stops',
  },
  OneHot: {
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

function argExtreme(better: (a: number, b: number) => boolean): OperatorTable[string] {
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

/** Keeps the upper or lower triangle of the last two axes. */
const triangleMask = (rows: number, columns: number, diagonal: number, upper: boolean): number[] =>
  Array.from({ length: rows * columns }, (_, i) => {
    const offset = (i % columns) - Math.floor(i / columns) - diagonal;
    return (upper ? offset >= 0 : offset <= 0) ? 1 : 0;
  });

export const indexingComposites: CompositeTable = {
  Trilu: {
    decompose: (call, [x]) => {
      const [r, c] = x!.dims.slice(-2) as [number, number];
      const diagonal = call.constantOr(1, (t) => t.item, 0);
      const mask = triangleMask(r, c, diagonal, call.number('upper', 1) === 1);
      return [x!.mul(x!.builder.constant(Tensor.of(x!.type, [r, c], mask)))];
    },
  },
  // bilinear, nearest: the four (or one) neighbours of each grid point, weighted; differentiable in the image
  GridSample: {
    decompose: (call, [image, grid]) => {
      const [n, c, h, w] = image!.dims as [number, number, number, number];
      const [, oh, ow] = grid!.dims as [number, number, number];
      const b = image!.builder;
      const mode = call.text('mode', 'linear');
      const padding = call.text('padding_mode', 'zeros');
      if (image!.rank !== 4) throw call.error('samples a volume, which is not supported');
      if (mode.endsWith('cubic')) throw call.error('interpolates cubically, which is not supported');
      if (padding === 'reflection') throw call.error('reflects at the borders, which is not supported');
      const corners = call.number('align_corners', 0) === 1;
      const coordinate = (axis: 0 | 1, length: number): Expression => {
        const u = grid!.slice(3, axis, axis + 1).reshape([n, oh * ow]);
        const x = corners
          ? u.add(1).mul((length - 1) / 2)
          : u
              .add(1)
              .mul(length / 2)
              .sub(0.5);
        return padding === 'border' ? x.max(0).min(length - 1) : x;
      };
      const [x, y] = [coordinate(0, w), coordinate(1, h)];
      const flat = image!.reshape([n, c, h * w]);
      const read = (px: Expression, py: Expression, weight: Expression): Expression => {
        const [cx, cy] = [px.max(0).min(w - 1), py.max(0).min(h - 1)];
        const inside = cx.equal(px).cast(x.type).mul(cy.equal(py).cast(x.type));
        const index = cy
          .mul(w)
          .add(cx)
          .cast('int64')
          .unsqueeze(1)
          .expand([n, c, oh * ow]);
        return b.apply('GatherElements', [flat, index], { axis: 2 }).mul(weight.mul(inside).unsqueeze(1));
      };
      if (mode === 'nearest') {
        const round = (v: Expression): Expression => b.apply('Round', [v]);
        return [read(round(x), round(y), b.scalar(1, x.type).expand(x.dims)).reshape([n, c, oh, ow])];
      }
      const [x0, y0] = [x.floor(), y.floor()];
      const [fx, fy] = [x.sub(x0), y.sub(y0)];
      const rest = (f: Expression): Expression => f.neg().add(1);
      const parts = [
        read(x0, y0, rest(fx).mul(rest(fy))),
        read(x0.add(1), y0, fx.mul(rest(fy))),
        read(x0, y0.add(1), rest(fx).mul(fy)),
        read(x0.add(1), y0.add(1), fx.mul(fy)),
      ];
      return [parts.reduce((p, q) => p.add(q)).reshape([n, c, oh, ow])];
    },
  },
};
