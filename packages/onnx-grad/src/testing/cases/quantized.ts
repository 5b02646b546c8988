import { Tensor } from '../../graph/tensor.js';
import {
  type CaseInput,
  type OperatorCase,
  bools,
  floats,
  make,
  real,
  scale,
  values,
  weights,
} from './case.js';

const bytes = (dims: number[], ...v: number[]): Tensor => Tensor.of('uint8', dims, v);
const signed = (dims: number[], ...v: number[]): Tensor => Tensor.of('int8', dims, v);
const point = (v: number): Tensor => Tensor.scalar('uint8', v);
/** Bytes that differ. */
const many = (dims: number[], from = 0): Tensor => {
  const size = dims.reduce((a, b) => a * b, 1);
  return bytes(dims, ...Array.from({ length: size }, (_, i) => (from + i * 37) % 251));
};
/** A quantized value: bytes, their scale and their zero point. */
const quantized = (x: Tensor, step: number, zero: number): CaseInput[] => [x, scale(step), point(zero)];
const output = (step: number, zero: number): CaseInput[] => [scale(step), point(zero)];

/** Values of quantized operators, whose gradient is taken straight through. */
export const quantizedValues: readonly OperatorCase[] = [
  make('QuantizeLinear', [values([2, 3], -1, 0.24, 0.26, 1, 2, 300), scale(0.5), point(3)]),
  make('DequantizeLinear', [signed([2, 2], 1, -2, 3, 127), floats([2], 0.5, 0.25), signed([2], 1, 0)], {
    axis: 0,
  }),
  make(
    'DequantizeLinear',
    [many([2, 5]), floats([2, 3], 0.5, 0.25, 1, 2, 0.1, 0.2), bytes([2, 3], 1, 2, 3, 4, 5, 6)],
    {
      block_size: 2,
    },
  ),
  make(
    'QuantizeLinear',
    [real(2, 4), floats([2, 2], 0.01, 0.02, 0.03, 0.04), bytes([2, 2], 90, 120, 100, 128)],
    {
      block_size: 2,
    },
  ),
  make('QLinearMatMul', [
    ...quantized(many([2, 2]), 0.5, 1),
    ...quantized(many([2, 2], 5), 0.25, 2),
    ...output(50, 10),
  ]),
  make('QLinearMatMul', [
    ...quantized(many([3, 2, 2]), 0.5, 1),
    many([2, 2], 5),
    floats([2], 0.25, 0.5),
    bytes([2], 2, 3),
    ...output(50, 10),
  ]),
  make('QLinearConv', [
    ...quantized(bytes([1, 1, 3, 3], 1, 2, 3, 4, 5, 6, 7, 8, 9), 0.5, 1),
    ...quantized(bytes([1, 1, 2, 2], 5, 6, 7, 8), 0.25, 2),
    ...output(0.5, 0),
  ]),
  make(
    'QLinearConv',
    [
      ...quantized(many([1, 2, 4, 4]), 0.02, 100),
      ...[signed([2, 2, 1, 1], 100, -50, 20, 70), floats([2], 0.01, 0.02), signed([2], 0, 0)],
      ...output(0.05, 128),
      Tensor.of('int32', [2], [300, -500]),
    ],
    { strides: [2, 2] },
  ),
  make('com.microsoft.QLinearAdd', [
    ...quantized(bytes([3], 1, 2, 3), 0.5, 1),
    ...quantized(bytes([3], 4, 5, 6), 0.25, 2),
    ...output(0.5, 0),
  ]),
  make('com.microsoft.QLinearMul', [
    ...quantized(bytes([3], 1, 2, 3), 0.5, 1),
    ...quantized(bytes([3], 4, 5, 6), 0.25, 2),
    ...output(0.3, 7),
  ]),
  make('com.microsoft.QLinearSigmoid', [...quantized(many([6]), 0.02, 120), ...output(1 / 256, 0)]),
  make('com.microsoft.QLinearLeakyRelu', [...quantized(many([6]), 0.02, 120), ...output(0.03, 40)], {
    alpha: 0.2,
  }),
  make('com.microsoft.QLinearSoftmax', [...quantized(many([2, 3]), 0.02, 120), ...output(1 / 256, 0)], {
    axis: -1,
    opset: 13,
  }),
  make('com.microsoft.QLinearSoftmax', [...quantized(many([2, 3, 2]), 0.02, 120), ...output(1 / 256, 0)], {
    axis: 1,
    opset: 11,
  }),
  make(
    'com.microsoft.QLinearAveragePool',
    [...quantized(many([1, 2, 4, 4]), 0.02, 120), ...output(0.023, 110)],
    { kernel_shape: [2, 2], strides: [2, 2] },
  ),
  make('com.microsoft.QLinearGlobalAveragePool', [
    ...quantized(many([1, 2, 4, 4]), 0.02, 120),
    ...output(0.02, 110),
  ]),
  make(
    'com.microsoft.QLinearGlobalAveragePool',
    [...quantized(many([1, 4, 4, 2]), 0.02, 120), ...output(0.02, 110)],
    { channels_last: 1 },
  ),
  make(
    'com.microsoft.QLinearReduceMean',
    [...quantized(many([2, 3, 4]), 0.02, 120), ...output(0.02, 110)],
    { axes: [1, -1], keepdims: 0 },
    { notInRuntime: 'not on a CPU' },
  ),
  make('com.microsoft.QLinearWhere', [
    bools([4], 1, 0, 0, 1),
    ...quantized(many([4]), 0.02, 120),
    ...quantized(many([4], 9), 0.03, 100),
    ...output(0.041, 90),
  ]),
  make(
    'com.microsoft.QLinearConcat',
    [...output(0.023, 100), ...quantized(many([2, 2]), 0.02, 120), ...quantized(many([2, 3], 9), 0.01, 90)],
    { axis: 1 },
  ),
  make(
    'com.microsoft.QGemm',
    [
      ...quantized(many([2, 3]), 0.02, 120),
      ...[
        signed([4, 3], ...[1, -20, 30, 40, -50, 60, 70, 80, -90, 100, 11, 12]),
        floats([4], 0.01, 0.02, 0.03, 0.04),
        signed([4], 0, 0, 0, 0),
      ],
      Tensor.of('int32', [4], [100, -200, 300, 400]),
      ...output(0.1, 128),
    ],
    { transB: 1 },
  ),
  make(
    'com.microsoft.QGemm',
    [...quantized(many([2, 3]), 0.02, 120), ...quantized(many([3, 2], 5), 0.01, 100)],
    { alpha: 0.5 },
  ),
  make('DynamicQuantizeLinear', [values([2, 3], -1, 0.24, 0.26, 1, 2, 3)], {}, { outputs: 3 }),
  make('DynamicQuantizeLinear', [values([2, 2], 1, 2, 3, 4)], {}, { outputs: 3 }),
  make('MatMulInteger', [many([2, 3]), many([3, 4], 7), point(100), point(90)]),
  make('MatMulInteger', [many([2, 3]), many([3, 2], 7), point(100), bytes([2], 3, 90)]),
  make('ConvInteger', [many([1, 2, 4, 4]), many([3, 2, 3, 3], 7), point(100), point(90)], {
    pads: [1, 1, 1, 1],
  }),
  make('com.microsoft.MatMulIntegerToFloat', [
    many([2, 3]),
    many([3, 2], 7),
    scale(0.02),
    floats([2], 0.01, 0.02),
    point(100),
    bytes([2], 3, 90),
    floats([2], 1, -1),
  ]),
  make('com.microsoft.DynamicQuantizeMatMul', [
    real(2, 3),
    many([3, 2], 7),
    floats([1], 0.01),
    bytes([1], 90),
    floats([2], 1, -1),
  ]),
  make('com.microsoft.QuantizeLinear', [
    values([3], -1, 0.5, 300),
    scale(0.01),
    Tensor.scalar('uint16', 1000),
  ]),
  make('com.microsoft.DequantizeLinear', [
    Tensor.of('int16', [3], [-1, 500, 30000]),
    scale(0.01),
    Tensor.scalar('int16', 100),
  ]),
  make(
    'com.microsoft.QLinearConv',
    [
      ...quantized(many([1, 4, 4, 2]), 0.02, 100),
      ...quantized(many([3, 2, 1, 1]), 0.01, 90),
      ...output(0.05, 128),
    ],
    { channels_last: 1 },
  ),
  make(
    'com.microsoft.QAttention',
    [
      ...[
        many([1, 3, 4]),
        many([4, 12], 7),
        weights([12]),
        scale(0.02),
        scale(0.01),
        undefined,
        point(120),
        point(110),
      ],
    ],
    { num_heads: 2 },
  ),
];

/** Products with packed weights: their gradient is checked. */
export const packedProducts: readonly OperatorCase[] = [
  make('com.microsoft.MatMulNBits', [real(2, 20), many([3, 2, 8]), weights([6])], {
    K: 20,
    N: 3,
    bits: 4,
    block_size: 16,
  }),
  make('com.microsoft.MatMulNBits', [real(2, 32), many([3, 2, 8]), weights([6]), many([3, 1], 60)], {
    K: 32,
    N: 3,
    bits: 4,
    block_size: 16,
  }),
];
