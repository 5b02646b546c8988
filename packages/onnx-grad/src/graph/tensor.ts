import { GraphError } from '../errors.js';

/** Element types that the library reads and writes, with their number in ONNX's `TensorProto.DataType`. */
export const DATA_TYPES = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
} as const;

/** The name of an element type. */
export type DataType = keyof typeof DATA_TYPES;

/** Bytes of one element. */
export const ELEMENT_SIZE: Record<DataType, number> = {
  float32: 4,
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  int32: 4,
  int64: 8,
  bool: 1,
  float16: 2,
  float64: 8,
  uint32: 4,
  uint64: 8,
};

/** Element type and concrete shape of a value. */
export interface ValueType {
  readonly type: DataType;
  readonly dims: readonly number[];
}

export const isFloat = (type: DataType): boolean =>
  type === 'float32' || type === 'float64' || type === 'float16';

/**
 * Number of elements of a shape.
 * @example sizeOf([2, 3, 4]) // 24
 */
export function sizeOf(dims: readonly number[]): number {
  let size = 1;
  for (const d of dims) size *= d;
  return size;
}

/**
 * Row-major strides of a shape, in elements.
 * @example stridesOf([2, 3, 4]) // [12, 4, 1]
 */
export function stridesOf(dims: readonly number[]): number[] {
  const strides = new Array<number>(dims.length);
  let stride = 1;
  for (let i = dims.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= dims[i]!;
  }
  return strides;
}

/**
 * A constant: element type, shape and values. Values are kept as the file's little-endian bytes, as numbers, or as
 * both; either is made from the other when first asked for, so weights that nobody looks at are never copied.
 */
export class Tensor implements ValueType {
  private constructor(
    readonly type: DataType,
    readonly dims: readonly number[],
    private rawBytes: Uint8Array | undefined,
    private rawNumbers: Float64Array | undefined,
  ) {}

  /** A tensor over little-endian bytes, which are shared, not copied. */
  static fromBytes(type: DataType, dims: readonly number[], bytes: Uint8Array): Tensor {
    const expected = sizeOf(dims) * ELEMENT_SIZE[type];
    if (bytes.byteLength !== expected) {
      throw new GraphError(
        `a ${type} tensor of shape [${dims.join(', ')}] takes ${expected} bytes, but ${bytes.byteLength} are given`,
      );
    }
    return new Tensor(type, dims, bytes, undefined);
  }

  /** A tensor of the given numbers, rounded to `type`. Integers are exact up to 2^53. */
  static of(type: DataType, dims: readonly number[], numbers: ArrayLike<number>): Tensor {
    const size = sizeOf(dims);
    if (numbers.length !== size) {
      throw new GraphError(
        `shape [${dims.join(', ')}] takes ${size} values, but ${numbers.length} are given`,
      );
    }
    // the usual case, without a pass over the numbers for each form
    if (type === 'float32' && LITTLE_ENDIAN)
      return new Tensor(type, dims, new Uint8Array(Float32Array.from(numbers).buffer), undefined);
    return new Tensor(type, dims, undefined, roundTo(type, numbers));
  }

  static scalar(type: DataType, value: number): Tensor {
    return Tensor.of(type, [], [value]);
  }

  /** A one-dimensional int64 tensor: shapes, axes, pads. */
  static ints(values: readonly number[]): Tensor {
    return Tensor.of('int64', [values.length], values);
  }

  get size(): number {
    return sizeOf(this.dims);
  }

  /** Values as float64, row-major. Not to be written to. */
  get numbers(): Float64Array {
    return (this.rawNumbers ??= decode(this.type, this.rawBytes!, this.size));
  }

  /** Values as little-endian bytes, row-major. Not to be written to. */
  get bytes(): Uint8Array {
    return (this.rawBytes ??= encode(this.type, this.rawNumbers!));
  }

  /** The single value of a tensor of one element. */
  get item(): number {
    if (this.size !== 1)
      throw new GraphError(`expected one value, not a tensor of shape [${this.dims.join(', ')}]`);
    return this.numbers[0]!;
  }

  /** The same values in another shape of the same size. */
  reshaped(dims: readonly number[]): Tensor {
    if (sizeOf(dims) !== this.size) {
      throw new GraphError(`cannot reshape [${this.dims.join(', ')}] to [${dims.join(', ')}]`);
    }
    return new Tensor(this.type, dims, this.rawBytes, this.rawNumbers);
  }
}

