import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import * as z from 'zod/mini';
import { writeWhole } from '../../platform/node/atomic.js';

/**
 * A block of values: what some photographs are to all units. A file of it is the letters `faccentV`, the length of its
 * head (uint32), the head as JSON with spaces behind it, values, and SHA-256 of all before. Of each layer it has, unit by
 * unit and for each unit photograph by photograph: activations (float64), and where the layer has positions peaks
 * (float32) and their places (uint32); numbers have their low bytes first.
 */
const MAGIC = Buffer.from('faccentV');
const HASH = 32;
const VERSION = 1;

/** A head is no longer, in bytes. */
const LONGEST_HEAD = 2 ** 28;

export interface BlockPhotograph {
  readonly path: string;
  readonly sha256: string;
  /** Its own size as it is seen. */
  readonly width: number;
  readonly height: number;
}

/** A photograph that could not be measured, and why. */
export interface BlockFailure {
  readonly path: string;
  readonly error: string;
}

export interface BlockLayer {
  readonly units: number;
  /** Rows and columns of the layer's positions. */
  readonly positions?: readonly [rows: number, columns: number];
}

export interface BlockHead {
  /** What kind of values it has (`kindOfValues`). */
  readonly kind: string;
  readonly photographs: readonly BlockPhotograph[];
  readonly failed: readonly BlockFailure[];
  readonly layers: readonly BlockLayer[];
}

/** Values of units of one layer: unit by unit, photograph by photograph. */
export interface LayerValues {
  readonly activation: Float64Array;
  readonly peak?: Float32Array;
  readonly place?: Uint32Array;
}

const whole = z.int().check(z.nonnegative());
const HEAD = z.object({
  version: z.literal(VERSION),
  kind: z.string(),
  photographs: z.array(z.object({ path: z.string(), sha256: z.string(), width: whole, height: whole })),
  failed: z.array(z.object({ path: z.string(), error: z.string() })),
  layers: z.array(z.object({ units: whole, positions: z.optional(z.tuple([whole, whole])) })),
});

/** Bytes of a unit's value of a photograph. */
export const bytesOf = ({ positions }: BlockLayer): number => (positions ? 16 : 8);

/** A block's file that was opened. */
export interface Block {
  readonly file: string;
  readonly head: BlockHead;
  /** Where the values begin. */
  readonly start: number;
}

/** Puts a block together and writes it, whole or not at all. @throws FaccentError where it cannot be written */
export async function writeBlock(
  file: string,
  head: BlockHead,
  layers: readonly LayerValues[],
): Promise<void> {
  const text = Buffer.from(JSON.stringify({ version: VERSION, ...head }));
  // so that values begin at multiples of 8
  const length = Math.ceil((text.length + 12) / 8) * 8 - 12;
  const before = Buffer.alloc(12 + length, ' ');
  MAGIC.copy(before);
  before.writeUInt32LE(length, 8);
  text.copy(before, 12);
  const parts = [before, ...layers.flatMap(({ activation, peak, place }) => [activation, peak, place])]
    .filter((part) => part !== undefined)
    .map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength));
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  await writeWhole(file, Buffer.concat([...parts, hash.digest()]));
}

/** Why a file is no block that can be read. */
export class DamagedBlock extends Error {}

/**
 * Reads what a block's file says of itself.
 * @param whole whether all of it is looked at
 * @throws DamagedBlock where it is not as it was written
 */
export async function openBlock(file: string, whole: boolean): Promise<Block> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const first = await readAt(handle, 0, Math.min(size, 12));
    const length = first.length === 12 ? first.readUInt32LE(8) : 0;
    if (!MAGIC.equals(first.subarray(0, 8)) || length > LONGEST_HEAD || 12 + length + HASH > size)
      throw new DamagedBlock('it is cut off');
    const head = parseHead(await readAt(handle, 12, length));
    const block = { file, head, start: 12 + length };
    if (size !== sectionsOf(block).at(-1)!.end + HASH) throw new DamagedBlock('it is cut off');
    if (whole && !(await isAsWritten(handle, size))) throw new DamagedBlock('its bytes are not as they were');
    return block;
  } finally {
    await handle.close();
  }
}

function parseHead(bytes: Buffer): BlockHead {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString());
  } catch {
    throw new DamagedBlock('its head is no JSON');
  }
  const { data } = z.safeParse(HEAD, json);
  if (!data) throw new DamagedBlock('its head is of no version that is known');
  const { kind, photographs, failed, layers } = data;
  return { kind, photographs, failed, layers };
}

async function isAsWritten(handle: FileHandle, size: number): Promise<boolean> {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(1 << 20);
  for (let at = 0; at < size - HASH;) {
    const { bytesRead } = await handle.read(chunk, 0, Math.min(chunk.length, size - HASH - at), at);
    if (bytesRead === 0) return false;
    hash.update(chunk.subarray(0, bytesRead));
    at += bytesRead;
  }
  return hash.digest().equals(await readAt(handle, size - HASH, HASH));
}

/** SHA-256 of all that a block's file holds, as it says. */
export async function hashOfBlock({ file }: Block): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    return await readAt(handle, size - HASH, HASH);
  } finally {
    await handle.close();
  }
}

async function readAt(handle: FileHandle, at: number, length: number): Promise<Buffer> {
  // of its own, so that numbers can be read where they lie
  const bytes = Buffer.from(new ArrayBuffer(length));
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, at + done);
    if (bytesRead === 0) throw new DamagedBlock('it is cut off');
    done += bytesRead;
  }
  return bytes;
}

interface Section {
  readonly activation: number;
  readonly peak: number;
  readonly place: number;
  readonly end: number;
}

/** Where each layer's values begin in the file. */
function sectionsOf({ head: { layers, photographs }, start }: Pick<Block, 'head' | 'start'>): Section[] {
  let at = start;
  const sections = layers.map(({ units, positions }): Section => {
    const values = units * photographs.length;
    const [activation, peak, place] = [at, at + 8 * values, at + 12 * values];
    at = positions ? place + 4 * values : peak;
    return { activation, peak, place, end: at };
  });
  return sections.length ? sections : [{ activation: start, peak: start, place: start, end: start }];
}

/**
 * Some units' values of a layer of a block.
 * @param layer which of the block's
 * @param from the first unit by its place among the layer's @param to behind the last
 */
export async function readUnits(block: Block, layer: number, from: number, to: number): Promise<LayerValues> {
  const count = block.head.photographs.length;
  const section = sectionsOf(block)[layer]!;
  const handle = await open(block.file);
  try {
    const part = async (at: number, bytes: number): Promise<ArrayBuffer> =>
      (await readAt(handle, at + bytes * from * count, bytes * (to - from) * count)).buffer as ArrayBuffer;
    const activation = new Float64Array(await part(section.activation, 8));
    if (!block.head.layers[layer]!.positions) return { activation };
    return {
      activation,
      peak: new Float32Array(await part(section.peak, 4)),
      place: new Uint32Array(await part(section.place, 4)),
    };
  } finally {
    await handle.close();
  }
}
