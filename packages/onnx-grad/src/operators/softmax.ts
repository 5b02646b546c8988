import type { Expression } from '../ad/expression.js';
import { Tensor, sizeOf, largest } from '../graph/tensor.js';
import { sameType } from './elementwise.js';
import type { Call, OperatorTable } from './operator.js';

function softmaxAxis(call: Call): number {
  return call.axis(call.number('axis', -1), call.dims(0).length);
}

/** The elements along the axis, for each line of them. */
function lines(call: Call, x: Tensor): number[][] {
  const axis = softmaxAxis(call);
  const inner = sizeOf(x.dims.slice(axis + 1));
  const length = x.dims[axis]!;
  return Array.from({ length: x.size / length }, (_, o) => {
    const start = Math.floor(o / inner) * length * inner + (o % inner);
    return Array.from({ length }, (_, i) => start + i * inner);
  });
}

/** Softmax along one axis in float64, as logarithms. */
function logSoftmax(call: Call, x: Tensor): Float64Array {
  const out = new Float64Array(x.size);
  for (const at of lines(call, x)) {
    const top = largest(at.map((i) => x.numbers[i]!));
    const total = Math.log(at.reduce((sum, i) => sum + Math.exp(x.numbers[i]! - top), 0)) + top;
    for (const i of at) out[i] = x.numbers[i]! - total;
  }
  return out;
}

/**
 * A softmax that a choice follows: attention puts zeros where a query may look nowhere, which has no softmax. No gradient
 * comes from there.
 */
function seenNumbers(y: Expression): Expression {
  const b = y.builder;
  return isChosenFrom(y) ? b.apply('IsNaN', [y]).where(b.zeros(y), y) : y;
}

/** Whether a value, as it is or cast, is read by a choice or by a question whether it is a number. */
function isChosenFrom({ builder, name }: Expression): boolean {
  const names = new Set([name]);
  return builder.graph.nodes.some(({ operator, inputs, outputs }) => {
    if (!inputs.some((input) => names.has(input))) return false;
    if (operator === 'Cast' || operator === 'Identity') names.add(outputs[0]!);
    return operator === 'Where' || operator === 'IsNaN';
  });
}

/** Softmax along one axis, its logarithm, and what it comes to where it is steepest. */
export const softmaxes: OperatorTable = {
  Softmax: {
    infer: sameType,
    evaluate: (call, [x], [type]) => [Tensor.of(type!.type, type!.dims, logSoftmax(call, x!).map(Math.exp))],
    gradient: ({ call, outputs, cotangent }) => {
      const y = seenNumbers(outputs[0]!);
      return [y.mul(cotangent.sub(cotangent.mul(y).sum([softmaxAxis(call)], true)))];
    },
  },
  LogSoftmax: {
    infer: sameType,
    evaluate: (call, [x], [type]) => [Tensor.of(type!.type, type!.dims, logSoftmax(call, x!))],
    gradient: ({ call, outputs, cotangent }) => [
      cotangent.sub(outputs[0]!.exp().mul(cotangent.sum([softmaxAxis(call)], true))),
    ],
  },
  // 1 at the first of the largest, 0 elsewhere
  Hardmax: {
    infer: sameType,
    evaluate: (call, [x], [type]) => {
      const out = new Float64Array(x!.size);
      for (const at of lines(call, x!)) {
        const top = largest(at.map((i) => x!.numbers[i]!));
        out[at.find((i) => x!.numbers[i] === top)!] = 1;
      }
      return [Tensor.of(type!.type, type!.dims, out)];
    },
    gradient: 'stops',
  },
};
