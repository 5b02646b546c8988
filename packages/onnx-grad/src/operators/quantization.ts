import type { Expression } from '../ad/expression.js';
import type { DataType } from '../graph/data-type.js';
import { Tensor, type ValueType } from '../graph/tensor.js';
import { mapElements } from './arrays.js';
import { roundHalfToEven } from './functions.js';
import type { Call, Composite, OperatorTable } from './operator.js';
import type { Traits } from './traits.js';

const RANGES: Partial<Record<DataType, [number, number]>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65535],
  int16: [-32768, 32767],
};

function quantizedType(call: Call): DataType {
  return call.inputs[2]?.type ?? 'uint8';
}

/** A scale or zero point, shaped to broadcast along the quantization axis. */
function alongAxis(call: Call, parameter: Tensor): Tensor {
  if (parameter.size === 1) return parameter.reshaped([]);
  const rank = call.dims(0).length;
  const axis = call.axis(call.number('axis', 1), rank);
  return parameter.reshaped(Array.from({ length: rank }, (_, i) => (i === axis ? parameter.size : 1)));
}

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

/** Quantization has no slope that is of use: its gradient is taken straight through, as in quantization-aware training. */
export const quantization: OperatorTable = {
  QuantizeLinear: {
    since: 10,
    straightThrough: true,
    infer: (call): ValueType[] => [{ type: quantizedType(call), dims: call.dims(0) }],
    evaluate: (call, [x, scale, zero], [type]) => {
      const [lo, hi] = RANGES[type!.type] ?? [-Infinity, Infinity];
      const point = zero ?? Tensor.scalar(type!.type, 0);
      return [
        mapElements([x!, alongAxis(call, scale!), alongAxis(call, point)], type!, (v, s, z) =>
          Math.min(hi, Math.max(lo, roundHalfToEven(v / s) + z)),
        ),
      ];
    },
    gradient: ({ cotangent }) => [cotangent],
  },
  DequantizeLinear: {
    since: 10,
    straightThrough: true,
    infer: (call) => [{ type: call.input(1).type, dims: call.dims(0) }],
    evaluate: (call, [x, scale, zero], [type]) => {
      const point = zero ?? Tensor.scalar('float32', 0);
      return [
        mapElements([x!, alongAxis(call, scale!), alongAxis(call, point)], type!, (v, s, z) => (v - z) * s),
      ];
    },
    gradient: ({ cotangent }) => [cotangent],
  },
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
