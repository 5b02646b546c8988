import { GraphError } from '../errors.js';
import { DATA_TYPES, type DataType, ELEMENT_SIZE } from '../graph/data-type.js';
import { Tensor, sizeOf } from '../graph/tensor.js';
import { MOST } from './check.js';
import type { Message } from './protobuf.js';

type TensorMessage = Message<'TensorProto'>;

/** Contents of the files that hold weights outside the model, by the names that the model gives them. */
export type ExternalData = ReadonlyMap<string, Uint8Array>;

/** The file that holds a tensor's values, where that is not the model's own. */
export const locationOf = (tensor: TensorMessage): string | undefined =>
  tensor.externalData.find((e) => e.key === 'location')?.value;

const TYPE_OF_CODE = new Map(
  Object.entries(DATA_TYPES).map(([type, code]) => [code as number, type as DataType]),
);

/** Single precision with 16 bits left out: read as what it is. */
export const BFLOAT16 = 16;
/** Two whole numbers a byte: read as one. */
const PACKED = new Map<number, DataType>([
  [21, 'uint8'],
  [22, 'int8'],
]);
const UNREAD: Record<number, string> = {
  ...{ 8: 'text', 14: 'complex64', 15: 'complex128' },
  ...{ 17: 'float8e4m3fn', 18: 'float8e4m3fnuz', 19: 'float8e5m2', 20: 'float8e5m2fnuz' },
  ...{ 23: 'float4e2m1', 24: 'float8e8m0', 25: 'uint2', 26: 'int2' },
};

/** Whether tensors of an element type of ONNX hold two whole numbers a byte. */
export const isPacked = (code = 0): boolean => PACKED.has(code);

/**
 * The type that an element type of ONNX is read as.
 * @param where what has it, for errors
 * @throws GraphError for one that is not read
 */
export function readType(code: number, where: string): DataType {
  const type = code === BFLOAT16 ? 'float32' : (PACKED.get(code) ?? TYPE_OF_CODE.get(code));
  if (type) return type;
  const name = UNREAD[code] ?? String(code);
  const advice = name.startsWith('float') ? ': export the network in float32, float16, bfloat16 or int8' : '';
  throw new GraphError(`${where} has the element type ${name}, which is not supported${advice}`);
}

/** @throws GraphError where its values are not there, or do not fit its shape */
export function readTensor(proto: TensorMessage, external: ExternalData): Tensor {
  const where = `the tensor "${proto.name}"`;
  const type = readType(proto.dataType, where);
  if (proto.dims.length > MOST.axes)
    throw new GraphError(`${where} has ${proto.dims.length} axes; more than ${MOST.axes} are not read`);
  const dims = proto.dims.map(Number);
  const size = sizeOf(dims);
  if (dims.some((d) => d < 0 || !Number.isSafeInteger(d)) || !Number.isSafeInteger(size)) {
    throw new GraphError(`${where} has the impossible shape [${dims.join(', ')}]`);
  }
  const half = proto.dataType === BFLOAT16;
  const length = isPacked(proto.dataType) ? Math.ceil(size / 2) : size * (half ? 2 : ELEMENT_SIZE[type]);
  try {
    const bytes = rawBytes(proto, length, external);
    if (half) return Tensor.fromBytes(type, dims, lengthened(bytes ?? listedHalves(proto)));
    if (isPacked(proto.dataType))
      return Tensor.of(type, dims, unpacked(bytes ?? proto.int32Data, size, type));
    return bytes ? Tensor.fromBytes(type, dims, bytes) : Tensor.of(type, dims, listedNumbers(proto, type));
  } catch (cause) {
    if (!(cause instanceof GraphError)) throw cause;
    throw new GraphError(`${where}: ${cause.message}`, { cause });
  }
}

/** Values as they lie in a file; undefined where they are listed as numbers. */
function rawBytes(proto: TensorMessage, length: number, external: ExternalData): Uint8Array | undefined {
  if (proto.externalData.length > 0) return externalBytes(proto, length, external);
  return proto.rawData.length > 0 ? proto.rawData : undefined;
}

function externalBytes(proto: TensorMessage, length: number, external: ExternalData): Uint8Array {
  const entry = (key: string): string | undefined => proto.externalData.find((e) => e.key === key)?.value;
  const location = locationOf(proto);
  if (!location) throw new GraphError('its values are said to be in another file, which is not named');
  const file = external.get(location);
  if (!file)
    throw new GraphError(`its values are in a file "${location}" beside the model, which is not given`);
  const whole = (key: string, fallback: number): number => {
    const text = entry(key);
    if (text === undefined) return fallback;
    if (!/^\d{1,15}$/.test(text))
      throw new GraphError(
        `the ${key} of its values in "${location}" is "${text}", which is no number of bytes`,
      );
    return Number(text);
  };
  const offset = whole('offset', 0);
  const end = offset + whole('length', length);
  if (end > file.byteLength)
    throw new GraphError(
      `bytes ${offset} to ${end} of "${location}" are not there: it has ${file.byteLength}`,
    );
  return file.subarray(offset, end);
}

/** Values that are stored as a list of numbers instead of raw bytes. */
function listedNumbers(proto: TensorMessage, type: DataType): ArrayLike<number> {
  if (type === 'float32') return proto.floatData;
  if (type === 'float64') return proto.doubleData;
  if (type === 'int64') return proto.int64Data.map(Number);
  if (type === 'uint32' || type === 'uint64') return proto.uint64Data.map(Number);
  if (type === 'float16') {
    return Tensor.fromBytes('float16', [proto.int32Data.length], listedHalves(proto)).numbers;
  }
  return proto.int32Data;
}

/** Values of 16 bits, each listed as a number, as bytes. */
const listedHalves = ({ int32Data }: TensorMessage): Uint8Array =>
  Tensor.of('uint16', [int32Data.length], int32Data).bytes;

/** bfloat16 as float32: its bits come first, and zeros after them. */
function lengthened(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length * 2);
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    out[2 * i + 2] = bytes[i]!;
    out[2 * i + 3] = bytes[i + 1]!;
  }
  return out;
}

/** Numbers of 4 bits, the lower ones of a byte first. */
function unpacked(bytes: ArrayLike<number>, size: number, type: DataType): Float64Array {
  if (bytes.length !== Math.ceil(size / 2))
    throw new GraphError(
      `${size} values of 4 bits take ${Math.ceil(size / 2)} bytes, but ${bytes.length} are given`,
    );
  return Float64Array.from({ length: size }, (_, i) => {
    const bits = (bytes[i >> 1]! >> (i % 2 ? 4 : 0)) & 0xf;
    return type === 'int8' && bits > 7 ? bits - 16 : bits;
  });
}
