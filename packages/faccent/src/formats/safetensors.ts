import { depthOf, keyTwice } from '../declaration/json.js';
import { isObject } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import { type Value, value } from '../platform/runtime.js';
import { checkFinite } from './finite.js';

/** A header of a hundred thousand tensors takes less, in bytes; the format ends at 100 MB. */
const MOST_HEADER = 2 ** 24;
const METADATA = '__metadata__';

type Read = (view: DataView, at: number) => number | bigint;

/** Element types that are read, and how. */
const READERS: Record<string, { size: number; read: Read }> = {
  F64: { size: 8, read: (v, i) => v.getFloat64(i, true) },
  F32: { size: 4, read: (v, i) => v.getFloat32(i, true) },
  F16: { size: 2, read: (v, i) => half(v.getUint16(i, true)) },
  BF16: { size: 2, read: (v, i) => brain(v.getUint16(i, true)) },
  I64: { size: 8, read: (v, i) => v.getBigInt64(i, true) },
  I32: { size: 4, read: (v, i) => v.getInt32(i, true) },
  I16: { size: 2, read: (v, i) => v.getInt16(i, true) },
  I8: { size: 1, read: (v, i) => v.getInt8(i) },
  U8: { size: 1, read: (v, i) => v.getUint8(i) },
};

/** A float16 from its bits. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  if (exponent === 0) return sign * fraction * 2 ** -14;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction) * 2 ** (exponent - 15);
}

const scratch = new DataView(new ArrayBuffer(4));

/** A bfloat16 from its bits, which are the upper half of a float32. */
function brain(bits: number): number {
  scratch.setUint32(0, bits << 16);
  return scratch.getFloat32(0);
}

interface Entry {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

const isWhole = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 0;

const areWhole = (list: unknown): list is number[] => Array.isArray(list) && list.every(isWhole);

/**
 * Reads all tensors of a safetensors file. 64-bit integers stay so; everything else becomes float32.
 * @param name of the file, for errors
 * @throws FaccentError naming the file and what is wrong with it
 * @example
 * const bytes = formatSafetensors(new Map([['direction', { dims: [3], data: Float32Array.of(1, 2, 3) }]]));
 * parseSafetensors(bytes, 'run.safetensors').get('direction')?.data; // [1, 2, 3]
 */
export function parseSafetensors(bytes: Uint8Array, name: string): Map<string, Value> {
  const fail = (what: string): never => {
    throw new FaccentError(`"${name}" ${what}`);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // a header begins with a brace; other files seldom have one there
  if (bytes.length < 10 || bytes[8] !== '{'.charCodeAt(0)) fail('is not a safetensors file');
  const length = view.getBigUint64(0, true);
  if (length > bytes.length - 8)
    fail(`is damaged: its header should take ${length} bytes, and ${bytes.length - 8} are there`);
  if (length > MOST_HEADER) fail(`has a header of ${length} bytes, and at most ${MOST_HEADER} are read`);
  const start = 8 + Number(length);
  const entries = readHeader(bytes.subarray(8, start), fail);
  checkLayout(entries, bytes.length - start, fail);
  return new Map(entries.map((entry) => [entry.name, readTensor(entry, view, start)]));
}

function readHeader(bytes: Uint8Array, fail: (what: string) => never): Entry[] {
  let text: string;
  let header: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // names, what each tensor is, and its lists: what is deeper takes memory by the byte
    const depth = depthOf(text);
    if (depth > 3) fail(`is damaged: its header is nested ${depth} deep, and should be 3`);
    header = JSON.parse(text);
  } catch (cause) {
    if (cause instanceof FaccentError) throw cause;
    return fail(`is damaged: its header is not JSON (${(cause as Error).message})`);
  }
  if (!isObject(header)) return fail('is damaged: its header is not a JSON object');
  if (keyTwice(text) !== undefined) fail('is damaged: its header gives a name twice');
  const notes = header[METADATA];
  if (notes !== undefined && !(isObject(notes) && Object.values(notes).every((v) => typeof v === 'string')))
    fail(`is damaged: its ${METADATA} are not texts by their names`);
  return Object.entries(header)
    .filter(([name]) => name !== METADATA)
    .map(([name, json]) => readEntry(name, json, fail));
}

function readEntry(name: string, json: unknown, fail: (what: string) => never): Entry {
  const { dtype, shape, data_offsets: offsets } = isObject(json) ? json : {};
  if (typeof dtype !== 'string' || !areWhole(shape) || !areWhole(offsets) || offsets.length !== 2)
    return fail(`is damaged: its tensor "${name}" lacks a dtype, a shape or two data_offsets`);
  // not every key of an object is one of ours: "constructor" is none
  if (!Object.hasOwn(READERS, dtype))
    return fail(
      `holds "${name}" as elements of type ${dtype}; ${Object.keys(READERS).join(', ')} are read: save it as F32`,
    );
  const [begin, end] = offsets as [number, number];
  const size = shape.reduce((a, b) => a * b, READERS[dtype]!.size);
  if (!isWhole(size) || end - begin !== size)
    return fail(
      `is damaged: "${name}" of shape (${shape.join(', ')}) takes ${size} bytes, and has ${end - begin}`,
    );
  return { name, dtype, shape, begin, end };
}

/** The format leaves no holes, no overlaps and no rest: what is in a file is what its header says. */
function checkLayout(entries: readonly Entry[], available: number, fail: (what: string) => never): void {
  let at = 0;
  for (const { name, begin, end } of [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== at) fail(`is damaged: "${name}" begins at byte ${begin} of the data, not at ${at}`);
    at = end;
  }
  if (at !== available) fail(`is damaged: its tensors take ${at} bytes, and ${available} are there`);
}

function readTensor({ dtype, shape, begin, end }: Entry, view: DataView, start: number): Value {
  const { size, read } = READERS[dtype]!;
  const count = (end - begin) / size;
  const data = dtype === 'I64' ? new BigInt64Array(count) : new Float32Array(count);
  for (let i = 0; i < count; i++) data[i] = read(view, start + begin + i * size);
  return value(shape, data);
}

/** A float32 tensor as files hold it. */
export interface Tensor {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/**
 * Float32 tensors as a safetensors file, in their order.
 * @param metadata notes that the format has a place for
 * @throws FaccentError where an element is NaN or infinite
 * @example
 * const bytes = formatSafetensors(new Map([['image', { dims: [3, 224, 224], data: image.data }]]));
 * await writeFile('run.safetensors', bytes);
 */
export function formatSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Record<string, string> = {},
): Uint8Array {
  const entries: [string, unknown][] = [[METADATA, metadata]];
  let at = 0;
  for (const [name, { dims, data }] of tensors) {
    checkFinite(name, dims, data);
    entries.push([name, { dtype: 'F32', shape: dims, data_offsets: [at, at + data.byteLength] }]);
    at += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  // the values begin at a multiple of 8 bytes
  const start = 8 + Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(start + at).fill(' '.charCodeAt(0), 0, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(text, 8);
  let to = start;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), to);
    to += data.byteLength;
  }
  return bytes;
}
