import { DATA_TYPES, type DataType } from '../graph/data-type.js';
import { type Attribute, type Dimension, Graph, type Node } from '../graph/graph.js';
import { Tensor } from '../graph/tensor.js';
import {
  AttributeProtoSchema,
  AttributeProto_AttributeType as Kind,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  TensorProtoSchema,
  TensorShapeProtoSchema,
  TensorShapeProto_DimensionSchema,
  TypeProtoSchema,
  TypeProto_TensorSchema,
  ValueInfoProtoSchema,
} from './onnx_pb.js';
import { Message } from './protobuf.js';

/** The intermediate representation's version that a runtime needs for opset 18. */
const IR_VERSION = 8;

/**
 * Writes a graph as an ONNX model.
 * @example await writeFile('gradient.onnx', writeModel(finish(builder)))
 */
export function writeModel(graph: Graph): Uint8Array {
  const { field } = ModelProtoSchema;
  const model = new Message()
    .integer(field.irVersion, IR_VERSION)
    .text(field.producerName, 'onnx-grad')
    .message(field.graph, writeGraph(graph, 'graph'));
  for (const [domain, version] of graph.opsets) {
    const { field: opset } = OperatorSetIdProtoSchema;
    model.message(
      field.opsetImport,
      new Message().text(opset.domain, domain).integer(opset.version, version),
    );
  }
  for (const [key, value] of graph.metadata) {
    const { field: entry } = StringStringEntryProtoSchema;
    model.message(field.metadataProps, new Message().text(entry.key, key).text(entry.value, value));
  }
  return model.finish();
}

function writeGraph(graph: Graph, name: string): Message {
  const { field } = GraphProtoSchema;
  const message = new Message();
  for (const node of graph.nodes) message.message(field.node, writeNode(node));
  message.text(field.name, name);
  for (const [key, tensor] of graph.initializers)
    message.message(field.initializer, writeTensor(tensor, key));
  for (const i of graph.inputs) message.message(field.input, writeValue(i.name, i.type, i.dims));
  for (const output of graph.outputs) {
    const type = graph.types.get(output);
    message.message(field.output, writeValue(output, type?.type, type?.dims));
  }
  return message;
}

function writeValue(
  name: string,
  type: DataType | undefined,
  dims: readonly Dimension[] | undefined,
): Message {
  const { field } = ValueInfoProtoSchema;
  const message = new Message().text(field.name, name);
  if (type === undefined) return message;
  const tensor = new Message().integer(TypeProto_TensorSchema.field.elemType, DATA_TYPES[type]);
  if (dims) {
    const shape = new Message();
    for (const d of dims) shape.message(TensorShapeProtoSchema.field.dim, writeDimension(d));
    tensor.message(TypeProto_TensorSchema.field.shape, shape);
  }
  return message.message(field.type, new Message().message(TypeProtoSchema.field.tensorType, tensor));
}

function writeDimension(d: Dimension): Message {
  const { field } = TensorShapeProto_DimensionSchema;
  if (typeof d === 'number') return new Message().integer(field.dimValue, d);
  return d ? new Message().text(field.dimParam, d) : new Message();
}

function writeNode(node: Node): Message {
  const { field } = NodeProtoSchema;
  const message = new Message();
  for (const input of node.inputs) message.text(field.input, input);
  for (const output of node.outputs) message.text(field.output, output);
  message.text(field.name, node.name).text(field.opType, node.operator);
  for (const [name, value] of node.attributes)
    message.message(field.attribute, writeAttribute(name, value, node.operator));
  return message.text(field.domain, node.domain);
}

/** Attributes that ONNX defines as floating-point, which a JavaScript number does not tell. */
const FLOAT_ATTRIBUTES = new Set([
  ...['alpha', 'beta', 'gamma', 'lambd', 'bias', 'epsilon', 'momentum', 'value_float', 'scale'],
  ...['cubic_coeff_a', 'extrapolation_value', 'threshold', 'ratio', 'spatial_scale'],
]);
const FLOATS_ATTRIBUTES = new Set(['value_floats', 'scales', 'activation_alpha', 'activation_beta']);

function writeAttribute(name: string, value: Attribute, operator: string): Message {
  const { field } = AttributeProtoSchema;
  const message = new Message().text(field.name, name);
  const of = (kind: Kind): Message => message.integer(field.type, kind);
  if (typeof value === 'number') {
    return FLOAT_ATTRIBUTES.has(name)
      ? of(Kind.FLOAT).float(field.f, value)
      : of(Kind.INT).integer(field.i, BigInt(value));
  }
  if (typeof value === 'string') return of(Kind.STRING).text(field.s, value);
  if (value instanceof Tensor) return of(Kind.TENSOR).message(field.t, writeTensor(value, ''));
  if (value instanceof Graph) return of(Kind.GRAPH).message(field.g, writeGraph(value, operator));
  if (value.length > 0 && value.every((v) => typeof v === 'string')) {
    of(Kind.STRINGS);
    for (const text of value) message.text(field.strings, text);
    return message;
  }
  const floats = FLOATS_ATTRIBUTES.has(name);
  of(floats ? Kind.FLOATS : Kind.INTS);
  for (const number of value as readonly number[]) {
    if (floats) message.float(field.floats, number);
    else message.integer(field.ints, BigInt(number));
  }
  return message;
}

function writeTensor(tensor: Tensor, name: string): Message {
  const { field } = TensorProtoSchema;
  const message = new Message();
  for (const d of tensor.dims) message.integer(field.dims, d);
  return message
    .integer(field.dataType, DATA_TYPES[tensor.type])
    .text(field.name, name)
    .bytes(field.rawData, tensor.bytes);
}
