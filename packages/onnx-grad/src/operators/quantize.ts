import type { Expression } from '../ad/expression.js';
import { DATA_TYPES, type DataType, isFloat } from '../graph/data-type.js';
import { Tensor, type ValueType } from '../graph/tensor.js';
import { mapElements } from './arrays.js';
import { roundHalfToEven } from './functions.js';
import type { Call, Composite, OperatorTable } from './operator.js';

/** What an integer type holds. */
export const RANGES: Partial<Record<DataType, readonly [number, number]>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65535],
  int16: [-32768, 32767],
};

/** The type that a QuantizeLinear makes: its zero point's, or the one that it names. */
function quantizedType(call: Call): DataType {
  const code = call.number('output_dtype', 0);
  const named = Object.entries(DATA_TYPES).find(([, c]) => c === code)?.[0] as DataType | undefined;
  const type = call.inputs[2]?.type ?? (code === 0 ? 'uint8' : named);
  if (type && RANGES[type]) return type;
  throw call.error('quantizes to a type other than 8 or 16 bits, which is not supported: quantize to int8');
}

/** How often each element of a scale or zero point is repeated, and its shape before and after, to fit its value. */
function layout(call: Call, dims: readonly number[]): { shape: number[]; block: number; axis: number } {
  const to = call.dims(0);
  const size = dims.reduce((a, b) => a * b, 1);
  if (size === 1) return { shape: [], block: 1, axis: 0 };
  const axis = call.axis(call.number('axis', 1), to.length);
  const block = call.number('block_size', 0);
  if (block > 0) return { shape: [...dims], block, axis };
  if (size !== to[axis]) throw call.error(`has ${size} scales for an axis of ${to[axis]}`);
  return { shape: to.map((_, i) => (i === axis ? size : 1)), block: 1, axis };
}

/** A scale or zero point, shaped to broadcast along the quantization axis. */
function alongAxis(call: Call, parameter: Tensor): Tensor {
  const { shape, block, axis } = layout(call, parameter.dims);
  if (block === 1) return parameter.reshaped(shape);
  const to = call.dims(0);
  const strides = shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));
  const out = new Float64Array(to.reduce((a, b) => a * b, 1));
  out.forEach((_, flat) => {
    let [rest, from] = [flat, 0];
    for (let i = to.length - 1; i >= 0; i--) {
      const at = rest % to[i]!;
      from += (i === axis ? Math.floor(at / block) : at) * strides[i]!;
      rest = Math.floor(rest / to[i]!);
    }
    out[flat] = parameter.numbers[from]!;
  });
  return Tensor.of(parameter.type, to, out);
}

/** The same of a value of the graph. */
function spread(call: Call, parameter: Expression): Expression {
  const { shape, block, axis } = layout(call, parameter.dims);
  if (block === 1) return parameter.reshape(shape);
  const repeated = parameter.unsqueeze(axis + 1);
  const wide = repeated.expand(repeated.dims.map((d, i) => (i === axis + 1 ? block : d)));
  const length = shape[axis]! * block;
  return wide.reshape(shape.map((d, i) => (i === axis ? length : d))).slice(axis, 0, call.dims(0)[axis]!);
}

/** A cotangent without the factor that the dequantization of the same value gave it, where it is that. */
function unscaled(cotangent: Expression, scale: Expression): Expression {
  const { builder } = cotangent;
  const maker = builder.producer(cotangent.name);
  const by = maker?.operator === 'Mul' ? maker.inputs[1]! : undefined;
  const [own, theirs] = [scale.value, by === undefined ? undefined : builder.valueOf(by)];
  const same = by === scale.name || (own?.size === 1 && theirs?.size === 1 && own.item === theirs.item);
  return by !== undefined && same ? builder.get(maker!.inputs[0]!) : cotangent.div(scale);
}

/** Of a quantized value that was copied as the real numbers which it stands for. */
const already: Composite = { decompose: (_, [x]) => [x] };

/** Quantized, and the real numbers that it then stands for. */
const asReal: Composite = {
  decompose: (call, [x, scale, zero]) => {
    const settings = Object.fromEntries(call.node.attributes);
    const whole = x!.builder.apply('QuantizeLinear', [x, scale, zero], settings);
    const { axis, block_size: block } = settings;
    return [whole.builder.apply('DequantizeLinear', [whole, scale, zero], { axis, block_size: block })];
  },
};

/**
 * Rounding has no slope that is of use, so it is taken straight through, as in quantization-aware training; saturation
 * is part of the network (its ReLU6, often), and its slope is zero. A quantized value's cotangent is that of the whole
 * number, so that it may pass other operators on the way to its dequantization.
 */
export const quantizing: OperatorTable = {
  QuantizeLinear: {
    since: 10,
    straightThrough: true,
    variant: ({ node }) => (node.real ? asReal : undefined),
    infer: (call): ValueType[] => [{ type: quantizedType(call), dims: call.dims(0) }],
    evaluate: (call, [x, scale, zero], [type]) => {
      const [lo, hi] = RANGES[type!.type]!;
      const point = zero ?? Tensor.scalar(type!.type, 0);
      // in the precision that the runtime divides in: half a step more or less is a step
      const divided = (v: number): number => (x!.type === 'float32' ? Math.fround(v) : v);
      return [
        mapElements([x!, alongAxis(call, scale!), alongAxis(call, point)], type!, (v, s, z) =>
          Math.min(hi, Math.max(lo, roundHalfToEven(divided(v / s)) + z)),
        ),
      ];
    },
    gradient: ({ call, inputs: [x, scale, zero], cotangent }) => {
      const [lo, hi] = RANGES[quantizedType(call)]!;
      const step = spread(call, scale!.cast(cotangent.type));
      const point = zero && spread(call, zero.cast(cotangent.type));
      const bound = (end: number): Expression =>
        (point ? point.neg().add(end) : x!.builder.scalar(end, cotangent.type)).mul(step);
      const inside = x!.equal(x!.maximum(bound(lo)).minimum(bound(hi)));
      return [unscaled(cotangent, step).mul(inside.cast(cotangent.type))];
    },
  },
  DequantizeLinear: {
    since: 10,
    straightThrough: true,
    variant: (call) => (isFloat(call.input(0).type) ? already : undefined),
    infer: (call) => [{ type: call.input(1).type, dims: call.dims(0) }],
    evaluate: (call, [x, scale, zero], [type]) => {
      const point = zero ?? Tensor.scalar('float32', 0);
      return [
        mapElements([x!, alongAxis(call, scale!), alongAxis(call, point)], type!, (v, s, z) => (v - z) * s),
      ];
    },
    gradient: ({ call, inputs: [, scale], cotangent }) => [cotangent.mul(spread(call, scale!))],
  },
};
