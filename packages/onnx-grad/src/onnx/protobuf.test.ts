// Proves that messages are read and written as the protobuf library does it with ONNX's own description of them.
import { readFileSync, readdirSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { create, createFileRegistry, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { describe, expect, test } from 'vitest';
import { fixture } from '../testing/run.js';
import { decode, encode } from './protobuf.js';
import { Kind, SCHEMA } from './schema.js';

type Name = keyof typeof SCHEMA;
type Fields = Record<string, unknown>;

const onnx = createFileRegistry(
  create(FileDescriptorSetSchema, { file: [fromBinary(FileDescriptorProtoSchema, fixture('onnx.binpb'))] }),
);
const described = (name: string) => onnx.getMessage(`onnx.${name}`)!;

/** What the library reads, without the fields that are not read here. */
const expected = (name: Name, bytes: Uint8Array): Fields => known(name, fromBinary(described(name), bytes));

function known(name: Name, message: object): Fields {
  const fields = Object.entries<readonly [number, string]>(SCHEMA[name]).map(([key, [, type]]) => {
    const field = described(name).field[key]!;
    const oneof = field.oneof && (message as Record<string, Fields>)[field.oneof.localName]!;
    const value = oneof ? (oneof.case === key ? oneof.value : undefined) : (message as Fields)[key];
    const item = type.replace('[]', '');
    const read = (v: unknown): unknown => {
      if (item in SCHEMA) return v && known(item as Name, v);
      if (item === 'string') return v instanceof Uint8Array ? new TextDecoder().decode(v) : (v ?? '');
      return v ?? 0n;
    };
    return [key, type.endsWith('[]') ? (value as unknown[]).map(read) : read(value)];
  });
  return Object.fromEntries(fields) as Fields;
}

const join = (...parts: Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

describe('the schema', () => {
  test.each(Object.entries<Record<string, readonly [number, string]>>(SCHEMA))(
    '%s has the numbers and types that ONNX gives its fields',
    (name, fields) => {
      for (const [key, [number, type]] of Object.entries(fields)) {
        const { proto } = described(name).field[key]!;
        const item = { [Type.MESSAGE]: proto.typeName.replace('.onnx.', ''), [Type.ENUM]: 'int32' };
        const theirs = item[proto.type as keyof typeof item] ?? Type[proto.type].toLowerCase();
        expect([number, type.replace('[]', ''), type.endsWith('[]')]).toEqual([
          proto.number,
          theirs === 'bytes' && key !== 'rawData' ? 'string' : theirs,
          proto.label === Label.REPEATED,
        ]);
      }
    },
  );

  test('kinds of attributes have the numbers that ONNX gives them', () => {
    const { values } = onnx.getEnum('onnx.AttributeProto.AttributeType')!;
    const numbers = Object.fromEntries(values.map((v) => [v.name, v.number]));
    expect(numbers).toMatchObject(Kind);
  });
});

describe('reading', () => {
  const fixtures = readdirSync(new URL('../fixtures', import.meta.url)).filter((f) => f.endsWith('.onnx'));
  const network = readFileSync(
    new URL('../../../../tests/fixtures/mini-inception/model.onnx', import.meta.url),
  );

  test.each([...fixtures.map((f) => [f, fixture(f)] as const), ['a trained network', network] as const])(
    '%s',
    // megabytes, which toEqual would go through one by one
    (_, bytes) =>
      expect(isDeepStrictEqual(decode('ModelProto', bytes), expected('ModelProto', bytes))).toBe(true),
  );

  test('bytes are views of the file', () => {
    const bytes = encode('TensorProto', { rawData: Uint8Array.of(1, 2, 3) });
    expect(decode('TensorProto', bytes).rawData.buffer).toBe(bytes.buffer);
  });

  const integers = [0n, 1n, -1n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)];
  const tensor = {
    dims: integers,
    int64Data: integers,
    uint64Data: [0n, 2n ** 64n - 1n],
    int32Data: [-1, 7],
  };
  const numbers = { ...tensor, floatData: [0.1, -0, Infinity, NaN], doubleData: [0.1, 5e-324] };

  test('repeated numbers, packed and not, to the last bit', () => {
    const unpacked = encode('TensorProto', numbers);
    const packed = toBinary(described('TensorProto'), create(described('TensorProto'), numbers as Fields));
    expect(packed.length).toBeLessThan(unpacked.length);
    for (const bytes of [unpacked, packed, join(packed, unpacked)])
      expect(decode('TensorProto', bytes)).toEqual(expected('TensorProto', bytes));
    expect(decode('TensorProto', packed)).toMatchObject({ ...tensor, doubleData: [0.1, 5e-324] });
  });

  test('a message given twice is put together: the last of what is one, all of what is many', () => {
    const first = fixture('tiny.onnx');
    const second = encode('ModelProto', { producerName: 'again', graph: { name: 'two', node: [{}] } });
    const model = decode('ModelProto', join(first, second));
    expect(model).toEqual(expected('ModelProto', join(first, second)));
    expect([model.producerName, model.graph!.name]).toEqual(['again', 'two']);
    expect(model.graph!.node.length).toBe(1 + decode('ModelProto', first).graph!.node.length);
  });

  test('unknown fields of every wire type are skipped', () => {
    const unknown = new BinaryWriter().tag(901, WireType.Varint).int64(-1).tag(902, WireType.Bit64).double(1);
    unknown.tag(903, WireType.LengthDelimited).string('text').tag(904, WireType.Bit32).float(1);
    unknown.tag(905, WireType.StartGroup).tag(1, WireType.Varint).int32(3).tag(905, WireType.EndGroup);
    const bytes = join(unknown.finish(), encode('NodeProto', { name: 'n', input: ['a', '', 'größe'] }));
    expect(decode('NodeProto', bytes)).toEqual(expected('NodeProto', bytes));
    expect(decode('NodeProto', bytes).input).toEqual(['a', '', 'größe']);
  });

  const refusal = (read: () => unknown): string => {
    try {
      read();
    } catch (error) {
      return (error as Error).message;
    }
    return 'none';
  };

  test('what ends too early is refused', () => {
    const whole = encode('GraphProto', {
      name: 'g',
      initializer: [{ name: 'w', ...numbers }, { dims: [1] }],
    });
    const refused = Array.from(whole, (_, length) => {
      const bytes = whole.subarray(0, length);
      const ours = refusal(() => decode('GraphProto', bytes));
      expect(ours).toBe(refusal(() => expected('GraphProto', bytes)));
      return ours !== 'none';
    });
    // not where a field of the outermost message ends
    expect(refused.filter((r) => !r).length).toBe(3);
  });

  test('what is longer than the file or lies too deep is refused', () => {
    const claim = new BinaryWriter()
      .tag(1, WireType.LengthDelimited)
      .uint32(2 ** 32 - 1)
      .finish();
    for (const name of ['GraphProto', 'TensorProto', 'NodeProto'] as const) {
      expect(() => decode(name, claim)).toThrow('premature EOF');
      expect(() => expected(name, claim)).toThrow('premature EOF');
    }
    // a graph in an attribute of a node of a graph, and so on: three messages a level
    const nested = (levels: number): Uint8Array => {
      let bytes: Uint8Array = encode('GraphProto', { name: 'innermost' });
      for (const field of Array.from({ length: levels }, () => [6, 5, 1]).flat())
        bytes = new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(bytes).finish();
      return bytes;
    };
    expect(decode('GraphProto', nested(33))).toEqual(expected('GraphProto', nested(33)));
    for (const levels of [34, 2000]) {
      const ours = refusal(() => decode('GraphProto', nested(levels)));
      expect(ours).toBe(refusal(() => expected('GraphProto', nested(levels))));
      expect(ours).toMatch('maximum recursion depth of 100');
    }
  });
});

test('writing: messages within messages are what the library makes of them', () => {
  const weights = Uint8Array.from({ length: 300 }, (_, i) => i % 251);
  const tensor = { dims: [5n, 60n], name: 'größe', rawData: weights };
  const attribute = { name: 'value', f: 0.1, i: -3n, t: tensor };
  const model = { graph: { name: 'graph', node: [{}, { attribute: [attribute] }] } };
  // through the library once: it orders an attribute's fields by number
  const canonical = toBinary(
    described('ModelProto'),
    fromBinary(described('ModelProto'), encode('ModelProto', model)),
  );
  expect(canonical).toEqual(toBinary(described('ModelProto'), create(described('ModelProto'), model)));
});

test('writing: a number stands for the integer that it is', () => {
  expect(encode('AttributeProto', { i: -3 })).toEqual(encode('AttributeProto', { i: -3n }));
  expect(() => encode('AttributeProto', { i: 0.5 })).toThrow(RangeError);
  expect(() => encode('AttributeProto', { i: 2 ** 63 })).toThrow('invalid int64');
});
