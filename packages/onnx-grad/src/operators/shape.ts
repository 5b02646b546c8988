import type { Expression } from '../ad/expression.js';
import type { Call, OperatorTable } from './operator.js';
import { channelsOf, interleaveZeros } from '../ort/interleave.js';
import { maskWhole, partsInBlocks } from '../ort/rectified.js';
import { Tensor, type ValueType, sizeOf, stridesOf } from '../graph/tensor.js';
import { broadcastDims, broadcastStrides, strided, walk } from './arrays.js';

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
function relabelled(dims: (call: Call) => number[]): OperatorTable[string] {
  return {
    infer: (call) => [{ type: call.input(0).type, dims: dims(call) }],
    evaluate: (_, [x], [type]) => [x!.reshaped(type!.dims)],
    gradient: ({ inputs, cotangent }) => [cotangent.reshape(inputs[0]!.dims)],
  };
}

function permutation(call: Call): readonly number[] {
  const rank = call.dims(0).length;
  const perm = call.ints(
    'perm',
    Array.from({ length: rank }, (_, i) => rank - 1 - i),
  );
  if (new Set(perm).size !== rank || !perm.every((p) => p >= 0 && p < rank)) {
    throw call.error(`has the permutation [${perm.join(', ')}] for a value of rank ${rank}`);
  }
  return perm;
}

/** No axis of an image model is longer than this: what asks for more is damaged. */
const MOST_LENGTH = 2 ** 24;

interface Window {
  start: number;
  step: number;
  count: number;
}

/** Start, step and count along every axis of a Slice. */
function windows(call: Call): Window[] {
  const dims = call.dims(0);
  const starts = call.intsOf(1);
  const ends = call.intsOf(2);
  const axes = call.has(3) ? call.intsOf(3) : starts.map((_, i) => i);
  const steps = call.has(4) ? call.intsOf(4) : starts.map(() => 1);
  const out: Window[] = dims.map((d) => ({ start: 0, step: 1, count: d }));
  axes.forEach((a, i) => {
    const axis = call.axis(a, dims.length);
    const d = dims[axis]!;
    const step = steps[i]!;
    if (step === 0) throw call.error('has a step of zero');
    const clip = (x: number, lo: number, hi: number): number => Math.min(hi, Math.max(lo, x < 0 ? x + d : x));
    const start = step > 0 ? clip(starts[i]!, 0, d) : clip(starts[i]!, 0, d - 1);
    const end = step > 0 ? clip(ends[i]!, 0, d) : clip(ends[i]!, -1, d - 1);
    out[axis] = { start, step, count: Math.max(0, Math.ceil((end - start) / step)) };
  });
  return out;
}

/** Pads before and after every axis. */
function pads(call: Call): [number[], number[]] {
  const rank = call.dims(0).length;
  const given = call.intsOf(1);
  const axes = call.has(3)
    ? call.intsOf(3).map((a) => call.axis(a, rank))
    : given.slice(0, rank).map((_, i) => i);
  if (given.length !== 2 * axes.length) throw call.error(`has ${given.length} pads for ${axes.length} axes`);
  const before = new Array<number>(rank).fill(0);
  const after = new Array<number>(rank).fill(0);
  axes.forEach((a, i) => {
    before[a] = given[i]!;
    after[a] = given[i + axes.length]!;
  });
  return [before, after];
}

/** Where an index outside [0, length) reads from in the padding modes, or undefined for the constant. */
const PAD_SOURCE: Record<string, (i: number, length: number) => number | undefined> = {
  constant: (i, n) => (i >= 0 && i < n ? i : undefined),
  edge: (i, n) => Math.min(n - 1, Math.max(0, i)),
  reflect: (i, n) => {
    const period = Math.max(1, 2 * (n - 1));
    const at = ((i % period) + period) % period;
    return at < n ? at : period - at;
  },
  wrap: (i, n) => ((i % n) + n) % n,
};