/** Whether this machine's numbers lie in memory as a file's do. */
const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

function roundTo(type: DataType, numbers: ArrayLike<number>): Float64Array {
  const out = new Float64Array(numbers.length);
  for (let i = 0; i < out.length; i++) out[i] = roundOne(type, numbers[i]!);
  return out;
}

function roundOne(type: DataType, x: number): number {
  if (type === 'float64') return x;
  if (type === 'float32') return Math.fround(x);
  if (type === 'float16') return halfToNumber(numberToHalf(x));
  if (type === 'bool') return x ? 1 : 0;
  return Math.trunc(x);
}

const INT64_MAX = 9223372036854775807n;
const INT64_MIN = -9223372036854775808n;

/** The nearest int64; what exceeds it (2^63 as a float64) becomes the largest. */
function toInt64(x: number): bigint {
  const big = BigInt(Math.trunc(x));
  return big > INT64_MAX ? INT64_MAX : big < INT64_MIN ? INT64_MIN : big;
}

function decode(type: DataType, bytes: Uint8Array, size: number): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Float64Array(size);
  const read = READERS[type];
  for (let i = 0; i < size; i++) out[i] = read(view, i);
  return out;
}

function encode(type: DataType, numbers: Float64Array): Uint8Array {
  const bytes = new Uint8Array(numbers.length * ELEMENT_SIZE[type]);
  const view = new DataView(bytes.buffer);
  const write = WRITERS[type];
  for (let i = 0; i < numbers.length; i++) write(view, i, numbers[i]!);
  return bytes;
}

const READERS: Record<DataType, (view: DataView, i: number) => number> = {
  float32: (v, i) => v.getFloat32(i * 4, true),
  float64: (v, i) => v.getFloat64(i * 8, true),
  float16: (v, i) => halfToNumber(v.getUint16(i * 2, true)),
  uint8: (v, i) => v.getUint8(i),
  bool: (v, i) => (v.getUint8(i) ? 1 : 0),
  int8: (v, i) => v.getInt8(i),
  uint16: (v, i) => v.getUint16(i * 2, true),
  int16: (v, i) => v.getInt16(i * 2, true),
  int32: (v, i) => v.getInt32(i * 4, true),
  uint32: (v, i) => v.getUint32(i * 4, true),
  int64: (v, i) => Number(v.getBigInt64(i * 8, true)),
  uint64: (v, i) => Number(v.getBigUint64(i * 8, true)),
};

const WRITERS: Record<DataType, (view: DataView, i: number, x: number) => void> = {
  float32: (v, i, x) => v.setFloat32(i * 4, x, true),
  float64: (v, i, x) => v.setFloat64(i * 8, x, true),
  float16: (v, i, x) => v.setUint16(i * 2, numberToHalf(x), true),
  uint8: (v, i, x) => v.setUint8(i, x),
  bool: (v, i, x) => v.setUint8(i, x ? 1 : 0),
  int8: (v, i, x) => v.setInt8(i, x),
  uint16: (v, i, x) => v.setUint16(i * 2, x, true),
  int16: (v, i, x) => v.setInt16(i * 2, x, true),
  int32: (v, i, x) => v.setInt32(i * 4, x, true),
  uint32: (v, i, x) => v.setUint32(i * 4, x, true),
  int64: (v, i, x) => v.setBigInt64(i * 8, toInt64(x), true),
  uint64: (v, i, x) => v.setBigUint64(i * 8, BigInt(Math.trunc(x)), true),
};

/** IEEE 754 binary16 to number. */
export function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Number to IEEE 754 binary16, to nearest, ties to even. */
export function numberToHalf(x: number): number {
  if (Number.isNaN(x)) return 0x7e00;
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(x);
  if (magnitude >= 65520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(magnitude)));
  const scaled = magnitude / 2 ** (exponent - 10);
  let fraction = Math.floor(scaled);
  const rest = scaled - fraction;
  if (rest > 0.5 || (rest === 0.5 && fraction % 2 === 1)) fraction += 1;
  // a fraction of 2048 carries into the exponent, and one below 1024 is subnormal: plain addition does both
  return sign | (magnitude === 0 ? 0 : ((exponent + 14) << 10) + fraction);
}
