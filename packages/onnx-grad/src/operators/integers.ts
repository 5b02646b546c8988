import type { Expression } from '../ad/expression.js';
import { Tensor } from '../graph/tensor.js';
import { mapElements } from './arrays.js';
import { roundHalfToEven } from './functions.js';
import type { Call, Inputs, OperatorTable } from './operator.js';
import { dequantize } from './quantization.js';

/** Scale and zero point that fit a value's range, zero included, to 8 bits without sign. */
function fitted(x: Tensor): { scale: number; zero: number } {
  const least = x.numbers.reduce((low, v) => Math.min(low, v), 0);
  const most = x.numbers.reduce((high, v) => Math.max(high, v), 0);
  const scale = most === least ? 1 : Math.fround(Math.fround(most - least) / 255);
  return { scale, zero: Math.min(255, Math.max(0, roundHalfToEven(Math.fround(-least / scale)))) };
}

/** Whole numbers less their zero point, as real numbers. */
const centred = (x: Expression, zero: Expression | undefined): Expression =>
  zero ? x.cast('float32').sub(zero.cast('float32')) : x.cast('float32');

/** A list of numbers, one for each index of an axis, shaped to broadcast over a value of the given rank. */
const along = (v: Expression | undefined, axis: number, rank: number): Expression | undefined =>
  v?.rank === 1 && v.dims[0] !== 1
    ? v.reshape(Array.from({ length: rank }, (_, i) => (i === axis ? v.dims[0]! : 1)))
    : v;

/** Sums of products of whole numbers: whole themselves, with the gradient of the real value. */
const whole = (sum: Expression): Expression =>
  sum.builder.withGradient(sum.cast('int32'), [sum], (cotangent) => [cotangent]);

/** (a − a's zero) · (b − b's zero), with zeros of a for each row, of b for each column. */
const product = (
  a: Expression,
  b: Expression,
  az: Expression | undefined,
  bz: Expression | undefined,
): Expression => centred(a, along(az, a.rank - 2, a.rank)).matmul(centred(b, along(bz, b.rank - 1, b.rank)));

function matMulToFloat([a, b, as, bs, az, bz, bias]: Inputs): Expression {
  const sum = product(a!, b!, az, bz).mul(along(as, a!.rank - 2, a!.rank)!.mul(bs!));
  return bias ? sum.add(bias) : sum;
}

/** Quantizes a value as its own range has it. @returns the quantized value, its scale and its zero point */
function fit(x: Expression): readonly Expression[] {
  const { builder } = x;
  const outputs = ['quantized', 'scale', 'zero'].map((name) => builder.fresh(name));
  return builder.append({
    ...{ name: outputs[0]!, operator: 'DynamicQuantizeLinear', domain: '' },
    ...{ inputs: [x.name], outputs, attributes: new Map() },
  });
}

/** Weights of a few bits each, packed in bytes, the lower ones first: (rows, columns). */
function unpacked(call: Call, [, packed, scales, zero]: Inputs): Expression {
  const [k, n, bits, block] = ['K', 'N', 'bits', 'block_size'].map((name) =>
    call.number(name, name === 'bits' ? 4 : undefined),
  ) as [number, number, number, number];
  if (bits !== 4 && bits !== 8) throw call.error(`has weights of ${bits} bits; 4 and 8 are supported`);
  const blocks = Math.ceil(k / block);
  const split = (bytes: Expression, length: number): Expression => {
    const real = bytes.cast('float32').reshape([n, bytes.dims.reduce((a, b) => a * b) / n, 1]);
    if (bits === 8) return real.reshape([n, real.dims[1]!]).slice(1, 0, length);
    const high = real.mul(1 / 16).floor();
    const both = real.builder.concat([real.sub(high.mul(16)), high], 2);
    return both.reshape([n, 2 * real.dims[1]!]).slice(1, 0, length);
  };
  const point = !zero
    ? packed!.builder.scalar(2 ** (bits - 1), 'float32')
    : (zero.type === 'uint8' ? split(zero, blocks) : zero).reshape([n, blocks, 1]);
  const whole = split(packed!, blocks * block).reshape([n, blocks, block]);
  return whole
    .sub(point)
    .mul(scales!.reshape([n, blocks, 1]))
    .reshape([n, blocks * block])
    .slice(1, 0, k);
}

