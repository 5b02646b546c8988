import { GraphError } from '../errors.js';
import { type Attribute, type Dimension, Graph, type Node, sortNodes } from '../graph/graph.js';
import { MOST, checkCount, checkModel } from './check.js';
import { countNodes } from './count.js';
import { inlineFunctions } from './functions.js';
import { type Message, decode } from './protobuf.js';
import { Kind } from './schema.js';
import { readScopes } from './scopes.js';
import { markReal } from './quantized-values.js';
import { isText, textConstants, withoutText } from './text.js';
import { type ExternalData, isPacked, locationOf, readTensor, readType } from './tensors.js';
import { upgrade } from './upgrade.js';
import { widen } from './widen.js';

/** What a model is read with. */
export interface ReadOptions {
  /** Contents of the files that hold weights outside the model, by the names that the model gives them. */
  readonly externalData?: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads an ONNX model into memory: functions inlined, nodes sorted, older operator forms rewritten to those of opset
 * 18, half precision widened to single. Weights are views of `bytes`, not copies, in half precision too.
 * @throws GraphError on bytes that are no ONNX model, or one that is truncated or contradicts itself.
 * @example
 * const graph = readModel(await readFile('model.onnx'));
 * graph.inputs.map(({ name, dims }) => [name, dims]); // [['input', …]]
 */
export function readModel(bytes: Uint8Array, { externalData = new Map() }: ReadOptions = {}): Graph {
  const model = parse(bytes);
  const inlined = inlineFunctions(model);
  const versions = new Map<Node, number>();
  const graph = readGraph(inlined.graph, {
    external: externalData,
    note: (node, proto) => {
      const version = inlined.opsets.get(proto);
      if (version !== undefined) versions.set(node, version);
    },
  });
  for (const { domain, version } of [...model.functions.flatMap((f) => f.opsetImport), ...model.opsetImport])
    graph.opsets.set(standardDomain(domain), Number(version));
  if (!graph.opsets.has(''))
    throw new GraphError('the model does not say which ONNX operator set it is written in');
  for (const { key, value } of model.metadataProps) graph.metadata.set(key, value);
  upgrade(graph, versions);
  widen(graph);
  const sorted = sortNodes(graph);
  graph.replaceNodes(sorted);
  markReal(graph);
  return graph;
}

/**
 * Names of the files that hold weights outside the model, as the model gives them. They come from the model's maker:
 * whoever opens them must see to it that they lie beside the model.
 * @example externalDataFiles(await readFile('model.onnx')); // []: all weights are in the file
 */
export function externalDataFiles(bytes: Uint8Array): string[] {
  const tensors = parse(bytes).graph?.initializer ?? [];
  return [...new Set(tensors.flatMap((t) => locationOf(t) ?? []))];
}

function parse(bytes: Uint8Array): Message<'ModelProto'> & { graph: Message<'GraphProto'> } {
  let model: Message<'ModelProto'>;
  try {
    checkCount(countNodes(bytes));
    model = decode('ModelProto', bytes);
  } catch (cause) {
    if (cause instanceof GraphError) throw cause;
    throw new GraphError(
      `this is not an ONNX model, or it is truncated (${bytes.byteLength} bytes: ${(cause as Error).message})`,
      { cause },
    );
  }
  checkModel(model);
  const { graph } = model;
  if (!graph || graph.node.length === 0) {
    throw new GraphError(`this is not an ONNX model: it holds no graph (${bytes.byteLength} bytes)`);
  }
  return { ...model, graph };
}

const standardDomain = (domain: string): string => (domain === 'ai.onnx' ? '' : domain);

interface Reading {
  readonly external: ExternalData;
  /** Called with each node and what it was read from. */
  readonly note: (node: Node, proto: Message<'NodeProto'>) => void;
  /** Constants of text around the graph that is read. */
  readonly texts?: ReadonlyMap<string, readonly string[]>;
}

/** A model's graph, or one of a branch or a loop: its inputs need not say what they are. */
function readGraph(proto: Message<'GraphProto'>, around: Reading, within = false): Graph {
  const graph = new Graph();
  const texts = textConstants(proto, around.texts);
  const reading = { ...around, texts };
  for (const tensor of proto.initializer)
    if (!texts.has(tensor.name)) graph.initializers.set(tensor.name, readTensor(tensor, reading.external));
  // before IR version 4 the initializers had to be listed as inputs too
  for (const input of proto.input)
    if (!graph.initializers.has(input.name) && !texts.has(input.name))
      graph.inputs.push(readInput(input, within));
  for (const { name } of proto.output) graph.outputs.push(name);
  const packed = new Set([
    ...proto.initializer.filter(({ dataType }) => isPacked(dataType)).map(({ name }) => name),
    ...proto.input.filter(({ type }) => isPacked(type?.tensorType?.elemType)).map(({ name }) => name),
  ]);
  for (const node of proto.node) {
    if (node.opType === 'QuantizeLinear' && packed.has(node.input[2] ?? ''))
      throw new GraphError(
        `QuantizeLinear (node "${node.name}") quantizes to 4 bits, which is not supported`,
      );
    if (!node.output.some((name) => texts.has(name))) graph.nodes.push(readNode(node, reading));
  }
  return graph;
}

function readInput({ name, type }: Message<'ValueInfoProto'>, within: boolean): Graph['inputs'][number] {
  const where = `the model's input "${name}"`;
  if (within && !type?.tensorType?.elemType) return { name, type: 'float32', dims: undefined };
  if (!type?.tensorType) throw new GraphError(`${where} is not a tensor`);
  const { elemType, shape } = type.tensorType;
  if (shape && shape.dim.length > MOST.axes)
    throw new GraphError(`${where} has ${shape.dim.length} axes; more than ${MOST.axes} are not read`);
  const dims = shape?.dim.map(({ dimValue, dimParam }): Dimension =>
    dimValue > 0n ? Number(dimValue) : dimParam || undefined,
  );
  return { name, type: readType(elemType, where), dims };
}

function readNode(proto: Message<'NodeProto'>, reading: Reading): Node {
  const { inputs, text } = withoutText(proto.input, reading.texts ?? new Map());
  const node: Node = {
    name: proto.name,
    operator: proto.opType,
    domain: standardDomain(proto.domain),
    inputs,
    outputs: proto.output,
    attributes: new Map([
      ...proto.attribute.map((a): [string, Attribute] => [a.name, readAttribute(a, proto, reading)]),
      ...text,
    ]),
    scopes: readScopes(proto.metadataProps),
  };
  reading.note(node, proto);
  return node;
}

function readAttribute(
  proto: Message<'AttributeProto'>,
  node: Message<'NodeProto'>,
  reading: Reading,
): Attribute {
  switch (proto.type) {
    case Kind.FLOAT:
      return proto.f;
    case Kind.INT:
      return Number(proto.i);
    case Kind.STRING:
      return proto.s;
    case Kind.FLOATS:
      return proto.floats;
    case Kind.INTS:
      return proto.ints.map(Number);
    case Kind.STRINGS:
      return proto.strings;
    case Kind.TENSOR:
      if (proto.t) return isText(proto.t) ? proto.t.stringData : readTensor(proto.t, reading.external);
      break;
    case Kind.GRAPH:
      if (proto.g) return readGraph(proto.g, reading, true);
      break;
    default:
  }
  throw new GraphError(
    `${node.opType} (node "${node.name}") has an attribute "${proto.name}" of a kind that is not supported`,
  );
}
