import { stridesOf } from '../graph/tensor.js';
import { strided } from './arrays.js';
import type { Call, OperatorTable, Primitive } from './operator.js';

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

/** A reshape to `split`, a transpose by `order` and a reshape to `dims`. */
interface Rearrangement {
  readonly split: number[];
  readonly order: number[];
  readonly dims: number[];
}

function depthToSpace(call: Call): Rearrangement {
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

function spaceToDepth(call: Call): Rearrangement {
  const [n, c, h, w] = call.dims(0) as [number, number, number, number];
  const s = call.number('blocksize');
  if (h % s || w % s) throw call.error(`cannot divide ${h} × ${w} positions into blocks of ${s}`);
  // newer than runtimes know: channels of a block together
  const together = call.text('mode', 'DCR') === 'CRD';
  return {
    split: [n, c, h / s, s, w / s, s],
    order: together ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4],
    dims: [n, c * s * s, h / s, w / s],
  };
}

function rearranged(plan: (call: Call) => Rearrangement): Primitive {
  return {
    channels: 'second',
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

/** Operators that change the order of a value's axes, or of parts of them. */
export const transposes: OperatorTable = {
  Transpose: {
    rectified: 'keeps',
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
  DepthToSpace: rearranged(depthToSpace),
  SpaceToDepth: {
    channels: 'second',
    decompose: (call, [x]) => {
      const { split, order, dims } = spaceToDepth(call);
      return [x!.reshape(split).transpose(order).reshape(dims)];
    },
  },
};
