import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { SCHEMA } from './schema.js';

/** Nodes, and the messages that they lie in. */
const NAMES = ['ModelProto', 'GraphProto', 'FunctionProto', 'NodeProto', 'AttributeProto'] as const;

type Name = (typeof NAMES)[number];

/** Of each of these the fields that are one of them, by their numbers. */
const WITHIN = new Map(
  NAMES.map((name) => [
    name,
    new Map(
      Object.values<readonly [number, string]>(SCHEMA[name]).flatMap(([number, type]) => {
        const inner = NAMES.find((other) => type.replace('[]', '') === other);
        return inner ? [[number, inner] as const] : [];
      }),
    ),
  ]),
);

/**
 * How many nodes a model's bytes hold, those of bodies and functions included, of which nothing is made: of a million
 * nodes the objects take a gigabyte.
 * @throws Error on bytes that are no messages
 */
export function countNodes(bytes: Uint8Array): number {
  const reader = new BinaryReader(bytes);
  let nodes = 0;
  // not by recursion: bodies lie in bodies
  const left: { name: Name; start: number; end: number }[] = [
    { name: 'ModelProto', start: 0, end: bytes.byteLength },
  ];
  for (let part = left.pop(); part; part = left.pop()) {
    const within = WITHIN.get(part.name)!;
    reader.pos = part.start;
    while (reader.pos < part.end) {
      const [number, wire] = reader.tag();
      const name = within.get(number);
      if (!name || wire !== WireType.LengthDelimited) {
        reader.skip(wire, number);
        continue;
      }
      const end = reader.uint32() + reader.pos;
      if (name === 'NodeProto') nodes++;
      left.push({ name, start: reader.pos, end });
      reader.pos = end;
    }
  }
  return nodes;
}
