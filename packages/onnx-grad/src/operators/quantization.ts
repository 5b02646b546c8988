import type { Expression } from '../ad/expression.js';
import { isFloat } from '../graph/data-type.js';
import { channelsSecond } from './channels-last.js';
import type { Call, Composite, Inputs, OperatorTable } from './operator.js';
import type { Traits } from './traits.js';

/** Real values of quantized ones. `axis` is that along which there may be a scale for each index. */
export function dequantize(
  x: Expression,
  scale: Expression,
  zero: Expression | undefined,
  axis = 0,
): Expression {
  // what stands for real numbers has been copied as them
  if (isFloat(x.type)) return x;
  const fits = zero && zero.dims.join() === scale.dims.join();
  const point = zero && !fits && scale.rank ? zero.reshape([1]).expand(scale.dims) : zero;
  return x.builder.apply('DequantizeLinear', [x, scale, point], { axis });
}

/** What a node makes, quantized; as real numbers again where it is copied so. */
function requantized(
  { node: { real } }: Call,
  value: Expression,
  scale: Expression | undefined,
  zero: Expression | undefined,
): Expression {
  const whole = value.builder.apply('QuantizeLinear', [value, scale, zero]);
  return real ? dequantize(whole, scale!, zero) : whole;
}

/** An operator on quantized values, as that operator between a dequantization and a quantization. */
function quantized(
  compute: (call: Call, inputs: Inputs) => Expression,
  scale: number,
  traits: Traits = {},
): Composite {
  return {
    straightThrough: true,
    ...traits,
    decompose: (call, inputs) => {
      return [requantized(call, compute(call, inputs), inputs[scale], inputs[scale + 1])];
    },
  };
}

/** A node's attributes without some. */
const attributesOf = (call: Call, ...without: string[]) =>
  Object.fromEntries([...call.node.attributes].filter(([name]) => !without.includes(name)));

const isLast = (call: Call): boolean => call.number('channels_last', 0) === 1;

/** Of one value and its scale and zero point: the same operator of ONNX, with the node's attributes. */
const unary = (operator: string, traits: Traits = {}): Composite =>
  quantized(
    (call, [x, scale, zero]) =>
      dequantize(x!, scale!, zero).builder.apply(
        operator,
        [dequantize(x!, scale!, zero)],
        attributesOf(call),
      ),
    3,
    traits,
  );

/** The same of a pool, which may have channels last. */
const pool = (operator: string): Composite =>
  quantized(
    (call, [x, scale, zero]) =>
      channelsSecond(dequantize(x!, scale!, zero), isLast(call), (v) =>
        v.builder.apply(operator, [v], attributesOf(call, 'channels_last')),
      ),
    3,
  );

/** Of two values, each with its scale and zero point. */
const binary = (f: (a: Expression, b: Expression) => Expression): Composite =>
  quantized((_, [a, as, az, b, bs, bz]) => f(dequantize(a!, as!, az), dequantize(b!, bs!, bz)), 6);

/** Before opset 13 over all axes from the given one on, flattened. */
function softmax(call: Call, x: Expression): Expression {
  const axis = call.axis(call.number('axis', -1), x.rank);
  if (call.number('opset', 13) >= 13) return x.builder.apply('Softmax', [x], { axis });
  const flat = x.builder.apply('Flatten', [x], { axis });
  return x.builder.apply('Softmax', [flat], { axis: 1 }).reshape(x.dims);
}

/** A bias is quantized with the product of both scales. */
const bias = (value: Expression | undefined, a: Expression, b: Expression): Expression | undefined =>
  value && value.cast('float32').mul(a.mul(b));

const convolution: Composite = quantized((call, [x, xs, xz, w, ws, wz, , , shift]) => {
  const [weights, added] = [dequantize(w!, ws!, wz), bias(shift, xs!, ws!)];
  return channelsSecond(dequantize(x!, xs!, xz), isLast(call), (v) =>
    v.builder.apply('Conv', [v, weights, added], attributesOf(call, 'channels_last')),
  );
}, 6);

function product(call: Call, [a, as, az, b, bs, bz, c]: Inputs): Expression {
  const [transA, transB, alpha] = [
    call.number('transA', 0),
    call.number('transB', 0),
    call.number('alpha', 1),
  ];
  const operands = [dequantize(a!, as!, az), dequantize(b!, bs!, bz, transB ? 0 : 1)];
  const result = a!.builder.apply('Gemm', operands, { transA, transB, alpha });
  const shift = bias(c, as!, bs!);
  // its scale has alpha in it too
  return shift ? result.add(alpha === 1 ? shift : shift.mul(alpha)) : result;
}

/** Operators on quantized values, which quantize what they make again. */
export const quantization: OperatorTable = {
  QLinearConv: { ...convolution, since: 10, channels: 'second' },
  'com.microsoft.QLinearConv': convolution,
  QLinearMatMul: quantized(
    (_, [a, as, az, b, bs, bz]) =>
      dequantize(a!, as!, az, Math.max(0, a!.rank - 2)).matmul(dequantize(b!, bs!, bz, b!.rank - 1)),
    6,
    { since: 10 },
  ),
  'com.microsoft.QGemm': {
    straightThrough: true,
    decompose: (call, inputs) => {
      const [scale, zero] = inputs.slice(7);
      const result = product(call, inputs);
      return [scale ? requantized(call, result, scale, zero) : result];
    },
  },
  'com.microsoft.QLinearAdd': binary((a, b) => a.add(b)),
  'com.microsoft.QLinearMul': binary((a, b) => a.mul(b)),
  'com.microsoft.QLinearSigmoid': unary('Sigmoid'),
  'com.microsoft.QLinearLeakyRelu': unary('LeakyRelu'),
  'com.microsoft.QLinearSoftmax': quantized(
    (call, [x, scale, zero]) => softmax(call, dequantize(x!, scale!, zero)),
    3,
  ),
  'com.microsoft.QLinearAveragePool': pool('AveragePool'),
  'com.microsoft.QLinearGlobalAveragePool': pool('GlobalAveragePool'),
  'com.microsoft.QLinearReduceMean': quantized((call, [x, scale, zero]) => {
    const real = dequantize(x!, scale!, zero);
    return real.mean(
      call
        .ints(
          'axes',
          real.dims.map((_, i) => i),
        )
        .map((a) => call.axis(a, real.rank)),
      call.number('keepdims', 1) === 1,
    );
  }, 3),
  'com.microsoft.QLinearWhere': quantized(
    (_, [condition, a, as, az, b, bs, bz]) =>
      condition!.where(dequantize(a!, as!, az), dequantize(b!, bs!, bz)),
    7,
  ),
  'com.microsoft.QLinearConcat': quantized((call, inputs) => {
    const parts = Array.from({ length: (inputs.length - 2) / 3 }, (_, i) => {
      const [x, scale, zero] = inputs.slice(2 + 3 * i);
      return dequantize(x!, scale!, zero);
    });
    return parts[0]!.builder.concat(parts, call.axis(call.number('axis', 0), parts[0]!.rank));
  }, 0),
};
