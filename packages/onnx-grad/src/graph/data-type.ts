/**
 * Element types that the library reads and writes, with their number in ONNX's `TensorProto.DataType`.
 * @example DATA_TYPES.float32; // 1
 */
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

/**
 * Bytes of one element.
 * @example 2 * ELEMENT_SIZE.float32; // 8
 */
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

/** Whether elements of that type are real numbers. */
export const isFloat = (type: DataType): boolean =>
  type === 'float32' || type === 'float64' || type === 'float16';

/** Whether this machine's numbers lie in memory as a file's do. */
export const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Numbers as an element type holds them. */
export function roundTo(type: DataType, numbers: ArrayLike<number>): Float64Array {
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

/** The nearest int64; what exceeds it (2^63 as a float64) becomes the largest, and what is no number zero. */
export function toInt64(x: number): bigint {
  if (!Number.isFinite(x)) return x > 0 ? INT64_MAX : x < 0 ? INT64_MIN : 0n;
  const big = BigInt(Math.trunc(x));
  return big > INT64_MAX ? INT64_MAX : big < INT64_MIN ? INT64_MIN : big;
}

/** The nearest uint64; a negative number as its bits are in 64. */
const toUint64 = (x: number): bigint =>
  x >= 2 ** 64 ? 2n ** 64n - 1n : x >= 0 ? BigInt(Math.trunc(x)) : toInt64(x);

/** Numbers of little-endian bytes. */
export function decode(type: DataType, bytes: Uint8Array, size: number): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const out = new Float64Array(size);
  const read = READERS[type];
  for (let i = 0; i < size; i++) out[i] = read(view, i);
  return out;
}

/** Numbers as little-endian bytes. */
export function encode(type: DataType, numbers: Float64Array): Uint8Array {
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
  uint64: (v, i, x) => v.setBigUint64(i * 8, BigInt.asUintN(64, toUint64(x)), true),
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
