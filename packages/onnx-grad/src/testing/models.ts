import { DATA_TYPES, type DataType, ELEMENT_SIZE } from '../graph/data-type.js';
import { Tensor, sizeOf } from '../graph/tensor.js';
import { type Draft, encode } from '../onnx/protobuf.js';
import { Kind } from '../onnx/schema.js';

/** Models written message by message, as old and odd exporters write them. */

type Messages = {
  node: Draft<'NodeProto'>[];
  inputs: { name: string; dims: (number | string)[]; type?: DataType }[];
  outputs: string[];
  initializers?: Record<string, Tensor>;
};

export interface ModelInit extends Messages {
  opset?: number;
  functions?: Draft<'FunctionProto'>[];
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

function attribute(value: Value): Draft<'AttributeProto'> {
  if (typeof value === 'number') return { type: Kind.INT, i: value };
  if (typeof value === 'string') return { type: Kind.STRING, s: value };
  if (Array.isArray(value)) return { type: Kind.INTS, ints: value };
  if (value instanceof Tensor) return { type: Kind.TENSOR, t: tensor('', value) };
  if ('float' in value) return { type: Kind.FLOAT, f: value.float };
  if ('floats' in value) return { type: Kind.FLOATS, floats: value.floats };
  if ('ref' in value) return { type: Kind.FLOAT, refAttrName: value.ref };
  return { type: Kind.GRAPH, g: graph(value.graph) };
}

const attributesOf = (values: Record<string, Value>): Draft<'AttributeProto'>[] =>
  Object.entries(values).map(([name, value]) => ({ name, ...attribute(value) }));

const tensor = (name: string, t: Tensor): Draft<'TensorProto'> => ({
  name,
  dataType: DATA_TYPES[t.type],
  dims: t.dims,
  rawData: t.bytes,
});

export const node = (
  opType: string,
  input: string[],
  output: string[],
  attributes: Record<string, Value> = {},
  domain = '',
): Draft<'NodeProto'> => ({
  opType,
  domain,
  name: `${opType}:${output[0]}`,
  input,
  output,
  attribute: attributesOf(attributes),
});

export const func = (
  domain: string,
  name: string,
  input: string[],
  output: string[],
  nodes: Draft<'NodeProto'>[],
  {
    defaults = {},
    opset,
    overload,
  }: { defaults?: Record<string, Value>; opset?: number; overload?: string } = {},
): Draft<'FunctionProto'> => ({
  domain,
  name,
  input,
  output,
  node: nodes,
  opsetImport: opset === undefined ? [] : [{ domain: '', version: opset }],
  attributeProto: attributesOf(defaults),
  overload,
});

function graph({ node: nodes, inputs, outputs, initializers = {} }: Messages): Draft<'GraphProto'> {
  return {
    node: nodes,
    input: inputs.map(({ name, dims, type = 'float32' }) => ({
      name,
      type: {
        tensorType: {
          elemType: DATA_TYPES[type],
          shape: { dim: dims.map((d) => (typeof d === 'number' ? { dimValue: d } : { dimParam: d })) },
        },
      },
    })),
    output: outputs.map((name) => ({ name })),
    initializer: Object.entries(initializers).map(([name, t]) => tensor(name, t)),
  };
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
  const elsewhere = Object.entries(external).map(
    ([name, { type, dims, location, offset = 0, length = sizeOf(dims) * ELEMENT_SIZE[type] }]) => ({
      name,
      dataType: DATA_TYPES[type],
      dims,
      externalData: Object.entries({ location, offset, length }).map(([key, value]) => ({
        key,
        value: String(value),
      })),
    }),
  );
  return encode('ModelProto', {
    irVersion: 8,
    graph: { ...body, initializer: [...(body.initializer ?? []), ...elsewhere] },
    functions,
    opsetImport: Object.entries({ '': opset, ...domains }).map(([domain, version]) => ({ domain, version })),
  });
}
