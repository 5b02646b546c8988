import { type Call, sizeOf } from 'onnx-grad';
import { type Marks, joined, reshaped, spread, taken, transposed, uniform } from './marks.js';

/** What a rule for moved elements is given. */
export interface Move {
  readonly call: Call;
  /** Marks of the inputs; undefined for what has none. */
  readonly inputs: readonly (Marks | undefined)[];
  /** Shapes of the outputs. */
  readonly outputs: readonly (readonly number[])[];
  /** The mark of elements that come from none of the inputs with marks. */
  readonly fill: number;
}

type Rule = (move: Move) => readonly (Marks | undefined)[];

const sameOrder: Rule = ({ inputs: [x], outputs: [dims] }) => [x && reshaped(x, dims!)];

const range = (length: number, start = 0, step = 1): number[] =>
  Array.from({ length }, (_, i) => start + i * step);

const axisOf = ({ call }: Move, fallback: number): number =>
  call.axis(call.number('axis', fallback), call.dims(0).length);

/** Operators that put elements elsewhere, leave some out or repeat them, and compute nothing. */
const RULES: Readonly<Record<string, Rule>> = {
  Reshape: sameOrder,
  Flatten: sameOrder,
  Squeeze: sameOrder,
  Unsqueeze: sameOrder,
  Transpose: ({ call, inputs: [x] }) => [
    x && transposed(x, call.ints('perm', range(x.dims.length).reverse())),
  ],
  Expand: ({ inputs: [x], outputs: [dims] }) => [x && spread(x, dims!)],
  Tile: ({ call, inputs: [x], fill }) => {
    let tiled = x;
    call.intsOf(1).forEach((times, axis) => {
      const length = call.dims(0)[axis]!;
      if (tiled && times !== 1)
        tiled = taken(
          tiled,
          axis,
          range(times * length).map((i) => i % length),
          fill,
        );
    });
    return [tiled];
  },
  Slice: ({ call, inputs: [x], outputs: [dims], fill }) => {
    if (!x) return [undefined];
    const starts = call.intsOf(1);
    const axes = call.has(3) ? call.intsOf(3).map((a) => call.axis(a, x.dims.length)) : range(starts.length);
    const strides = call.has(4) ? call.intsOf(4) : starts.map(() => 1);
    let sliced = x;
    axes.forEach((axis, i) => {
      const length = x.dims[axis]!;
      const from = starts[i]! < 0 ? starts[i]! + length : starts[i]!;
      const start = Math.max(0, Math.min(strides[i]! > 0 ? length : length - 1, from));
      sliced = taken(sliced, axis, range(dims![axis]!, start, strides[i]), fill);
    });
    return [sliced];
  },
  Split: (move) => {
    const [x] = move.inputs;
    const axis = axisOf(move, 0);
    let start = 0;
    return move.outputs.map((dims) => {
      const places = range(dims[axis]!, start);
      start += dims[axis]!;
      return x && taken(x, axis, places, move.fill);
    });
  },
  Gather: (move) => {
    const { call, inputs, outputs, fill } = move;
    const [x] = inputs;
    const axis = axisOf(move, 0);
    const index = call.constant(1);
    if (!x || (!index && x.own[axis] !== 1)) return [undefined];
    const length = x.dims[axis]!;
    const places = index
      ? Array.from(index.numbers, (i) => (i < 0 ? i + length : i))
      : range(sizeOf(call.dims(1))).map(() => 0);
    return [reshaped(taken(x, axis, places, fill), outputs[0]!)];
  },
  Concat: (move) => {
    const { call, inputs, fill } = move;
    if (!inputs.some(Boolean)) return [undefined];
    return [
      joined(
        inputs.map((x, i) => x ?? uniform(call.dims(i), fill)),
        axisOf(move, 0),
      ),
    ];
  },
  Pad: ({ call, inputs: [x], fill }) => {
    if (!x) return [undefined];
    const rank = x.dims.length;
    const pads = call.intsOf(1);
    const axes = call.has(3) ? call.intsOf(3).map((a) => call.axis(a, rank)) : range(rank);
    let padded = x;
    axes.forEach((axis, i) => {
      const [before, after] = [pads[i]!, pads[i + axes.length]!];
      if (before === 0 && after === 0) return;
      const length = x.dims[axis]!;
      const places = range(length + before + after, -before);
      padded = taken(
        padded,
        axis,
        places.map((place) => (place >= 0 && place < length ? place : undefined)),
        fill,
      );
    });
    return [padded];
  },
};

/** The marks of what a node makes where it only moves elements; undefined where it does more than that. */
export const moved = (move: Move): readonly (Marks | undefined)[] | undefined => {
  const { operator, domain } = move.call.node;
  return domain === '' && Object.hasOwn(RULES, operator) ? RULES[operator]!(move) : undefined;
};

/** Marks of the factors of a product of matrices, as they are multiplied. */
export const factors = (call: Call, inputs: readonly (Marks | undefined)[]): readonly (Marks | undefined)[] =>
  inputs.slice(0, 2).map((x, i) => {
    const isTurned = call.node.operator === 'Gemm' && call.number(i ? 'transB' : 'transA', 0) === 1;
    return x && isTurned ? transposed(x, [1, 0]) : x;
  });
