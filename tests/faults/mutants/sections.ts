import { deflateSync, inflateSync } from 'node:zlib';
import { type Mutator, edgeBytes, mutateBytes } from './bytes.js';
import type { Choices } from './choices.js';

/** A part of a picture's file: a chunk, a segment, a box. */
export interface Section {
  readonly name: string;
  readonly data: Uint8Array;
}

/** A format whose files are sections, with lengths and sums that tell damage: both are made right again. */
export interface Container {
  readonly is: (bytes: Uint8Array) => boolean;
  readonly parse: (bytes: Uint8Array) => Section[];
  readonly write: (sections: readonly Section[]) => Uint8Array;
}

const join = (...parts: Uint8Array[]): Uint8Array => Buffer.concat(parts);
const latin = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const textAt = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.subarray(from, to)).toString('latin1');
const view = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function uint(value: number, length: 2 | 4, least = false): Uint8Array {
  const bytes = Buffer.alloc(length);
  if (length === 2) bytes.writeUInt16BE(value & 0xffff);
  else if (least) bytes.writeUInt32LE(value >>> 0);
  else bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** PNG's sum of a chunk. */
function crc(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let k = 0; k < 8; k++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}

const png: Container = {
  is: (bytes) => textAt(bytes, 1, 4) === 'PNG',
  parse: (bytes) => {
    const sections: Section[] = [{ name: '', data: bytes.subarray(0, 8) }];
    for (let at = 8; at + 12 <= bytes.length;) {
      const length = view(bytes).getUint32(at);
      sections.push({ name: textAt(bytes, at + 4, at + 8), data: bytes.subarray(at + 8, at + 8 + length) });
      at += length + 12;
    }
    return sections;
  },
  write: (sections) =>
    join(
      ...sections.map(({ name, data }) => {
        const body = join(latin(name), data);
        return name === '' ? data : join(uint(data.length, 4), body, uint(crc(body), 4));
      }),
    ),
};

/** Segments; what follows the start of the scan is one more. */
const jpeg: Container = {
  is: (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8,
  parse: (bytes) => {
    const sections: Section[] = [];
    let at = 2;
    while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda) {
      const length = view(bytes).getUint16(at + 2);
      sections.push({ name: String(bytes[at + 1]), data: bytes.subarray(at + 4, at + 2 + length) });
      at += 2 + length;
    }
    return [...sections, { name: '', data: bytes.subarray(at) }];
  },
  write: (sections) =>
    join(
      Uint8Array.of(0xff, 0xd8),
      ...sections.map(({ name, data }) =>
        name === '' ? data : join(Uint8Array.of(0xff, Number(name)), uint(data.length + 2, 2), data),
      ),
    ),
};

const webp: Container = {
  is: (bytes) => textAt(bytes, 0, 4) === 'RIFF',
  parse: (bytes) => {
    const sections: Section[] = [];
    for (let at = 12; at + 8 <= bytes.length;) {
      const length = view(bytes).getUint32(at + 4, true);
      sections.push({ name: textAt(bytes, at, at + 4), data: bytes.subarray(at + 8, at + 8 + length) });
      at += 8 + length + (length % 2);
    }
    return sections;
  },
  write: (sections) => {
    const body = join(
      latin('WEBP'),
      ...sections.map(({ name, data }) =>
        join(latin(name), uint(data.length, 4, true), data, new Uint8Array(data.length % 2)),
      ),
    );
    return join(latin('RIFF'), uint(body.length, 4, true), body);
  },
};

/** Boxes of AVIF, those within others too, by their paths; what stands before the boxes within one is a section too. */
const WITHIN: Readonly<Record<string, number>> = { meta: 4, iprp: 0, ipco: 0, iinf: 6, moov: 0 };

function boxes(bytes: Uint8Array, path: string): Section[] {
  const sections: Section[] = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const length = view(bytes).getUint32(at) || bytes.length - at;
    const name = textAt(bytes, at + 4, at + 8);
    const data = bytes.subarray(at + 8, at + Math.max(8, length));
    const before = WITHIN[name];
    const own = `${path}/${name}`;
    if (before === undefined) sections.push({ name: own, data });
    else
      sections.push(
        { name: `${own}{`, data: data.subarray(0, before) },
        ...boxes(data.subarray(before), own),
        { name: '}', data: new Uint8Array() },
      );
    at += Math.max(8, length);
  }
  return sections;
}

const avif: Container = {
  is: (bytes) => textAt(bytes, 4, 8) === 'ftyp',
  parse: (bytes) => boxes(bytes, ''),
  write: (sections) => {
    const stack: { name: string; parts: Uint8Array[] }[] = [{ name: '', parts: [] }];
    const box = (name: string, data: Uint8Array): Uint8Array =>
      join(uint(data.length + 8, 4), latin(name.slice(-4).padEnd(4)), data);
    for (const { name, data } of sections) {
      if (name.endsWith('{')) stack.push({ name: name.slice(0, -1), parts: [data] });
      else if (name !== '}') stack.at(-1)!.parts.push(box(name, data));
      else if (stack.length > 1) {
        const { name: outer, parts } = stack.pop()!;
        stack.at(-1)!.parts.push(box(outer, join(...parts)));
      }
    }
    return join(...stack.flatMap(({ parts }) => parts));
  },
};

export const CONTAINERS: readonly Container[] = [png, jpeg, webp, avif];

/** Data with something else in it: an edge where a number may be, or its bytes changed. */
function changedData(data: Uint8Array, c: Choices): Uint8Array {
  if (c.oneIn(2)) return mutateBytes(data, c, () => edgeBytes(c));
  const copy = Buffer.from(data);
  if (copy.length === 0) return edgeBytes(c);
  for (let i = c.of([1, 1, 2, 4]); i > 0; i--) {
    const at = c.below(Math.min(copy.length, c.of([16, 128, 4096])));
    const edge = edgeBytes(c);
    copy.set(edge.subarray(0, copy.length - (at - (at % 4))), at - (at % 4));
  }
  return copy;
}

/** What is packed within a chunk, changed and packed again. @param from where it begins */
const repacked = (data: Uint8Array, from: number, c: Choices): Uint8Array =>
  join(data.subarray(0, from), deflateSync(changedData(inflateSync(data.subarray(from)), c)));

function changedSection({ name, data }: Section, c: Choices): Section {
  try {
    if (name === 'IDAT' && c.oneIn(2)) return { name, data: repacked(data, 0, c) };
    if (name === 'iCCP' && !c.oneIn(4)) return { name, data: repacked(data, data.indexOf(0) + 2, c) };
  } catch {
    // packed in several chunks, or changed before
  }
  return { name, data: changedData(data, c) };
}

/** A file of sections: one changed, left out, said twice, in another's place, or another file's. */
export const mutateSections =
  ({ parse, write, is }: Container): Mutator =>
  (bytes, c, other) => {
    const sections = parse(bytes);
    for (let i = c.of([1, 1, 1, 2, 3]); i > 0; i--) {
      const at = c.below(sections.length);
      const another = other();
      const theirs = is(another) ? parse(another) : sections;
      switch (c.below(9)) {
        case 0:
          sections.splice(at, 1);
          break;
        case 1:
          sections.splice(at, 0, ...Array.from({ length: c.of([1, 1, 200]) }, () => sections[at]!));
          break;
        case 2:
          sections.splice(c.below(sections.length), 0, ...sections.splice(at, 1));
          break;
        case 3:
          sections.splice(at, 0, c.of(theirs));
          break;
        default:
          if (sections[at]) sections[at] = changedSection(sections[at], c);
      }
    }
    return write(sections);
  };
