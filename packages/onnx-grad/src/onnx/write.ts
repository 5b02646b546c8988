import { create, toBinary } from '@bufbuild/protobuf';
import { getTextEncoding } from '@bufbuild/protobuf/wire';
import { Graph, type Attribute, type Dimension, type Node } from '../graph.js';
import { DATA_TYPES, type DataType, Tensor } from '../tensor.js';
import {
  type AttributeProto,
  AttributeProtoSchema,
  AttributeProto_AttributeType as Kind,
  type GraphProto,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  StringStringEntryProtoSchema,
  type TensorProto,
  TensorProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from './onnx_pb.js';

/** The intermediate representation's version that a runtime needs for opset 18. */
const IR_VERSION = 8n;

/**
 * Writes a graph as an ONNX model.
 * @example await writeFile('gradient.onnx', writeModel(finish(builder)))
 */
export function writeModel(graph: Graph): Uint8Array {
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: IR_VERSION,
      producerName: 'onnx-grad',
      graph: writeGraph(graph, 'graph'),
      opsetImport: [...graph.opsets].map(([domain, version]) =>
        create(OperatorSetIdProtoSchema, { domain, version: BigInt(version) }),
      ),
      metadataProps: [...graph.metadata].map(([key, value]) =>
        create(StringStringEntryProtoSchema, { key, value }),
      ),
    }),
  );
}

function writeGraph(graph: Graph, name: string): GraphProto {
  return create(GraphProtoSchema, {
    name,
    node: graph.nodes.map(writeNode),
    initializer: [...graph.initializers].map(([key, tensor]) => writeTensor(tensor, key)),
    input: graph.inputs.map((i) => writeValue(i.name, i.type, i.dims)),
    output: graph.outputs.map((output) => {
      const type = graph.types.get(output);
      return type ? writeValue(output, type.type, type.dims) : create(ValueInfoProtoSchema, { name: output });
    }),
  });
}

function writeValue(name: string, type: DataType, dims: readonly Dimension[] | undefined): ValueInfoProto {
  return create(ValueInfoProtoSchema, {
    name,
    type: {
      value: {
        case: 'tensorType',
        value: {
          elemType: DATA_TYPES[type],
          ...(dims && {
            shape: {
              dim: dims.map((d) => {
                if (typeof d === 'number') return { value: { case: 'dimValue' as const, value: BigInt(d) } };
                return d ? { value: { case: 'dimParam' as const, value: d } } : {};
              }),
            },
          }),
        },
      },
    },
  });
}

function writeNode(node: Node): NodeProto {
  return create(NodeProtoSchema, {
    name: node.name,
    opType: node.operator,
    domain: node.domain,
    input: [...node.inputs],
    output: [...node.outputs],
    attribute: [...node.attributes].map(([name, value]) => writeAttribute(name, value, node.operator)),
  });
}

/** Attributes that ONNX defines as floating-point, which a JavaScript number does not tell. */
const FLOAT_ATTRIBUTES = new Set([
  ...['alpha', 'beta', 'gamma', 'lambd', 'bias', 'epsilon', 'momentum', 'value_float', 'scale'],
  ...['cubic_coeff_a', 'extrapolation_value', 'threshold', 'ratio', 'spatial_scale'],
]);
const FLOATS_ATTRIBUTES = new Set(['value_floats', 'scales', 'activation_alpha', 'activation_beta']);
function writeAttribute(name: string, value: Attribute, operator: string): AttributeProto {
  const bytes = (text: string): Uint8Array => getTextEncoding().encodeUtf8(text);
  const init = { name };
  if (typeof value === 'number') {
    return FLOAT_ATTRIBUTES.has(name)
      ? create(AttributeProtoSchema, { ...init, type: Kind.FLOAT, f: value })
      : create(AttributeProtoSchema, { ...init, type: Kind.INT, i: BigInt(value) });
  }
  if (typeof value === 'string')
    return create(AttributeProtoSchema, { ...init, type: Kind.STRING, s: bytes(value) });
  if (value instanceof Tensor) {
    return create(AttributeProtoSchema, { ...init, type: Kind.TENSOR, t: writeTensor(value, '') });
  }
  if (value instanceof Graph) {
    return create(AttributeProtoSchema, { ...init, type: Kind.GRAPH, g: writeGraph(value, operator) });
  }
  if (value.every((v) => typeof v === 'string') && value.length > 0) {
    return create(AttributeProtoSchema, { ...init, type: Kind.STRINGS, strings: value.map(bytes) });
  }
  const numbers = value as readonly number[];
  return FLOATS_ATTRIBUTES.has(name)
    ? create(AttributeProtoSchema, { ...init, type: Kind.FLOATS, floats: [...numbers] })
    : create(AttributeProtoSchema, { ...init, type: Kind.INTS, ints: numbers.map(BigInt) });
}

function writeTensor(tensor: Tensor, name: string): TensorProto {
  return create(TensorProtoSchema, {
    name,
    dataType: DATA_TYPES[tensor.type],
    dims: tensor.dims.map(BigInt),
    rawData: tensor.bytes,
  });
}
