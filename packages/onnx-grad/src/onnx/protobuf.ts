import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { SCHEMA } from './schema.js';

/** Protobuf's types, named as the library's methods: how a value lies in the file, and what one is that is not there. */
const SCALARS = {
  int32: scalar(WireType.Varint, 0),
  int64: scalar(WireType.Varint, 0n),
  uint64: scalar(WireType.Varint, 0n),
  float: scalar(WireType.Bit32, 0),
  double: scalar(WireType.Bit64, 0),
  string: scalar(WireType.LengthDelimited, ''),
  bytes: scalar<Uint8Array>(WireType.LengthDelimited, new Uint8Array()),
};

function scalar<T>(wire: WireType, absent: T) {
  return { wire, absent };
}

type Scalar = keyof typeof SCALARS;
type Schema = typeof SCHEMA;
type Name = keyof Schema;

type One<Type> = Type extends Scalar
  ? (typeof SCALARS)[Type]['absent']
  : Type extends Name
    ? Message<Type>
    : never;

type Value<Type> = Type extends `${infer Item}[]`
  ? One<Item>[]
  : Type extends Name
    ? Message<Type> | undefined
    : One<Type>;

/** A message that was read: what the file does not give is zero, empty or, of a message, undefined. */
export type Message<N extends Name> = {
  -readonly [F in keyof Schema[N]]: Schema[N][F] extends readonly [number, infer Type] ? Value<Type> : never;
};

/** A message to be written: some of its fields. */
export type Draft<N extends Name> = Given<Message<N>>;

type Given<T> = T extends bigint
  ? bigint | number
  : T extends number | string | Uint8Array | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Given<Item>[]
      : { readonly [F in keyof T]?: Given<T[F]> };

interface Field {
  readonly key: string;
  readonly number: number;
  readonly type: Scalar | Name;
  readonly repeated: boolean;
}

/** The fields of each message, by their numbers. */
const FIELDS = new Map(
  Object.entries<Record<string, readonly [number, string]>>(SCHEMA).map(([name, fields]) => [
    name,
    new Map(
      Object.entries(fields).map(([key, [number, type]]): [number, Field] => [
        number,
        { key, number, type: type.replace('[]', '') as Field['type'], repeated: type.endsWith('[]') },
      ]),
    ),
  ]),
);

const isScalar = (type: Field['type']): type is Scalar => type in SCALARS;
const wireOf = (type: Field['type']): WireType =>
  isScalar(type) ? SCALARS[type].wire : WireType.LengthDelimited;

/** What the types above say is not followed within: fields are gone through by name. */
type Fields = Record<string, unknown>;

/** A message within a message within a message: a file in which they lie deeper is not one that anybody exported. */
const MOST_LEVELS = 100;

/**
 * Reads a message; fields that the schema does not name are skipped. Bytes are views of `bytes`, not copies.
 * @throws Error on bytes that are no such message, or end within it
 */
export function decode<N extends Name>(name: N, bytes: Uint8Array): Message<N> {
  return readFields(new BinaryReader(bytes), name, bytes.byteLength, 1) as Message<N>;
}

/** Reads fields up to `end`; a message that is given in several parts is put together. */
function readFields(reader: BinaryReader, name: Name, end: number, level: number, begun?: Fields): Fields {
  if (level > MOST_LEVELS) {
    throw new Error(
      `cannot decode message onnx.${name} from binary: maximum recursion depth of ${MOST_LEVELS} reached`,
    );
  }
  const message = begun ?? blank(name);
  const read = (type: Field['type'], present?: unknown): unknown =>
    isScalar(type)
      ? reader[type]()
      : readFields(reader, type, reader.uint32() + reader.pos, level + 1, present as Fields | undefined);
  while (reader.pos < end) {
    const [number, wire] = reader.tag();
    const field = FIELDS.get(name)!.get(number);
    if (!field) {
      reader.skip(wire, number, MOST_LEVELS - level);
    } else if (!field.repeated) {
      message[field.key] = read(field.type, message[field.key]);
    } else {
      const list = message[field.key] as unknown[];
      // numbers may be packed: how many bytes they take together, then one after the other
      const packed = wire === WireType.LengthDelimited && wireOf(field.type) !== wire;
      const last = packed ? reader.uint32() + reader.pos : reader.pos + 1;
      while (reader.pos < last) list.push(read(field.type));
    }
  }
  return message;
}

function blank(name: Name): Fields {
  const message: Fields = {};
  for (const { key, type, repeated } of FIELDS.get(name)!.values())
    message[key] = repeated ? [] : isScalar(type) ? SCALARS[type].absent : undefined;
  return message;
}

/**
 * Writes a message. Its parts are joined once, at the end: a network's weights lie five messages deep in a step's graph,
 * and would be copied five times.
 */
export function encode<N extends Name>(name: N, message: Draft<N>): Uint8Array {
  const writer = new BinaryWriter();
  for (const part of partsOf(name, message as Fields)) writer.raw(part);
  return writer.finish();
}

function partsOf(name: Name, message: Fields): Uint8Array[] {
  const writer = new BinaryWriter();
  const parts: Uint8Array[] = [];
  for (const { key, number, type, repeated } of FIELDS.get(name)!.values()) {
    const given = message[key];
    if (given === undefined) continue;
    for (const value of repeated ? (given as unknown[]) : [given]) {
      writer.tag(number, wireOf(type));
      if (isScalar(type) && type !== 'bytes') {
        writer[type](value as never);
        continue;
      }
      const inner = type === 'bytes' ? [value as Uint8Array] : partsOf(type, value as Fields);
      writer.uint32(inner.reduce((length, part) => length + part.byteLength, 0));
      parts.push(writer.finish());
      for (const part of inner) parts.push(part);
    }
  }
  parts.push(writer.finish());
  return parts;
}
