import { constants, deflateRawSync, deflateSync } from 'node:zlib';

export const latin = (text: string): Buffer => Buffer.from(text, 'latin1');
export const join = (...parts: Uint8Array[]): Buffer => Buffer.concat(parts);

export function u16(value: number, least = false): Buffer {
  const bytes = Buffer.alloc(2);
  if (least) bytes.writeUInt16LE(value & 0xffff);
  else bytes.writeUInt16BE(value & 0xffff);
  return bytes;
}

export function u32(value: number, least = false): Buffer {
  const bytes = Buffer.alloc(4);
  if (least) bytes.writeUInt32LE(value >>> 0);
  else bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  return c;
});

function crc(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 255]! ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}

/** A chunk of a PNG. @param said its length where it is said otherwise than it is */
export function chunk(type: string, data: Uint8Array, said = data.length): Buffer {
  const body = join(latin(type), data);
  return join(u32(said), body, u32(crc(body)));
}

const BLOCK = 2 ** 22;

/** What unpacks to so many bytes, all the same: as deflate packs them, at a thousandth of that. */
export function packed(length: number, value = 0): Buffer {
  const plain = Buffer.alloc(Math.min(length, BLOCK), value);
  if (length <= BLOCK) return deflateSync(plain);
  const block = deflateRawSync(plain, { finishFlush: constants.Z_FULL_FLUSH });
  const whole = Math.floor(length / BLOCK);
  const rest = deflateRawSync(plain.subarray(0, length % BLOCK));
  // the sum of Adler-32: a is the sum of bytes, b that of all sums
  const prime = 65521n;
  const [n, v] = [BigInt(length), BigInt(value)];
  const a = (1n + n * v) % prime;
  const b = (n + (v * n * (n + 1n)) / 2n) % prime;
  return join(Buffer.of(0x78, 0xda), ...Array<Buffer>(whole).fill(block), rest, u32(Number(b * 65536n + a)));
}

/** What a PNG says of itself. */
export interface PngHead {
  readonly width: number;
  readonly height: number;
  readonly depth?: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA. */
  readonly colour?: number;
  readonly interlaced?: boolean;
}

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** A PNG that is black. @param before chunks between its header and its pixels @param pixels where they are others */
export function png(
  { width, height, depth = 8, colour = 2, interlaced = false }: PngHead,
  before: readonly Uint8Array[] = [],
  pixels?: Uint8Array,
): Buffer {
  const row = 1 + Math.ceil((width * depth * CHANNELS[colour]!) / 8);
  const head = join(u32(width), u32(height), Buffer.of(depth, colour, 0, 0, Number(interlaced)));
  return join(
    latin('\x89PNG\r\n\x1a\n'),
    chunk('IHDR', head),
    ...before,
    chunk('IDAT', pixels ?? packed(row * height)),
    chunk('IEND', Buffer.alloc(0)),
  );
}

/** A tag of a TIFF: its number, type, how many values it says, and what stands in its place. */
export type Entry = readonly [tag: number, type: number, count: number, value: number];

/** A directory of a TIFF in its order of bytes, least first. */
export const directory = (entries: readonly Entry[], next: number): Buffer =>
  join(
    u16(entries.length, true),
    ...entries.map(([tag, type, count, value]) =>
      join(u16(tag, true), u16(type, true), u32(count, true), u32(value, true)),
    ),
    u32(next, true),
  );

export const TIFF_HEAD = join(latin('II*\0'), u32(8, true));

/** A TIFF of one page whose pixels follow it. */
export function tiffOf(
  entries: Readonly<Record<number, readonly [type: number, value: number, count?: number]>>,
  pixels: Uint8Array,
): Buffer {
  const list = Object.entries(entries);
  const at = 8 + 2 + 12 * (list.length + 1) + 4;
  const all = { ...entries, 273: entries[273] ?? ([4, at] as const) };
  const dir = directory(
    Object.entries(all).map(([tag, [type, value, count = 1]]) => [Number(tag), type, count, value]),
    0,
  );
  return join(TIFF_HEAD, dir, pixels);
}
