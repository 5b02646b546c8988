import { SCHEMA } from '../../../packages/onnx-grad/src/onnx/schema.js';

type Name = keyof typeof SCHEMA;

/** A field of a message as it lies in a file. */
export interface Field {
  number: number;
  /** 0 varint, 1 eight bytes, 2 bytes with their length before them, 5 four bytes. */
  wire: number;
  /** Fields of a message, or bytes: of a varint those that it is written with. */
  value: Field[] | Uint8Array;
  /** The field's key in the schema, and of a message its type. */
  readonly key?: string;
  readonly type?: string;
  /** What is added to the length that is written. */
  lie?: number;
}

const fieldsOf = (name: string): Record<string, readonly [number, string]> =>
  Object.hasOwn(SCHEMA, name) ? SCHEMA[name as Name] : {};

/** How many bytes a varint takes, and the number. */
function varint(bytes: Uint8Array, at: number): [value: bigint, end: number] {
  let value = 0n;
  for (let shift = 0n; ; shift += 7n) {
    const byte = bytes[at++]!;
    value |= BigInt(byte & 0x7f) << shift;
    if (byte < 0x80) return [value, at];
  }
}

export function varintBytes(value: bigint): Uint8Array {
  const bytes: number[] = [];
  for (let left = BigInt.asUintN(64, value); ; left >>= 7n) {
    bytes.push(Number(left & 0x7fn) | (left > 0x7fn ? 0x80 : 0));
    if (left <= 0x7fn) return Uint8Array.from(bytes);
  }
}

/** The fields of a healthy message. @param name its type, as ONNX calls it */
export function parseFields(bytes: Uint8Array, name: string): Field[] {
  const known = new Map(
    Object.entries(fieldsOf(name)).map(([key, [number, type]]) => [number, { key, type }]),
  );
  const fields: Field[] = [];
  for (let at = 0; at < bytes.length;) {
    const [tag, begin] = varint(bytes, at);
    const [number, wire] = [Number(tag >> 3n), Number(tag & 7n)];
    const { key, type = '' } = known.get(number) ?? {};
    let [from, to] = [begin, begin + (wire === 1 ? 8 : 4)];
    if (wire === 0) to = varint(bytes, begin)[1];
    if (wire === 2) {
      const [length, start] = varint(bytes, begin);
      [from, to] = [start, start + Number(length)];
    }
    const held = bytes.subarray(from, to);
    const message = type.replace('[]', '');
    const isMessage = wire === 2 && Object.hasOwn(SCHEMA, message);
    fields.push({ number, wire, key, type, value: isMessage ? parseFields(held, message) : held });
    at = to;
  }
  return fields;
}

/** A message as a file has it. */
export function writeFields(fields: readonly Field[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { number, wire, value, lie = 0 } of fields) {
    const held = Array.isArray(value) ? writeFields(value) : value;
    parts.push(varintBytes((BigInt(number) << 3n) | BigInt(wire)));
    if (wire === 2) parts.push(varintBytes(BigInt(Math.max(0, held.length + lie))));
    parts.push(held);
  }
  return Buffer.concat(parts);
}

/** A field of a message, with the message's other fields. */
export interface Place {
  readonly field: Field;
  readonly among: Field[];
}

/** All fields of a message and of the messages in it. */
export const placesIn = (among: Field[]): Place[] =>
  among.flatMap((field) => [{ field, among }, ...(Array.isArray(field.value) ? placesIn(field.value) : [])]);
