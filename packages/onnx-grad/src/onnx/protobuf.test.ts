// Proves that messages are written as the protobuf library writes them.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import {
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProtoSchema,
} from './onnx_pb.js';
import { Message } from './protobuf.js';

test('messages within messages are what the protobuf library makes of them', () => {
  const weights = Uint8Array.from({ length: 300 }, (_, i) => i % 251);
  const tensor = new Message()
    .integer(TensorProtoSchema.field.dims, 5)
    .integer(TensorProtoSchema.field.dims, 60n)
    .text(TensorProtoSchema.field.name, 'größe')
    .bytes(TensorProtoSchema.field.rawData, weights);
  const attribute = new Message()
    .text(AttributeProtoSchema.field.name, 'value')
    .float(AttributeProtoSchema.field.f, 0.1)
    .integer(AttributeProtoSchema.field.i, -3)
    .message(AttributeProtoSchema.field.t, tensor);
  const node = new Message().message(NodeProtoSchema.field.attribute, attribute);
  const graph = new Message()
    .message(GraphProtoSchema.field.node, new Message())
    .message(GraphProtoSchema.field.node, node)
    .text(GraphProtoSchema.field.name, 'graph');
  const bytes = new Message().message(ModelProtoSchema.field.graph, graph).finish();

  const expected = create(ModelProtoSchema, {
    graph: {
      name: 'graph',
      node: [
        {},
        {
          attribute: [
            { name: 'value', f: 0.1, i: -3n, t: { dims: [5n, 60n], name: 'größe', rawData: weights } },
          ],
        },
      ],
    },
  });
  // through the library once, for what it writes out that was not set
  const canonical = (model: Uint8Array): Uint8Array =>
    toBinary(ModelProtoSchema, fromBinary(ModelProtoSchema, model));
  expect(canonical(bytes)).toEqual(canonical(toBinary(ModelProtoSchema, expected)));
});