function padSources(call: Call): (number | undefined)[][] {
  const mode = call.text('mode', 'constant');
  const source = PAD_SOURCE[mode];
  if (!source) throw call.error(`has the padding mode "${mode}", which is not supported`);
  const [before, after] = pads(call);
  return call.dims(0).map((d, axis) => {
    const length = d + before[axis]! + after[axis]!;
    if (length < 0) throw call.error(`crops more than there is of axis ${axis}`);
    if (length > MOST_LENGTH) throw call.error(`pads axis ${axis} to ${length}`);
    return Array.from({ length }, (_, i) => source(i - before[axis]!, d));
  });
}

/** Beyond this many gathers for repeated indices, one product with a 0/1 matrix is cheaper. */
const MOST_REPEATS = 8;

/**
 * The transpose of a gather along one axis. Each input position reads what was gathered from it, so this is a gather
 * itself (of a zero where nothing was), one for each time an index repeats.
 */
export function scatterAdd(
  cotangent: Expression,
  axis: number,
  indices: readonly number[],
  length: number,
): Expression {
  const readers: number[][] = Array.from({ length }, () => []);
  indices.forEach((at, i) => readers[at]!.push(i));
  const repeats = Math.max(...readers.map((r) => r.length));
  if (repeats > MOST_REPEATS) return scatterByProduct(cotangent, axis, indices, length);
  const nothing = indices.length;
  const padded = cotangent.pad(
    cotangent.dims.map(() => 0),
    cotangent.dims.map((_, i) => (i === axis ? 1 : 0)),
  );
  return Array.from({ length: repeats }, (_, k) =>
    padded.gather(
      axis,
      readers.map((r) => r[k] ?? nothing),
    ),
  ).reduce((sum, part) => sum.add(part));
}

function scatterByProduct(
  cotangent: Expression,
  axis: number,
  indices: readonly number[],
  length: number,
): Expression {
  const rank = cotangent.rank;
  const order = Array.from({ length: rank }, (_, i) => i).filter((i) => i !== axis);
  const matrix = new Float64Array(indices.length * length);
  indices.forEach((at, i) => (matrix[i * length + at] = 1));
  const b = cotangent.builder;
  const product = cotangent
    .transpose([...order, axis])
    .matmul(b.constant(Tensor.of(cotangent.type, [indices.length, length], matrix)));
  const inverse = Array.from({ length: rank }, (_, i) => (i === axis ? rank - 1 : order.indexOf(i)));
  return product.transpose(inverse);
}

function gatherIndices(call: Call, length: number): number[] {
  return call.intsOf(1).map((i) => {
    const at = i < 0 ? i + length : i;
    if (at < 0 || at >= length) throw call.error(`reads index ${i} of an axis of length ${length}`);
    return at;
  });
}

function splitSizes(call: Call): number[] {
  const axis = call.axis(call.number('axis', 0), call.dims(0).length);
  const length = call.dims(0)[axis]!;
  if (call.has(1)) {
    const sizes = call.intsOf(1);
    if (sizes.reduce((a, s) => a + s, 0) !== length)
      throw call.error(`does not split ${length} into ${sizes.join(' + ')}`);
    return sizes;
  }
  const count = call.node.outputs.length;
  const chunk = Math.ceil(length / count);
  return Array.from({ length: count }, (_, i) => Math.max(0, Math.min(chunk, length - i * chunk)));
}

/** How DepthToSpace reads its input: as a reshape, a transpose and a reshape. */
function depthToSpace(call: Call): { split: number[]; order: number[]; dims: number[] } {
  const [n, c, h, w] = call.dims(0) as [number, number, number, number];
  const s = call.number('blocksize');
  const out = c / (s * s);
  if (!Number.isInteger(out)) throw call.error(`cannot divide ${c} channels into blocks of ${s} by ${s}`);
  const columnsFirst = call.text('mode', 'DCR') === 'CRD';
  return {
    split: columnsFirst ? [n, out, s, s, h, w] : [n, s, s, out, h, w],
    order: columnsFirst ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2],
    dims: [n, out, h * s, w * s],
  };
}

