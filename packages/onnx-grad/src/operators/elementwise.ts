import type { Expression } from '../ad/expression.js';
import type { Backward, Call, Operator, OperatorTable } from './operator.js';
import { DATA_TYPES, type DataType, type Tensor, type ValueType, isFloat } from '../graph/tensor.js';
import { broadcastDims, mapElements } from './arrays.js';
import { rectifierGradient } from '../ort/rectified.js';

/** Sums a cotangent over the axes along which a value of shape `dims` was broadcast. */
export function sumTo(cotangent: Expression, dims: readonly number[]): Expression {
  const extra = cotangent.rank - dims.length;
  const axes = cotangent.dims.flatMap((d, i) => (i < extra || (dims[i - extra] === 1 && d !== 1) ? [i] : []));
  return (axes.length ? cotangent.sum(axes, true) : cotangent).reshape(dims);
}

const same = (call: Call): ValueType[] => [call.input(0)];

function broadcast(call: Call, first = 0): readonly number[] {
  const inputs = call.inputs.slice(first).filter((t) => t !== undefined);
  const dims = broadcastDims(inputs.map((t) => t.dims));
  if (!dims) throw call.error(`cannot broadcast [${inputs.map((t) => t.dims.join(', ')).join('] with [')}]`);
  return dims;
}

type Numeric = (...x: number[]) => number;
/** Derivative with respect to the input, given input, output and the call. */
type Slope = (x: Expression, y: Expression, call: Call) => Expression;

function unary(f: (call: Call) => Numeric, slope: Slope | 'stops'): Operator {
  return {
    infer: same,
    evaluate: (call, [x], [type]) => [mapElements([x!], type!, f(call))],
    gradient:
      slope === 'stops'
        ? 'stops'
        : ({ call, inputs, outputs, cotangent }) => [cotangent.mul(slope(inputs[0]!, outputs[0]!, call))],
  };
}

const plain = (f: Numeric) => (): Numeric => f;

/** Cotangents of the two operands of a broadcast operator, before they are summed to the operands' shapes. */
type BinaryRule = (b: {
  a: Expression;
  b: Expression;
  y: Expression;
  dy: Expression;
}) => [() => Expression, () => Expression];

function binary(f: (call: Call) => Numeric, rule: BinaryRule): Operator {
  return {
    infer: (call) => [{ type: call.input(0).type, dims: broadcast(call) }],
    evaluate: (call, inputs, [type]) => [mapElements(inputs as Tensor[], type!, f(call))],
    gradient: (backward) => {
      const [a, b] = backward.inputs as [Expression, Expression];
      const parts = rule({ a, b, y: backward.outputs[0]!, dy: backward.cotangent });
      return parts.map((part, i) =>
        backward.wants(i) ? sumTo(part(), backward.inputs[i]!.dims) : undefined,
      );
    },
  };
}

function comparison(f: Numeric): Operator {
  return {
    infer: (call) => [{ type: 'bool', dims: broadcast(call) }],
    evaluate: (_, inputs, [type]) => [mapElements(inputs as Tensor[], type!, f)],
    gradient: 'stops',
  };
}

/** Max and Min of any number of inputs; where several are equal, the first takes the gradient. */
function extremum(f: Numeric): Operator {
  return {
    infer: (call) => [{ type: call.input(0).type, dims: broadcast(call) }],
    evaluate: (_, inputs, [type]) => [mapElements(inputs as Tensor[], type!, f)],
    gradient: ({ inputs, outputs, cotangent, wants }) => {
      let rest = cotangent;
      return inputs.map((x, i) => {
        const taken = i === inputs.length - 1 ? rest : rest.mul(x.equal(outputs[0]!).cast(x.type));
        if (i < inputs.length - 1) rest = rest.sub(taken);
        return wants(i) ? sumTo(taken, x.dims) : undefined;
      });
    },
  };
}

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

/** Error function to float64 rounding: its series near zero, Laplace's continued fraction elsewhere. */
function erf(x: number): number {
  const magnitude = Math.abs(x);
  if (magnitude > 6) return Math.sign(x);
  if (magnitude < 2.5) {
    let term = x;
    let sum = x;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-x * x) / n;
      sum += term / (2 * n + 1);
    }
    return TWO_OVER_ROOT_PI * sum;
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (magnitude + fraction);
  return Math.sign(x) * (1 - Math.exp(-x * x) / (Math.sqrt(Math.PI) * (magnitude + fraction)));
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const clamp = (x: number, lo: number, hi: number): number => Math.min(hi, Math.max(lo, x));

