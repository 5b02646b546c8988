import { Tensor } from '../graph/tensor.js';
import { mapElements } from './arrays.js';
import { broadcast, comparison, plain, sumTo, unary } from './elementwise.js';
import type { OperatorTable } from './operator.js';

/** Comparisons, what combines them, and the choice between values by them. */
export const logic: OperatorTable = {
  Equal: comparison((a, b) => (a === b ? 1 : 0)),
  Greater: comparison((a, b) => (a > b ? 1 : 0)),
  GreaterOrEqual: comparison((a, b) => (a >= b ? 1 : 0), { since: 12 }),
  Less: comparison((a, b) => (a < b ? 1 : 0)),
  LessOrEqual: comparison((a, b) => (a <= b ? 1 : 0), { since: 12 }),
  And: comparison((a, b) => (a && b ? 1 : 0)),
  Or: comparison((a, b) => (a || b ? 1 : 0)),
  Not: unary(
    plain((x) => (x ? 0 : 1)),
    'stops',
  ),
  IsNaN: {
    since: 9,
    elementwise: true,
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
  Where: {
    since: 9,
    elementwise: true,
    infer: (call) => [{ type: call.input(1).type, dims: broadcast(call) }],
    evaluate: (_, inputs, [type]) => [mapElements(inputs as Tensor[], type!, (c, a, b) => (c ? a : b))],
    gradient: ({ inputs, cotangent, wants }) => {
      const [condition, none] = [inputs[0]!, cotangent.builder.scalar(0, cotangent.type)];
      return [
        undefined,
        wants(1) ? sumTo(condition.where(cotangent, none), inputs[1]!.dims) : undefined,
        wants(2) ? sumTo(condition.where(none, cotangent), inputs[2]!.dims) : undefined,
      ];
    },
  },
};