function spaceToDepth(call: Call): { split: number[]; order: number[]; dims: number[] } {
  const [n, c, h, w] = call.dims(0) as [number, number, number, number];
  const s = call.number('blocksize');
  if (h % s || w % s) throw call.error(`cannot divide ${h} × ${w} positions into blocks of ${s}`);
  return { split: [n, c, h / s, s, w / s, s], order: [0, 3, 5, 1, 2, 4], dims: [n, c * s * s, h / s, w / s] };
}

function rearranged(
  plan: (call: Call) => { split: number[]; order: number[]; dims: number[] },
): OperatorTable[string] {
  return {
    infer: (call) => [{ type: call.input(0).type, dims: plan(call).dims }],
    evaluate: (call, [x]) => {
      const { split, order, dims } = plan(call);
      const strides = stridesOf(split);
      return [
        strided(
          x!.reshaped(split),
          order.map((o) => split[o]!),
          order.map((o) => strides[o]!),
        ).reshaped(dims),
      ];
    },
    gradient: ({ call, inputs, cotangent }) => {
      const { split, order } = plan(call);
      const inverse = order.map((_, i) => order.indexOf(i));
      return [
        cotangent
          .reshape(order.map((o) => split[o]!))
          .transpose(inverse)
          .reshape(inputs[0]!.dims),
      ];
    },
  };
}

