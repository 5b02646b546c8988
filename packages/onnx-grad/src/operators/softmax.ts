import { Tensor, sizeOf } from '../graph/tensor.js';
import { sameType } from './elementwise.js';
import type { Call, OperatorTable } from './operator.js';

function softmaxAxis(call: Call): number {
  return call.axis(call.number('axis', -1), call.dims(0).length);
}

/** Softmax along one axis in float64, as logarithms. */
function logSoftmax(call: Call, x: Tensor): Float64Array {
  const axis = softmaxAxis(call);
  const inner = sizeOf(x.dims.slice(axis + 1));
  const length = x.dims[axis]!;
  const out = new Float64Array(x.size);
  for (let o = 0; o < x.size / length; o++) {
    const start = Math.floor(o / inner) * length * inner + (o % inner);
    const at = Array.from({ length }, (_, i) => start + i * inner);
    const top = Math.max(...at.map((i) => x.numbers[i]!));
    const total = Math.log(at.reduce((sum, i) => sum + Math.exp(x.numbers[i]! - top), 0)) + top;
    for (const i of at) out[i] = x.numbers[i]! - total;
  }
  return out;
}

/** Softmax along one axis, and its logarithm. */
export const softmaxes: OperatorTable = {
  Softmax: {
    infer: sameType,
    evaluate: (call, [x], [type]) => [Tensor.of(type!.type, type!.dims, logSoftmax(call, x!).map(Math.exp))],
    gradient: ({ call, outputs, cotangent }) => {
      const y = outputs[0]!;
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
};
