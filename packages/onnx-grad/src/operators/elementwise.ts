import type { Expression } from '../ad/expression.js';
import type { Tensor, ValueType } from '../graph/tensor.js';
import { broadcastDims, mapElements } from './arrays.js';
import type { Call, Primitive } from './operator.js';
import type { Traits } from './traits.js';

/** Sums a cotangent over the axes along which a value of shape `dims` was broadcast. */
export function sumTo(cotangent: Expression, dims: readonly number[]): Expression {
  const extra = cotangent.rank - dims.length;
  const axes = cotangent.dims.flatMap((d, i) => (i < extra || (dims[i - extra] === 1 && d !== 1) ? [i] : []));
  return (axes.length ? cotangent.sum(axes, true) : cotangent).reshape(dims);
}

/** The type of the first input. */
export const sameType = (call: Call): ValueType[] => [call.input(0)];

/** The broadcast shape of all inputs. @throws GraphError where they do not fit */
export function broadcast(call: Call): readonly number[] {
  const inputs = call.inputs.filter((t) => t !== undefined);
  const dims = broadcastDims(inputs.map((t) => t.dims));
  if (!dims) throw call.error(`cannot broadcast [${inputs.map((t) => t.dims.join(', ')).join('] with [')}]`);
  return dims;
}

/**
 * A divisor with infinity in place of zero, so that quotients are 0 there. Slopes that grow without bound are taken to be
 * 0 where they end: a zero that comes back (past a clamp, or from a square) must not meet an infinity, which would make it
 * no number at all.
 */
export function divisor(x: Expression): Expression {
  if (x.value?.numbers.every((v) => v !== 0)) return x;
  return x.equal(0).where(x.builder.scalar(Infinity, x.type), x);
}

/** A function of numbers, one of each input. */
export type Numeric = (...x: number[]) => number;

/** The same function for every call. */
export const plain = (f: Numeric) => (): Numeric => f;

/** Derivative with respect to the input, given input, output and the call. */
type Slope = (x: Expression, y: Expression, call: Call) => Expression;

/** A function of each element. */
export function unary(f: (call: Call) => Numeric, slope: Slope | 'stops', traits: Traits = {}): Primitive {
  return {
    elementwise: true,
    ...traits,
    infer: sameType,
    evaluate: (call, [x], [type]) => [mapElements([x!], type!, f(call))],
    gradient:
      slope === 'stops'
        ? 'stops'
        : ({ call, inputs, outputs, cotangent }) => [cotangent.mul(slope(inputs[0]!, outputs[0]!, call))],
  };
}

/** Cotangents of the two operands of a broadcast operator, before they are summed to the operands' shapes. */
type BinaryRule = (b: {
  a: Expression;
  b: Expression;
  y: Expression;
  dy: Expression;
}) => [() => Expression, () => Expression];

/** A function of two elements. */
export function binary(f: (call: Call) => Numeric, rule: BinaryRule, traits: Traits = {}): Primitive {
  return {
    elementwise: true,
    ...traits,
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

/** Max and Min of any number of inputs; where several are equal, the first takes the gradient. */
export function extremum(f: Numeric): Primitive {
  return {
    elementwise: true,
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

/** Whether two elements compare so. */
export function comparison(f: Numeric, traits: Traits = {}): Primitive {
  return {
    elementwise: true,
    ...traits,
    infer: (call) => [{ type: 'bool', dims: broadcast(call) }],
    evaluate: (_, inputs, [type]) => [mapElements(inputs as Tensor[], type!, f)],
    gradient: 'stops',
  };
}
