import { DATA_TYPES, type DataType, toInt64 } from '../graph/data-type.js';
import { type Attribute, type Dimension, Graph, type Node } from '../graph/graph.js';
import { Tensor } from '../graph/tensor.js';
import { type Draft, encode } from './protobuf.js';
import { Kind } from './schema.js';
import { writeScopes } from './scopes.js';

/** The intermediate representation's version that a runtime needs for opset 18. */
const IR_VERSION = 8;

/** Bytes that lie in a file: its name, from the folder of the model or of what runs it, and where they begin. */
export interface StoredBytes {
  readonly location: string;
  readonly offset: number;
}

/** How a model is written. */
export interface WriteOptions {
  /** Where a weight's bytes are in a file already, if they are: the model then names the place and does not hold them. */
  readonly stored?: (bytes: Uint8Array) => StoredBytes | undefined;
}

/** `TensorProto.DataLocation.EXTERNAL`. */
const EXTERNAL = 1;

/** Smaller constants are shapes and factors, which a runtime wants to see in the model. In bytes. */
const LEAST_STORED = 1024;

/**
 * Writes a graph as an ONNX model. Weights that were read in half precision are stored in it.
 * @example
 * const early = cut(model, ['block3b']);
 * await writeFile('early.onnx', writeModel(early));
 */
export function writeModel(graph: Graph, { stored }: WriteOptions = {}): Uint8Array {
  return encode('ModelProto', {
    irVersion: IR_VERSION,
    producerName: 'onnx-grad',
    graph: writeGraph(graph, 'graph', stored),
    opsetImport: [...graph.opsets].map(([domain, version]) => ({ domain, version })),
    metadataProps: [...graph.metadata].map(([key, value]) => ({ key, value })),
  });
}

function writeGraph(graph: Graph, name: string, stored?: WriteOptions['stored']): Draft<'GraphProto'> {
  const { casts, initializers } = narrowed(graph);
  return {
    node: [...casts, ...graph.nodes].map((node) => writeNode(node, stored)),
    name,
    initializer: initializers.map(([key, tensor]) => writeWeight(tensor, key, stored)),
    input: graph.inputs.map(({ name, type, dims }) => writeValue(name, type, dims)),
    output: graph.outputs.map((output) => {
      const type = graph.types.get(output);
      return writeValue(output, type?.type, type?.dims);
    }),
  };
}

/** Weights that were read in half precision are stored so, and widened by Cast, which a runtime does once. */
function narrowed(graph: Graph): { casts: Node[]; initializers: [string, Tensor][] } {
  const taken = new Set([...graph.initializers.keys(), ...graph.nodes.flatMap((node) => node.outputs)]);
  for (const { name } of graph.inputs) taken.add(name);
  const casts: Node[] = [];
  const stored = new Map<Uint8Array, string>();
  const initializers = [...graph.initializers].flatMap(([name, tensor]): [string, Tensor][] => {
    const { half, dims, size } = tensor;
    // a scalar is not worth a node
    if (!half || size < 2) return [[name, tensor]];
    const there = stored.get(half);
    let from = there ?? `${name}~half`;
    while (there === undefined && taken.has(from)) from += '~';
    const to = DATA_TYPES.float32;
    casts.push({
      ...{ name: `${name}~widen`, operator: 'Cast', domain: '' },
      ...{ inputs: [from], outputs: [name], attributes: new Map([['to', to]]) },
    });
    if (there !== undefined) return [];
    stored.set(half, from);
    return [[from, Tensor.fromBytes('float16', dims, half)]];
  });
  return { casts, initializers };
}

const writeValue = (
  name: string,
  type: DataType | undefined,
  dims: readonly Dimension[] | undefined,
): Draft<'ValueInfoProto'> => ({
  name,
  type: type && {
    tensorType: { elemType: DATA_TYPES[type], shape: dims && { dim: dims.map(writeDimension) } },
  },
});

const writeDimension = (d: Dimension): Draft<'TensorShapeProto.Dimension'> =>
  typeof d === 'number' ? { dimValue: toInt64(d) } : { dimParam: d || undefined };

const writeNode = (node: Node, stored: WriteOptions['stored']): Draft<'NodeProto'> => ({
  input: node.inputs,
  output: node.outputs,
  name: node.name,
  opType: node.operator,
  attribute: [...node.attributes].map(([name, value]) => ({
    name,
    ...writeAttribute(name, value, node.operator, stored),
  })),
  domain: node.domain,
  metadataProps: writeScopes(node.scopes),
});

/** Attributes that ONNX defines as floating-point, which a JavaScript number does not tell. */
const FLOAT_ATTRIBUTES = new Set([
  ...['alpha', 'beta', 'gamma', 'lambd', 'bias', 'epsilon', 'momentum', 'value_float', 'scale'],
  ...['cubic_coeff_a', 'extrapolation_value', 'threshold', 'ratio', 'spatial_scale', 'clip', 'softcap'],
]);
const FLOATS_ATTRIBUTES = new Set(['value_floats', 'scales', 'activation_alpha', 'activation_beta']);

function writeAttribute(
  name: string,
  value: Attribute,
  operator: string,
  stored: WriteOptions['stored'],
): Draft<'AttributeProto'> {
  if (typeof value === 'number') {
    return FLOAT_ATTRIBUTES.has(name)
      ? { type: Kind.FLOAT, f: value }
      : { type: Kind.INT, i: toInt64(value) };
  }
  if (typeof value === 'string') return { type: Kind.STRING, s: value };
  if (value instanceof Tensor) return { type: Kind.TENSOR, t: writeTensor(value, '') };
  if (value instanceof Graph) return { type: Kind.GRAPH, g: writeGraph(value, operator, stored) };
  if (value.length > 0 && value.every((v) => typeof v === 'string'))
    return { type: Kind.STRINGS, strings: value };
  const numbers = value as readonly number[];
  return FLOATS_ATTRIBUTES.has(name)
    ? { type: Kind.FLOATS, floats: numbers }
    : { type: Kind.INTS, ints: numbers.map(toInt64) };
}

function writeWeight(tensor: Tensor, name: string, stored: WriteOptions['stored']): Draft<'TensorProto'> {
  const { bytes, dims, type } = tensor;
  const place = bytes.byteLength >= LEAST_STORED ? stored?.(bytes) : undefined;
  if (!place) return writeTensor(tensor, name);
  const { location, offset } = place;
  return {
    ...{ dims, dataType: DATA_TYPES[type], name, dataLocation: EXTERNAL },
    externalData: Object.entries({ location, offset, length: bytes.byteLength }).map(([key, value]) => ({
      key,
      value: String(value),
    })),
  };
}

const writeTensor = (tensor: Tensor, name: string): Draft<'TensorProto'> => ({
  dims: tensor.dims,
  dataType: DATA_TYPES[tensor.type],
  name,
  rawData: tensor.bytes,
});
