import type { Expression } from '../ad/expression.js';
import { isFloat } from '../graph/data-type.js';
import type { Tensor } from '../graph/tensor.js';
import { mapElements } from './arrays.js';
import { type Numeric, binary, broadcast, extremum, plain, divisor, sumTo } from './elementwise.js';
import type { Call, OperatorTable } from './operator.js';

/** Division as the element type has it: integers truncate. */
const divide = (call: Call): Numeric =>
  isFloat(call.input(0).type) ? (a, b) => a / b : (a, b) => Math.trunc(a / b);

/** The rest of a division: with the sign of the dividend where `fmod` says so, else with the divisor's. */
const modulo = (call: Call): Numeric =>
  call.number('fmod', 0) ? (a, b) => a % b : (a, b) => ((a % b) + b) % b;

/** Cotangent of a power's base. Where the base is 0 and the exponent below 1, the slope is infinite: 0 is taken. */
function powerSlope(a: Expression, b: Expression, dy: Expression): Expression {
  const exponent = b.value?.size === 1 ? b.value.item : undefined;
  // a constant square is common, and its general form would raise negative numbers to real powers
  if (exponent === 2) return dy.mul(a).mul(2);
  const slope = dy.mul(b.cast(a.type)).mul(a.pow(b.sub(1)));
  if (exponent !== undefined && exponent >= 1) return slope;
  const builder = a.builder;
  const endless = builder.apply('And', [a.equal(0), b.less(1)]);
  return endless.where(builder.scalar(0, a.type), slope);
}

const total = (inputs: readonly (Expression | undefined)[]): Expression =>
  (inputs as readonly Expression[]).reduce((a, b) => a.add(b));

/** Arithmetic of several numbers, broadcast as in NumPy. */
export const arithmetic: OperatorTable = {
  Add: binary(
    plain((a, b) => a + b),
    ({ dy }) => [() => dy, () => dy],
    { blocked: 'keeps' },
  ),
  Sub: binary(
    plain((a, b) => a - b),
    ({ dy }) => [() => dy, () => dy.neg()],
  ),
  Mul: binary(
    plain((a, b) => a * b),
    ({ a, b, dy }) => [() => dy.mul(b), () => dy.mul(a)],
    { blocked: 'keeps' },
  ),
  Div: {
    elementwise: true,
    infer: (call) => [{ type: call.input(0).type, dims: broadcast(call) }],
    evaluate: (call, inputs, [type]) => [mapElements(inputs as Tensor[], type!, divide(call))],
    gradient: ({ inputs: [a, b], cotangent, wants }) => {
      const by = divisor(b!);
      return [
        wants(0) ? sumTo(cotangent.div(by), a!.dims) : undefined,
        wants(1) ? sumTo(cotangent.mul(a!.div(by)).div(by).neg(), b!.dims) : undefined,
      ];
    },
  },
  Pow: binary(
    plain((a, b) => Math.pow(a, b)),
    ({ a, b, y, dy }) => [() => powerSlope(a, b, dy), () => a.greater(0).where(dy.mul(y).mul(a.log()), 0)],
  ),
  // a − b · q, with q in whole numbers
  Mod: {
    ...binary(modulo, ({ a, b, y, dy }) => [() => dy, () => dy.mul(y.sub(a).div(b))], { since: 10 }),
    infer: (call) => {
      const { type } = call.input(0);
      if (isFloat(type) && !call.number('fmod', 0))
        throw call.error(
          'takes the rest of real numbers with the sign of the divisor, which runtimes do not',
        );
      return [{ type, dims: broadcast(call) }];
    },
  },
  Max: extremum((...x) => Math.max(...x)),
  Min: extremum((...x) => Math.min(...x)),
  Sum: { elementwise: true, decompose: (_, inputs) => [total(inputs)] },
  Mean: { elementwise: true, decompose: (_, inputs) => [total(inputs).mul(1 / inputs.length)] },
  'com.microsoft.BiasAdd': { elementwise: true, decompose: (_, inputs) => [total(inputs)] },
};