export const shape: OperatorTable = {
  Reshape: relabelled(reshapedDims),
  Flatten: relabelled(flattenedDims),
  Unsqueeze: relabelled(unsqueezedDims),
  Squeeze: relabelled(squeezedDims),
  Transpose: {
    infer: (call) => [{ type: call.input(0).type, dims: permutation(call).map((p) => call.dims(0)[p]!) }],
    evaluate: (call, [x], [type]) => {
      const strides = stridesOf(x!.dims);
      return [
        strided(
          x!,
          type!.dims,
          permutation(call).map((p) => strides[p]!),
        ),
      ];
    },
    gradient: ({ call, cotangent }) => {
      const perm = permutation(call);
      return [cotangent.transpose(perm.map((_, i) => perm.indexOf(i)))];
    },
  },
  Expand: {
    infer: (call) => {
      const dims = broadcastDims([call.dims(0), call.intsOf(1)]);
      if (!dims)
        throw call.error(`cannot expand [${call.dims(0).join(', ')}] to [${call.intsOf(1).join(', ')}]`);
      return [{ type: call.input(0).type, dims }];
    },
    evaluate: (_, [x], [type]) => [strided(x!, type!.dims, broadcastStrides(x!.dims, type!.dims))],
    gradient: ({ inputs, cotangent }) => {
      const dims = inputs[0]!.dims;
      const extra = cotangent.rank - dims.length;
      const axes = cotangent.dims.flatMap((d, i) =>
        i < extra || (dims[i - extra] === 1 && d !== 1) ? [i] : [],
      );
      return [(axes.length ? cotangent.sum(axes, true) : cotangent).reshape(dims)];
    },
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
  Concat: {
    infer: (call) => {
      const first = call.input(0);
      const axis = call.axis(call.number('axis'), first.dims.length);
      const dims = [...first.dims];
      dims[axis] = 0;
      for (const part of call.inputs) {
        if (part?.dims.length !== dims.length || part.dims.some((d, i) => i !== axis && d !== dims[i])) {
          throw call.error(
            `cannot join [${call.inputs.map((p) => p?.dims.join(', ')).join('] with [')}] along axis ${axis}`,
          );
        }
        dims[axis] += part.dims[axis]!;
      }
      return [{ type: first.type, dims }];
    },
    evaluate: (call, inputs, [type]) => {
      const axis = call.axis(call.number('axis'), type!.dims.length);
      const out = new Float64Array(sizeOf(type!.dims));
      const strides = stridesOf(type!.dims);
      let start = 0;
      for (const part of inputs as Tensor[]) {
        walk(part.dims, [strides], (i, [offset]) => (out[start + offset!] = part.numbers[i]!));
        start += part.dims[axis]! * strides[axis]!;
      }
      return [Tensor.of(type!.type, type!.dims, out)];
    },
    gradient: ({ call, inputs, outputs, cotangent, wants }) => {
      const axis = call.axis(call.number('axis'), cotangent.rank);
      const own = axis === 1 ? partsInBlocks(inputs, cotangent) : undefined;
      const whole = axis === 1 && !own ? maskWhole(inputs, outputs[0]!, cotangent) : cotangent;
      const masked = cotangent.builder.masked.get(cotangent.name) === outputs[0]!.name;
      let start = 0;
      return inputs.map((part, i) => {
        const end = start + part.dims[axis]!;
        const cut = (): Expression =>
          axis === 1 ? channelsOf(whole, start, end) : whole.slice(axis, start, end);
        const slice = wants(i) ? (own?.[i] ?? cut()) : undefined;
        if (slice && (masked || whole !== cotangent)) slice.builder.masked.set(slice.name, part.name);
        start = end;
        return slice;
      });
    },
  },
  Split: {
    infer: (call) => {
      const axis = call.axis(call.number('axis', 0), call.dims(0).length);
      return splitSizes(call).map((size) => ({
        type: call.input(0).type,
        dims: call.dims(0).map((d, i) => (i === axis ? size : d)),
      }));
    },
    evaluate: (call, [x], types) => {
      const axis = call.axis(call.number('axis', 0), x!.dims.length);
      const strides = stridesOf(x!.dims);
      let start = 0;
      return types.map((type) => {
        const part = strided(x!, type.dims, strides, start * strides[axis]!);
        start += type.dims[axis]!;
        return part;
      });
    },
    gradient: ({ call, outputs, cotangents, inputs }) => {
      const axis = call.axis(call.number('axis', 0), inputs[0]!.rank);
      const b = inputs[0]!.builder;
      return [
        b.concat(
          outputs.map((y, i) => cotangents[i] ?? b.zeros(y)),
          axis,
        ),
      ];
    },
  },
  Slice: {
    infer: (call) => [{ type: call.input(0).type, dims: windows(call).map((w) => w.count) }],
    evaluate: (call, [x], [type]) => {
      const strides = stridesOf(x!.dims);
      const w = windows(call);
      const start = w.reduce((sum, { start }, i) => sum + start * strides[i]!, 0);
      return [
        strided(
          x!,
          type!.dims,
          w.map(({ step }, i) => step * strides[i]!),
          start,
        ),
      ];
    },
    gradient: ({ call, inputs, cotangent }) => {
      const dims = inputs[0]!.dims;
      const before = dims.map(() => 0);
      const after = dims.map(() => 0);
      let spread = cotangent;
      windows(call).forEach(({ start, step, count }, axis) => {
        if (step < 0) spread = spread.slice(axis, count - 1, -count - 1, -1);
        const first = step < 0 ? start + (count - 1) * step : start;
        spread = interleaveZeros(spread, axis, Math.abs(step));
        before[axis] = first;
        // the interleaved tail of zeros may reach past the end: a negative pad crops it
        after[axis] = dims[axis]! - first - spread.dims[axis]!;
      });
      return [spread.pad(before, after)];
    },
  },
  Gather: {
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
      const at = gatherIndices(call, dims[axis]!);
      const flat = cotangent.reshape([...dims.slice(0, axis), at.length, ...dims.slice(axis + 1)]);
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
  Pad: {
    infer: (call) => [{ type: call.input(0).type, dims: padSources(call).map((s) => s.length) }],
    evaluate: (call, [x, , value], [type]) => {
      const sources = padSources(call);
      const strides = stridesOf(x!.dims);
      const fill = value?.item ?? 0;
      const out = new Float64Array(sizeOf(type!.dims));
      const own = stridesOf(type!.dims);
      for (let i = 0; i < out.length; i++) {
        let from: number | undefined = 0;
        for (let axis = 0; axis < sources.length && from !== undefined; axis++) {
          const at: number | undefined = sources[axis]![Math.floor(i / own[axis]!) % type!.dims[axis]!];
          from = at === undefined ? undefined : from + at * strides[axis]!;
        }
        out[i] = from === undefined ? fill : x!.numbers[from]!;
      }
      return [Tensor.of(type!.type, type!.dims, out)];
    },
    gradient: ({ call, inputs, cotangent }) => {
      const [before, after] = pads(call);
      if (call.text('mode', 'constant') === 'constant') {
        return [
          cotangent.pad(
            before.map((p) => -p),
            after.map((p) => -p),
          ),
        ];
      }
      let sum = cotangent;
      padSources(call).forEach((source, axis) => {
        if (before[axis] || after[axis])
          sum = scatterAdd(sum, axis, source as number[], inputs[0]!.dims[axis]!);
      });
      return [sum];
    },
  },
  DepthToSpace: rearranged(depthToSpace),
  SpaceToDepth: rearranged(spaceToDepth),
  Shape: {
    infer: (call) => [{ type: 'int64', dims: [shapeSlice(call).length] }],
    evaluate: (call) => [Tensor.ints(shapeSlice(call))],
    gradient: 'stops',
  },
  Size: {
    infer: () => [{ type: 'int64', dims: [] }],
    evaluate: (call) => [Tensor.scalar('int64', sizeOf(call.dims(0)))],
    gradient: 'stops',
  },
  Constant: {
    infer: (call) => [constantOf(call)],
    evaluate: (call) => [constantOf(call)],
    gradient: 'stops',
  },
  ConstantOfShape: {
    infer: (call): ValueType[] => [{ type: fillOf(call).type, dims: call.intsOf(0) }],
    evaluate: (call, _, [type]) => [
      Tensor.of(type!.type, type!.dims, new Float64Array(sizeOf(type!.dims)).fill(fillOf(call).item)),
    ],
    gradient: 'stops',
  },
  Range: {
    infer: (call) => [{ type: call.input(0).type, dims: [rangeOf(call).length] }],
    evaluate: (call, _, [type]) => [Tensor.of(type!.type, type!.dims, rangeOf(call))],
    gradient: 'stops',
  },
};

function shapeSlice(call: Call): number[] {
  const end = call.attribute('end');
  return call.dims(0).slice(call.number('start', 0), typeof end === 'number' ? end : undefined);
}

function fillOf(call: Call): Tensor {
  const value = call.attribute('value');
  return value instanceof Tensor ? value : Tensor.scalar('float32', 0);
}

function rangeOf(call: Call): number[] {
  const [start, limit, delta] = [0, 1, 2].map((i) => call.constantOr(i, (t) => t.item, 0)) as [
    number,
    number,
    number,
  ];
  if (delta === 0) throw call.error('has a step of zero');
  const length = Math.max(0, Math.ceil((limit - start) / delta));
  if (!(length <= MOST_LENGTH)) throw call.error(`would count ${length} numbers`);
  return Array.from({ length }, (_, i) => start + i * delta);
}

function constantOf(call: Call): Tensor {
  const { attributes } = call.node;
  const value = attributes.get('value');
  if (value instanceof Tensor) return value;
  for (const [name, type] of [
    ['value_float', 'float32'],
    ['value_int', 'int64'],
  ] as const) {
    const scalar = attributes.get(name);
    if (typeof scalar === 'number') return Tensor.scalar(type, scalar);
    const list = attributes.get(`${name}s`);
    if (Array.isArray(list)) return Tensor.of(type, [list.length], list as number[]);
  }
  throw call.error('has no value that is supported');
}
