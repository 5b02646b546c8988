import type { Expression } from '../ad/expression.js';
import { Tensor } from '../graph/tensor.js';
import { sameType } from './elementwise.js';
import { elementOffsets, rows, slicesOf } from './indices.js';
import type { Call, OperatorTable } from './operator.js';
import { scatterGradient } from './scatter-gradient.js';

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

/** Operators that write elements at indices. */
export const scatters: OperatorTable = {
  ScatterND: {
    since: 11,
    infer: sameType,
    evaluate: (call, [data, indices, updates], [type]) => {
      const { starts, size } = slicesOf(call, data!.dims, indices!);
      const reduce = reducer(call);
      const out = data!.numbers.slice();
      starts.forEach((start, i) => {
        for (let k = 0; k < size; k++)
          out[start + k] = reduce(out[start + k]!, updates!.numbers[i * size + k]!);
      });
      return [Tensor.of(type!.type, type!.dims, out)];
    },
    gradient: (backward) => {
      const { call, inputs, cotangent, wants } = backward;
      const reduction = call.text('reduction', 'none');
      const known = call.constant(1);
      if (!known || (reduction !== 'none' && reduction !== 'add')) {
        const [, indices] = inputs as [Expression, Expression];
        return scatterGradient(backward, {
          read: (x) => x.builder.apply('GatherND', [x, indices]),
          write: (x, updates, by) => x.builder.apply('ScatterND', [x, indices, updates], { reduction: by }),
        });
      }
      const added = reduction === 'add';
      const { starts, size } = slicesOf(call, inputs[0]!.dims, known);
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
  ScatterElements: {
    since: 11,
    infer: sameType,
    evaluate: (call, [data, indices, updates], [type]) => {
      const reduce = reducer(call);
      const out = data!.numbers.slice();
      elementOffsets(call, data!.dims, indices!).forEach(
        (o, i) => (out[o] = reduce(out[o]!, updates!.numbers[i]!)),
      );
      return [Tensor.of(type!.type, type!.dims, out)];
    },
    gradient: (backward) => {
      const axis = backward.call.number('axis', 0);
      const [, indices] = backward.inputs as [Expression, Expression];
      return scatterGradient(backward, {
        read: (x) => x.builder.apply('GatherElements', [x, indices], { axis }),
        write: (x, updates, reduction) =>
          x.builder.apply('ScatterElements', [x, indices, updates], { axis, reduction }),
      });
    },
  },
};
