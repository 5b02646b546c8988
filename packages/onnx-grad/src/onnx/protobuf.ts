import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { SCHEMA } from './schema.js';

/** Protobuf's own types, by the names of the library's methods: how they lie in the file, what they are when absent. */
const SCALARS = {
  int32: scalar(WireType.Varint, 0),
  int64: scalar(WireType.Varint, 0n),
  uint64: scalar(WireType.Varint, 0n),
  float: scalar(WireType.Bit32, 0),
  double: scalar(WireType.Bit64, 0),
  string: scalar(WireType.LengthDelimited, ''),
  bytes: scalar(WireType.LengthDelimited, new Uint8Array()),
};

function scalar<T>(wire: WireType, absent: T) {
  return { wire, absent };
}

type Scalars = typeof SCALARS;
type Schema = typeof SCHEMA;
type Name = keyof Schema;
type One<Type> = Type extends keyof Scalars
  ? Scalars[Type]['absent']
  : Type extends Name
    ? Message<Type>
    : never;
type Value<Type> = Type extends `${infer Item}[]`
  ? One<Item>[]
  : Type extends Name
    ? Message<Type> | undefined
    : One<Type>;

/** A message that was read. What the file does not give is zero or empty; a message is undefined. */
export type Message<N extends Name> = {
  -readonly [F in keyof Schema[N]]: Schema[N][F] extends readonly [number, infer Type] ? Value<Type> : never;
};

/** A message to be written: the fields that it gives, in the order in which it gives them. */
export type Draft<N extends Name> = Given<Message<N>>;

type Given<T> = T extends bigint
  ? bigint | number
  : T extends string | number | Uint8Array | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Given<Item>[]
      : { readonly [F in keyof T]?: Given<T[F]> };

interface Field {
  readonly key: string;
  readonly number: number;
  readonly repeated: boolean;
  /** Of the two, the one that the field's type is. */
  readonly scalar: keyof Scalars | undefined;
  readonly message: Fields | undefined;
}

class Fields {
  readonly byKey = new Map<string, Field>();
  readonly byNumber = new Map<number, Field>();
}
