import { FaccentError } from '../errors.js';
import { type Value, value } from '../platform/runtime.js';
import { checkFinite } from './finite.js';

const MAGIC = [0x93, ...new TextEncoder().encode('NUMPY')];

/** Reads an element at a place, its least byte first or last. */
type Reader = (view: DataView, at: number, least: boolean) => number | bigint;

/** Element types that are read, and how. */
const READERS: Record<string, { size: number; read: Reader }> = {
  f4: { size: 4, read: (v, i, least) => v.getFloat32(i, least) },
  f8: { size: 8, read: (v, i, least) => v.getFloat64(i, least) },
  b1: { size: 1, read: (v, i) => v.getUint8(i) },
  u1: { size: 1, read: (v, i) => v.getUint8(i) },
  i1: { size: 1, read: (v, i) => v.getInt8(i) },
  u2: { size: 2, read: (v, i, least) => v.getUint16(i, least) },
  i2: { size: 2, read: (v, i, least) => v.getInt16(i, least) },
  u4: { size: 4, read: (v, i, least) => v.getUint32(i, least) },
  i4: { size: 4, read: (v, i, least) => v.getInt32(i, least) },
  i8: { size: 8, read: (v, i, least) => v.getBigInt64(i, least) },
};

/** Whether bytes are those of a NumPy file. */
export const isNpy = (bytes: Uint8Array): boolean => MAGIC.every((byte, i) => bytes[i] === byte);

/** The header of a NumPy file as text, and where its values begin. */
function headerOf(bytes: Uint8Array): { text: string; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6]! >= 2;
  const start = wide ? 12 : 10;
  const end = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  return { text: new TextDecoder('latin1').decode(bytes.subarray(start, end)), end };
}

const typeIn = (header: string): string | undefined => /'descr':\s*'([^']+)'/.exec(header)?.[1];

/** The type of the elements of a NumPy file, as it names it: `<f4`, `|u1`; undefined where it does not. */
export const npyType = (bytes: Uint8Array): string | undefined => typeIn(headerOf(bytes).text);

/**
 * Reads a NumPy array (format 1 to 3, C order). 64-bit integers stay so; everything else becomes float32.
 * @param name of the file, for errors
 * @throws FaccentError naming the file and what is wrong with it
 * @example const { dims, data } = parseNpy(bytes, 'direction.npy')
 */
export function parseNpy(bytes: Uint8Array, name: string): Value {
  const fail = (what: string): never => {
    throw new FaccentError(`"${name}" ${what}`);
  };
  if (!isNpy(bytes) || bytes.length < 12) fail('is not a NumPy array (.npy)');
  const { text: header, end } = headerOf(bytes);
  const type = typeIn(header) ?? fail('has no readable header');
  const reader =
    READERS[type.slice(1)] ??
    fail(`holds elements of type ${type}: save it as float32, by array.astype(numpy.float32)`);
  if (/'fortran_order':\s*True/.test(header))
    fail('is stored in Fortran order; save it with numpy.ascontiguousarray');
  const shape = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1] ?? fail('has no readable shape');
  const dims = shape
    .split(',')
    .filter((s) => s.trim())
    .map(Number);
  const count = dims.reduce((a, b) => a * b, 1);
  if (!Number.isSafeInteger(count) || bytes.length - end !== count * reader.size) {
    fail(
      `is damaged: shape (${dims.join(', ')}) takes ${count * reader.size} bytes, and ${bytes.length - end} are there`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const at = (i: number): number | bigint => reader.read(view, end + i * reader.size, !type.startsWith('>'));
  if (type.endsWith('i8'))
    return value(
      dims,
      BigInt64Array.from({ length: count }, (_, i) => at(i) as bigint),
    );
  return value(
    dims,
    Float32Array.from({ length: count }, (_, i) => Number(at(i))),
  );
}

/**
 * A float32 array as a NumPy file (format 1).
 * @param name of what it is, for errors
 * @throws FaccentError where an element is NaN or infinite
 * @example const bytes = formatNpy([3, 224, 224], gradient)
 */
export function formatNpy(dims: readonly number[], data: Float32Array, name = 'array'): Uint8Array {
  checkFinite(name, dims, data);
  const shape = dims.length === 1 ? `${dims[0]},` : dims.join(', ');
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape}), }`;
  // the values begin at a multiple of 64 bytes
  const header = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const start = 10 + header.length;
  const bytes = new Uint8Array(start + data.byteLength);
  bytes.set(MAGIC);
  bytes[6] = 1;
  new DataView(bytes.buffer).setUint16(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  return bytes;
}
