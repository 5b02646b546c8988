import { create, toBinary } from '@bufbuild/protobuf';
import { DATA_TYPES, type DataType, ELEMENT_SIZE } from '../graph/data-type.js';
import { Tensor, sizeOf } from '../graph/tensor.js';
import {
  AttributeProtoSchema,
  AttributeProto_AttributeType as Kind,
  type FunctionProto,
  FunctionProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  TensorProtoSchema,
  ValueInfoProtoSchema,
} from '../onnx/onnx_pb.js';

/** Models written message by message, as old and odd exporters write them. */

type Messages = {
  node: NodeProto[];
  inputs: { name: string; dims: (number | string)[]; type?: DataType }[];
  outputs: string[];
  initializers?: Record<string, Tensor>;
};

export interface ModelInit extends Messages {
  opset?: number;
  functions?: FunctionProto[];
  domains?: Record<string, number>;
  external?: Record<
    string,
    { type: DataType; dims: number[]; location: string; offset?: number; length?: number }
  >;
}

export type Value =
  | number
  | string
  | number[]
  | Tensor
  | { float: number }
  | { floats: number[] }
  | { graph: Messages }
  | { ref: string };

function attribute(name: string, value: Value) {
  const init = { name };
  if (typeof value === 'number')
    return create(AttributeProtoSchema, { ...init, type: Kind.INT, i: BigInt(value) });
  if (typeof value === 'string') {
    return create(AttributeProtoSchema, { ...init, type: Kind.STRING, s: new TextEncoder().encode(value) });
  }
  if (Array.isArray(value))
    return create(AttributeProtoSchema, { ...init, type: Kind.INTS, ints: value.map(BigInt) });
  if (value instanceof Tensor)
    return create(AttributeProtoSchema, { ...init, type: Kind.TENSOR, t: tensor('', value) });
  if ('float' in value) return create(AttributeProtoSchema, { ...init, type: Kind.FLOAT, f: value.float });
  if ('floats' in value)
    return create(AttributeProtoSchema, { ...init, type: Kind.FLOATS, floats: value.floats });
  if ('ref' in value)
    return create(AttributeProtoSchema, { ...init, type: Kind.FLOAT, refAttrName: value.ref });
  return create(AttributeProtoSchema, { ...init, type: Kind.GRAPH, g: graph(value.graph) });
}

const tensor = (name: string, t: Tensor) =>
  create(TensorProtoSchema, {
    name,
    dataType: DATA_TYPES[t.type],
    dims: t.dims.map(BigInt),
    rawData: t.bytes,
  });

export function node(
  opType: string,
  input: string[],
  output: string[],
  attributes: Record<string, Value> = {},
  domain = '',
) {
  return create(NodeProtoSchema, {
    opType,
    domain,
    name: `${opType}:${output[0]}`,
    input,
    output,
    attribute: Object.entries(attributes).map(([k, v]) => attribute(k, v)),
  });
}

export function func(
  domain: string,
  name: string,
  input: string[],
  output: string[],
  nodes: NodeProto[],
  attributes: string[] = [],
) {
  return create(FunctionProtoSchema, { domain, name, input, output, node: nodes, attribute: attributes });
}

const dimension = (d: number | string) =>
  typeof d === 'number'
    ? { value: { case: 'dimValue' as const, value: BigInt(d) } }
    : { value: { case: 'dimParam' as const, value: d } };

function graph({ node: nodes, inputs, outputs, initializers = {} }: Messages) {
  return create(GraphProtoSchema, {
    node: nodes,
    input: inputs.map(({ name, dims, type = 'float32' }) =>
      create(ValueInfoProtoSchema, {
        name,
        type: {
          value: {
            case: 'tensorType',
            value: { elemType: DATA_TYPES[type], shape: { dim: dims.map(dimension) } },
          },
        },
      }),
    ),
    output: outputs.map((name) => create(ValueInfoProtoSchema, { name })),
    initializer: Object.entries(initializers).map(([name, t]) => tensor(name, t)),
  });
}

/** The model's bytes. */
export function model({
  opset = 18,
  functions = [],
  domains = {},
  external = {},
  ...rest
}: ModelInit): Uint8Array {
  const body = graph(rest);
  for (const [name, { type, dims, location, offset = 0, length }] of Object.entries(external)) {
    const entries = {
      location,
      offset: String(offset),
      length: String(length ?? sizeOf(dims) * ELEMENT_SIZE[type]),
    };
    body.initializer.push(
      create(TensorProtoSchema, {
        name,
        dataType: DATA_TYPES[type],
        dims: dims.map(BigInt),
        dataLocation: 1,
        externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
      }),
    );
  }
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, {
      irVersion: 8n,
      graph: body,
      functions,
      opsetImport: Object.entries({ '': opset, ...domains }).map(([domain, version]) => ({
        domain,
        version: BigInt(version),
      })),
    }),
  );
}