/** Arithmetic of whole numbers, as quantization while a network runs has it. Its gradients are those of real numbers. */
export const integers: OperatorTable = {
  DynamicQuantizeLinear: {
    since: 11,
    straightThrough: true,
    infer: (call) => [
      { type: 'uint8', dims: call.dims(0) },
      { type: 'float32', dims: [] },
      { type: 'uint8', dims: [] },
    ],
    evaluate: (_, [x], [type]) => {
      const { scale, zero } = fitted(x!);
      const to = (v: number): number =>
        Math.min(255, Math.max(0, roundHalfToEven(Math.fround(v / scale)) + zero));
      return [mapElements([x!], type!, to), Tensor.scalar('float32', scale), Tensor.scalar('uint8', zero)];
    },
    // nothing saturates, and the range is taken as given
    gradient: ({ outputs: [, scale], cotangents: [quantized] }) => [quantized?.div(scale!)],
  },
  MatMulInteger: {
    since: 10,
    straightThrough: true,
    decompose: (_, [a, b, az, bz]) => [whole(product(a!, b!, az, bz))],
  },
  ConvInteger: {
    since: 10,
    straightThrough: true,
    channels: 'second',
    decompose: (call, [x, w, xz, wz]) => {
      const weights = centred(w!, along(wz, 0, w!.rank));
      return [
        whole(x!.builder.apply('Conv', [centred(x!, xz), weights], Object.fromEntries(call.node.attributes))),
      ];
    },
  },
  'com.microsoft.MatMulIntegerToFloat': {
    straightThrough: true,
    decompose: (_, inputs) => [matMulToFloat(inputs)],
  },
  'com.microsoft.QAttention': {
    straightThrough: true,
    decompose: (call, [x, w, bias, xs, ws, mask, xz, wz, past]) => {
      if (mask ?? past) throw call.error('has a mask or a cache, which is not supported');
      if (call.number('unidirectional', 0)) throw call.error('is causal, which is not supported');
      const projected = matMulToFloat([x, w, xs, ws, xz, wz, bias]);
      const width = projected.dims[2]! / 3;
      const [q, k, v] = [0, 1, 2].map((i) => projected.slice(2, i * width, (i + 1) * width));
      const { builder } = projected;
      const output = builder.fresh('attention');
      return builder.append({
        ...{ name: output, operator: 'MultiHeadAttention', domain: 'com.microsoft', outputs: [output] },
        inputs: [q!.name, k!.name, v!.name],
        attributes: new Map([['num_heads', call.number('num_heads')]]),
      });
    },
  },
  'com.microsoft.DynamicQuantizeMatMul': {
    straightThrough: true,
    decompose: (_, [a, b, scale, zero, bias]) => {
      const [quantized, own, point] = fit(a!);
      return [matMulToFloat([quantized, b, own, scale, point, zero, bias])];
    },
  },
  'com.microsoft.MatMulNBits': {
    decompose: (call, inputs) => {
      if (inputs[4]) throw call.error('has groups of columns, which are not supported');
      const result = inputs[0]!.matmul(unpacked(call, inputs).matrixTranspose());
      return [inputs[5] ? result.add(inputs[5]) : result];
    },
  },
  'com.microsoft.QuantizeLinear': {
    straightThrough: true,
    decompose: (call, inputs) => [
      sixteen(inputs).builder.apply('QuantizeLinear', inputs, { axis: call.number('axis', 1) }),
    ],
  },
  'com.microsoft.DequantizeLinear': {
    straightThrough: true,
    decompose: (call, [x, scale, zero]) => [dequantize(sixteen([x]), scale!, zero, call.number('axis', 1))],
  },
};

/** ONNX's own operators quantize to 16 bits since opset 21, ONNX Runtime's did before. */
function sixteen(inputs: Inputs): Expression {
  const { opsets } = inputs[0]!.builder.graph;
  opsets.set('', Math.max(21, opsets.get('')!));
  return inputs[0]!;
}