const roundHalfToEven = (x: number): number => {
  const down = Math.floor(x);
  const rest = x - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 !== 0) ? down + 1 : down;
};

/** Division as the element type has it: integers truncate. */
const divide = (call: Call): Numeric =>
  isFloat(call.input(0).type) ? (a, b) => a / b : (a, b) => Math.trunc(a / b);

const modulo = (call: Call): Numeric =>
  call.number('fmod', 0) ? (a, b) => a % b : (a, b) => ((a % b) + b) % b;

function limits(call: Call): [number, number] {
  return [call.constantOr(1, (t) => t.item, -Infinity), call.constantOr(2, (t) => t.item, Infinity)];
}

function typeOfCode(call: Call): DataType {
  const code = call.number('to');
  const found = Object.entries(DATA_TYPES).find(([, c]) => c === code);
  if (!found) throw call.error(`casts to the element type ${code}, which is not supported`);
  return found[0] as DataType;
}

function hardSigmoid(call: Call): [number, number] {
  return [call.number('alpha', 0.2), call.number('beta', 0.5)];
}

export const elementwise: OperatorTable = {
  Relu: {
    infer: same,
    evaluate: (_, [x], [type]) => [mapElements([x!], type!, (v) => Math.max(0, v))],
    gradient: ({ outputs, cotangent }) => [rectifierGradient(outputs[0]!, cotangent)],
  },
  LeakyRelu: unary(
    (call) => {
      const alpha = call.number('alpha', 0.01);
      return (x) => (x < 0 ? alpha * x : x);
    },
    (x, _, call) => {
      const alpha = call.number('alpha', 0.01);
      return x
        .isPositive()
        .mul(1 - alpha)
        .add(alpha);
    },
  ),
  Elu: unary(
    (call) => {
      const alpha = call.number('alpha', 1);
      return (x) => (x < 0 ? alpha * Math.expm1(x) : x);
    },
    (x, _, call) => {
      const positive = x.isPositive();
      return positive.add(x.min(0).exp().mul(call.number('alpha', 1)).mul(positive.neg().add(1)));
    },
  ),
  Sigmoid: unary(
    plain((x) => sigmoid(x)),
    (_, y) => y.mul(y.neg().add(1)),
  ),
  Tanh: unary(
    plain((x) => Math.tanh(x)),
    (_, y) => y.square().neg().add(1),
  ),
  Softplus: unary(
    plain((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
    (x) => x.sigmoid(),
  ),
  HardSigmoid: unary(
    (call) => {
      const [alpha, beta] = hardSigmoid(call);
      return (x) => clamp(alpha * x + beta, 0, 1);
    },
    (_, y, call) => y.isPositive().mul(y.neg().add(1).isPositive()).mul(hardSigmoid(call)[0]),
  ),
  HardSwish: unary(
    plain((x) => (x * clamp(x + 3, 0, 6)) / 6),
    (x) => {
      // x·(x + 3)/6 between -3 and 3, x above, 0 below
      const above = x.sub(3).isPositive();
      const inside = x.add(3).isPositive().sub(above);
      return above.add(inside.mul(x.mul(1 / 3).add(0.5)));
    },
  ),
  Exp: unary(
    plain((x) => Math.exp(x)),
    (_, y) => y,
  ),
  Log: unary(
    plain((x) => Math.log(x)),
    (x) => x.reciprocal(),
  ),
  Sqrt: unary(
    plain((x) => Math.sqrt(x)),
    (_, y) => y.reciprocal().mul(0.5),
  ),
  Reciprocal: unary(
    plain((x) => 1 / x),
    (_, y) => y.square().neg(),
  ),
  Sin: unary(
    plain((x) => Math.sin(x)),
    (x) => x.cos(),
  ),
  Cos: unary(
    plain((x) => Math.cos(x)),
    (x) => x.sin().neg(),
  ),
  Atan: unary(
    plain((x) => Math.atan(x)),
    (x) => x.square().add(1).reciprocal(),
  ),
  Erf: unary(
    plain((x) => erf(x)),
    (x) => x.square().neg().exp().mul(TWO_OVER_ROOT_PI),
  ),
  Abs: unary(
    plain((x) => Math.abs(x)),
    (x) => x.sign(),
  ),
  Neg: {
    infer: same,
    evaluate: (_, [x], [type]) => [mapElements([x!], type!, (v) => -v)],
    gradient: ({ cotangent }) => [cotangent.neg()],
  },
  Identity: {
    infer: same,
    evaluate: (_, [x]) => [x!],
    gradient: ({ cotangent }) => [cotangent],
  },
  /** In inference form: the identity. */
  Dropout: {
    infer: (call) => [call.input(0), { type: 'bool', dims: call.dims(0) }],
    evaluate: (_, [x], types) => [x!, mapElements([x!], types[1] ?? types[0]!, () => 1)],
    gradient: ({ cotangent }) => [cotangent],
  },
  Clip: {
    infer: same,
    evaluate: (call, [x], [type]) => {
      const [lo, hi] = limits(call);
      return [mapElements([x!], type!, (v) => clamp(v, lo, hi))];
    },
    gradient: ({ call, outputs, cotangent }) => {
      const [lo, hi] = limits(call);
      let masked = cotangent;
      if (lo !== -Infinity) masked = masked.mul(outputs[0]!.sub(lo).isPositive());
      if (hi !== Infinity) masked = masked.mul(outputs[0]!.neg().add(hi).isPositive());
      return [masked];
    },
  },
  Floor: unary(
    plain((x) => Math.floor(x)),
    'stops',
  ),
  Ceil: unary(
    plain((x) => Math.ceil(x)),
    'stops',
  ),
  Round: unary(
    plain((x) => roundHalfToEven(x)),
    'stops',
  ),
  Sign: unary(
    plain((x) => Math.sign(x)),
    'stops',
  ),
  Not: unary(
    plain((x) => (x ? 0 : 1)),
    'stops',
  ),

  Add: binary(
    plain((a, b) => a + b),
    ({ dy }) => [() => dy, () => dy],
  ),
  Sub: binary(
    plain((a, b) => a - b),
    ({ dy }) => [() => dy, () => dy.neg()],
  ),
  Mul: binary(
    plain((a, b) => a * b),
    ({ a, b, dy }) => [() => dy.mul(b), () => dy.mul(a)],
  ),
  Div: binary(divide, ({ b, y, dy }) => [() => dy.div(b), () => dy.mul(y).div(b).neg()]),
  Pow: {
    ...binary(
      plain((a, b) => Math.pow(a, b)),
      ({ a, b, y, dy }) => [
        // a constant square is common, and its general form would raise negative numbers to real powers
        () =>
          b.value?.size === 1 && b.value.item === 2
            ? dy.mul(a).mul(2)
            : dy.mul(b.cast(a.type)).mul(a.pow(b.sub(1))),
        () => dy.mul(y).mul(a.log()),
      ],
    ),
  },
  Mod: {
    infer: (call) => [{ type: call.input(0).type, dims: broadcast(call) }],
    evaluate: (call, inputs, [type]) => [mapElements(inputs as Tensor[], type!, modulo(call))],
    gradient: 'stops',
  },
  Max: extremum((...x) => Math.max(...x)),
  Min: extremum((...x) => Math.min(...x)),
  Equal: comparison((a, b) => (a === b ? 1 : 0)),
  Greater: comparison((a, b) => (a > b ? 1 : 0)),
  GreaterOrEqual: comparison((a, b) => (a >= b ? 1 : 0)),
  Less: comparison((a, b) => (a < b ? 1 : 0)),
  LessOrEqual: comparison((a, b) => (a <= b ? 1 : 0)),
  And: comparison((a, b) => (a && b ? 1 : 0)),
  Or: comparison((a, b) => (a || b ? 1 : 0)),
  Where: {
    infer: (call) => [{ type: call.input(1).type, dims: broadcast(call) }],
    evaluate: (_, inputs, [type]) => [mapElements(inputs as Tensor[], type!, (c, a, b) => (c ? a : b))],
    gradient: ({ inputs, cotangent, wants }: Backward) => {
      const chosen = cotangent.mul(inputs[0]!.cast(cotangent.type));
      return [
        undefined,
        wants(1) ? sumTo(chosen, inputs[1]!.dims) : undefined,
        wants(2) ? sumTo(cotangent.sub(chosen), inputs[2]!.dims) : undefined,
      ];
    },
  },
  Cast: {
    infer: (call) => [{ type: typeOfCode(call), dims: call.dims(0) }],
    evaluate: (_, [x], [type]) => [mapElements([x!], type!, (v) => v)],
    gradient: ({ inputs, outputs, cotangent }) =>
      isFloat(inputs[0]!.type) && isFloat(outputs[0]!.type) ? [cotangent.cast(inputs[0]!.type)] : [undefined],
  },
};
