import type { Expression } from '../ad/expression.js';
import { type DataType, ELEMENT_SIZE, isFloat } from '../graph/data-type.js';
import { Tensor, sizeOf, stridesOf } from '../graph/tensor.js';
import { walk } from './arrays.js';
import { divisor, sameType } from './elementwise.js';
import type { Call, OperatorTable, Primitive } from './operator.js';

interface Reduction {
  axes: number[];
  /** The output's shape with reduced axes kept as 1. */
  kept: number[];
  dims: number[];
  /** How many elements go into one. */
  count: number;
}

/**
 * The axes that a reduction is over: all of them where none is named.
 * @example
 * builder.output(x.reshape([1, 2]).sum([1]), 'y');
 * const node = builder.graph.nodes.find(({ operator }) => operator === 'ReduceSum')!;
 * reducedAxes(resolveNode(builder, node).call); // [1]
 */
export function reducedAxes(call: Call): number[] {
  const dims = call.dims(0);
  const given = call.has(1) ? call.intsOf(1) : [];
  if (given.length) return given.map((a) => call.axis(a, dims.length));
  return call.number('noop_with_empty_axes', 0) === 1 ? [] : dims.map((_, i) => i);
}

function reduction(call: Call): Reduction {
  const dims = call.dims(0);
  const axes = reducedAxes(call);
  const reduced = new Set(axes);
  const kept = dims.map((d, i) => (reduced.has(i) ? 1 : d));
  return {
    axes,
    kept,
    dims: call.number('keepdims', 1) ? kept : dims.filter((_, i) => !reduced.has(i)),
    count: sizeOf(axes.map((a) => dims[a]!)),
  };
}

type Rule = (b: {
  x: Expression;
  y: Expression;
  dy: Expression;
  count: number;
  axes: number[];
}) => Expression;

/** A number as the element type can hold it. */
const limited = (type: DataType, value: number): number => {
  if (isFloat(type) || Number.isFinite(value)) return value;
  if (type === 'bool') return value > 0 ? 1 : 0;
  const bits = 8 * ELEMENT_SIZE[type];
  if (type.startsWith('u')) return value > 0 ? 2 ** bits - 1 : 0;
  return value > 0 ? 2 ** (bits - 1) - 1 : -(2 ** (bits - 1));
};

/** A reduction by `step` from `start`; the rule sees output and cotangent with reduced axes kept as 1. */
function reduce(
  start: number,
  step: (sum: number, x: number) => number,
  finish: (sum: number, count: number) => number,
  rule: Rule,
): Primitive {
  return {
    infer: (call) => [{ type: call.input(0).type, dims: reduction(call).dims }],
    evaluate: (call, [x], [type]) => {
      const { kept, count } = reduction(call);
      const strides = stridesOf(kept).map((s, i) => (kept[i] === 1 ? 0 : s));
      // of no elements at all: what the element type has for the smallest or the largest
      const out = new Float64Array(sizeOf(kept)).fill(limited(type!.type, start));
      walk(x!.dims, [strides], (i, [o]) => (out[o!] = step(out[o!]!, x!.numbers[i]!)));
      return [
        Tensor.of(
          type!.type,
          type!.dims,
          out.map((v) => finish(v, count)),
        ),
      ];
    },
    gradient: ({ call, inputs, outputs, cotangent }) => {
      const { kept, count, axes } = reduction(call);
      const x = inputs[0]!;
      return [
        rule({ x, y: outputs[0]!.reshape(kept), dy: cotangent.reshape(kept), count, axes }).expand(x.dims),
      ];
    },
  };
}

const keep = (sum: number): number => sum;

/** Below every logarithm that single precision tells from none. */
const LOWEST = -3e38;

/** Where several elements are the largest, they share the gradient, as PyTorch's amax does. */
const extremeRule: Rule = ({ x, y, dy, axes }) => {
  const mask = x.equal(y).cast(x.type);
  return mask.mul(dy.div(mask.sum(axes, true)));
};

/** Sums, extremes and norms over axes, and sums that run along one. */
export const reductions: OperatorTable = {
  ReduceSum: reduce(
    0,
    (s, x) => s + x,
    keep,
    ({ dy }) => dy,
  ),
  ReduceMean: reduce(
    0,
    (s, x) => s + x,
    (s, n) => s / n,
    ({ dy, count }) => dy.mul(1 / count),
  ),
  ReduceMax: reduce(-Infinity, Math.max, keep, extremeRule),
  ReduceMin: reduce(Infinity, Math.min, keep, extremeRule),
  ReduceL1: reduce(
    0,
    (s, x) => s + Math.abs(x),
    keep,
    ({ x, dy }) => x.sign().mul(dy),
  ),
  ReduceL2: reduce(
    0,
    (s, x) => s + x * x,
    Math.sqrt,
    ({ x, y, dy }) => x.mul(dy.div(divisor(y))),
  ),
  ReduceSumSquare: reduce(
    0,
    (s, x) => s + x * x,
    keep,
    ({ x, dy }) => x.mul(dy.mul(2)),
  ),
  ReduceProd: reduce(
    1,
    (s, x) => s * x,
    keep,
    // the product of the others: of all that are not zero where one is, nothing where two are
    ({ x, dy, axes }) => {
      if (!axes.length) return dy;
      const zero = x.equal(0);
      const product = x.builder.apply('ReduceProd', [
        zero.where(x.builder.scalar(1, x.type), x),
        x.builder.ints(axes),
      ]);
      const zeros = zero.cast(x.type).sum(axes, true);
      const one = dy.mul(product);
      const others = zeros.equal(0).where(one, 0).div(divisor(x));
      return zero.where(zeros.equal(1).where(one, 0), others);
    },
  ),
  ReduceLogSum: reduce(
    0,
    (s, x) => s + x,
    Math.log,
    ({ y, dy }) => dy.div(divisor(y.exp())),
  ),
  ReduceLogSumExp: reduce(
    -Infinity,
    (s, x) => (s === -Infinity ? x : Math.max(s, x) + Math.log1p(Math.exp(-Math.abs(s - x)))),
    keep,
    // of nothing but negative infinities none is the largest
    ({ x, y, dy }) => x.sub(y.maximum(LOWEST)).exp().mul(dy),
  ),
  CumSum: {
    since: 11,
    infer: sameType,
    evaluate: (call, [x, axisTensor], [type]) => {
      const axis = call.axis(axisTensor!.item, x!.dims.length);
      const [exclusive, reverse] = [call.number('exclusive', 0) === 1, call.number('reverse', 0) === 1];
      const length = x!.dims[axis]!;
      const stride = stridesOf(x!.dims)[axis]!;
      const out = new Float64Array(x!.size);
      for (let i = 0; i < x!.size; i++) {
        if (Math.floor(i / stride) % length !== 0) continue;
        let sum = 0;
        for (let k = 0; k < length; k++) {
          const at = i + (reverse ? length - 1 - k : k) * stride;
          if (exclusive) out[at] = sum;
          sum += x!.numbers[at]!;
          if (!exclusive) out[at] = sum;
        }
      }
      return [Tensor.of(type!.type, type!.dims, out)];
    },
    // the transpose of a running sum is the running sum from the other end
    gradient: ({ call, inputs, cotangent }) => [
      cotangent.builder.apply('CumSum', [cotangent, inputs[1]], {
        exclusive: call.number('exclusive', 0),
        reverse: 1 - call.number('reverse', 0),
      }),
    ],
  },
};
