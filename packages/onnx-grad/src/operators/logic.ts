import type { Tensor } from '../graph/tensor.js';
import { mapElements } from './arrays.js';
import { broadcast, comparison, plain, sumTo, unary } from './elementwise.js';
import type { Call, OperatorTable, Primitive } from './operator.js';

/** Whether something holds of each element. */
const test = (holds: (call: Call) => (v: number) => boolean, since: number): Primitive => ({
  since,
  elementwise: true,
  infer: (call) => [{ type: 'bool', dims: call.dims(0) }],
  evaluate: (call, [x], [type]) => {
    const is = holds(call);
    return [mapElements([x!], type!, (v) => (is(v) ? 1 : 0))];
  },
  gradient: 'stops',
});

/** Comparisons, what combines them, and the choice between values by them. */
export const logic: OperatorTable = {
  Equal: comparison((a, b) => (a === b ? 1 : 0)),
  Greater: comparison((a, b) => (a > b ? 1 : 0)),
  GreaterOrEqual: comparison((a, b) => (a >= b ? 1 : 0), { since: 12 }),
  Less: comparison((a, b) => (a < b ? 1 : 0)),
  LessOrEqual: comparison((a, b) => (a <= b ? 1 : 0), { since: 12 }),
  And: comparison((a, b) => (a && b ? 1 : 0)),
  Or: comparison((a, b) => (a || b ? 1 : 0)),
  Xor: comparison((a, b) => (Boolean(a) !== Boolean(b) ? 1 : 0)),
  Not: unary(
    plain((x) => (x ? 0 : 1)),
    'stops',
  ),
  IsNaN: test(() => Number.isNaN, 9),
  IsInf: test((call) => {
    const [above, below] = [call.number('detect_positive', 1), call.number('detect_negative', 1)];
    return (v) => (v === Infinity && above !== 0) || (v === -Infinity && below !== 0);
  }, 10),
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
