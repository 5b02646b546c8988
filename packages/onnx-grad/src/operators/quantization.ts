import type { Expression } from '../ad/expression.js';
import type { Call, Composite, OperatorTable } from './operator.js';
import type { Traits } from './traits.js';

type Inputs = readonly (Expression | undefined)[];

const dequantize = (
  x: Expression,
  scale: Expression,
  zero: Expression | undefined,
  axis?: number,
): Expression => x.builder.apply('DequantizeLinear', [x, scale, zero], { axis });

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
      const result = compute(call, inputs);
      return [result.builder.apply('QuantizeLinear', [result, inputs[scale], inputs[scale + 1]])];
    },
  };
}

/** Operators on quantized values, which quantize what they make again. */
export const quantization: OperatorTable = {
  QLinearConv: quantized(
    (call, [x, xs, xz, w, ws, wz, , , bias]) => {
      const weights = dequantize(w!, ws!, wz, 0);
      const attributes = Object.fromEntries(call.node.attributes);
      // the bias is quantized with the product of both scales
      const shift = bias && bias.cast('float32').mul(xs!.mul(ws!));
      return x!.builder.apply('Conv', [dequantize(x!, xs!, xz), weights, shift], attributes);
    },
    6,
    { since: 10 },
  ),
  QLinearMatMul: quantized(
    (_, [a, as, az, b, bs, bz]) => dequantize(a!, as!, az).matmul(dequantize(b!, bs!, bz)),
    6,
    { since: 10 },
  ),
  'com.microsoft.QLinearAdd': quantized(
    (_, [a, as, az, b, bs, bz]) => dequantize(a!, as!, az).add(dequantize(b!, bs!, bz)),
    6,
  ),
};
