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

/** NumPy itself reads no longer header of a stranger, in bytes; and no array of more dimensions. */
const [MOST_HEADER, MOST_DIMS] = [10_000, 32];

/** The header of a NumPy file: at most so much as text, and where the values begin. */
function headerOf(bytes: Uint8Array): { text: string; start: number; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = bytes[6]! >= 2;
  const start = wide ? 12 : 10;
  const end = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  const read = bytes.subarray(start, Math.min(end, start + MOST_HEADER));
  return { text: new TextDecoder('latin1').decode(read), start, end };
}

const typeIn = (header: string): string | undefined => /'descr':\s*'([^']+)'/.exec(header)?.[1];

/** The type of the elements of a NumPy file, as it names it: `<f4`, `|u1`; undefined where it does not. */
export const npyType = (bytes: Uint8Array): string | undefined => typeIn(headerOf(bytes).text);

/** How an element is read. @param fail is told what is wrong with elements of this type */
function readerOf(header: string, fail: (what: string) => never): { size: number; read: Reader } {
  if (/'descr':\s*\[/.test(header))
    fail("holds elements of several fields: save one of them as an array of its own, array['NAME']");
  const type = typeIn(header) ?? fail('has no readable header');
  if (/^[|<>=]?O/.test(type))
    fail('holds Python objects, which would run a program when they are read: save numbers, as float32');
  const name = /^[|<>=]([a-z]\d)$/.exec(type)?.[1];
  return name !== undefined && Object.hasOwn(READERS, name)
    ? READERS[name]!
    : fail(`holds elements of type ${type}: save it as float32, by array.astype(numpy.float32)`);
}

/** Whole numbers, that of each axis, behind which Python 2 wrote an L. */
function shapeIn(header: string, fail: (what: string) => never): number[] {
  const shape = /'shape':\s*\(([\d\sL,]*)\)/.exec(header)?.[1] ?? fail('has no readable shape');
  const dims = shape
    .split(',')
    .filter((s) => s.trim())
    .map((s) => Number(s.replace(/L?\s*$/, '')));
  if (dims.length > MOST_DIMS) fail(`has ${dims.length} dimensions, and at most ${MOST_DIMS} are read`);
  if (!dims.every(Number.isSafeInteger)) fail('has no readable shape');
  return dims;
}

/**
 * Reads a NumPy array (format 1 to 3, C order). 64-bit integers stay so; everything else becomes float32.
 * @param name of the file, for errors
 * @throws FaccentError naming the file and what is wrong with it
 * @example
 * const bytes = formatNpy([2, 2], Float32Array.of(1, 2, 3, 4));
 * parseNpy(bytes, 'direction.npy'); // { type: 'float32', dims: [2, 2], data: [1, 2, 3, 4] }
 */
export function parseNpy(bytes: Uint8Array, name: string): Value {
  const fail = (what: string): never => {
    throw new FaccentError(`"${name}" ${what}`);
  };
  if (!isNpy(bytes) || bytes.length < 12) fail('is not a NumPy array (.npy)');
  if (bytes[6]! < 1 || bytes[6]! > 3) fail(`is of NumPy's format ${bytes[6]}, and 1 to 3 are read`);
  const { text: header, start, end } = headerOf(bytes);
  if (end > bytes.length)
    fail(`is cut off: its header should take ${end - start} bytes, and ${bytes.length - start} are there`);
  if (end - start > MOST_HEADER)
    fail(`has a header of ${end - start} bytes, and at most ${MOST_HEADER} are read: save it by numpy.save`);
  for (const key of ['descr', 'shape', 'fortran_order'])
    if (header.split(`'${key}'`).length > 2) fail(`is damaged: its header says '${key}' twice`);
  const reader = readerOf(header, fail);
  if (/'fortran_order':\s*True/.test(header))
    fail('is stored in Fortran order; save it with numpy.ascontiguousarray');
  const dims = shapeIn(header, fail);
  const count = dims.reduce((a, b) => a * b, 1);
  if (!Number.isSafeInteger(count) || bytes.length - end !== count * reader.size) {
    fail(
      `is damaged: shape (${dims.join(', ')}) takes ${count * reader.size} bytes, and ${bytes.length - end} are there`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const least = !typeIn(header)!.startsWith('>');
  const at = (i: number): number | bigint => reader.read(view, end + i * reader.size, least);
  const data = reader === READERS.i8 ? new BigInt64Array(count) : new Float32Array(count);
  for (let i = 0; i < count; i++) data[i] = reader === READERS.i8 ? at(i) : Number(at(i));
  return value(dims, data);
}

/**
 * A float32 array as a NumPy file (format 1).
 * @param name of what it is, for errors
 * @throws FaccentError where an element is NaN or infinite
 * @example await writeFile('pixels.npy', formatNpy([3, 224, 224], image.data));
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
