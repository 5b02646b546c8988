import { GraphError } from '../errors.js';
import type { Message } from './protobuf.js';

type Graph = Message<'GraphProto'>;
type Node = Message<'NodeProto'>;
type Attribute = Message<'AttributeProto'>;
type ModelFunction = Message<'FunctionProto'>;

/** A model whose functions call each other deeper, or expand to more nodes, is not one that anybody exported. */
const MOST_LEVELS = 32;
const MOST_NODES = 1_000_000;

/**
 * The model's graph with every call of one of the model's own functions replaced by the function's nodes.
 * @throws GraphError on functions that call themselves or expand without end
 */
export function inlineFunctions(model: Message<'ModelProto'> & { graph: Graph }): Graph {
  if (model.functions.length === 0) return model.graph;
  const functions = new Map(model.functions.map((f) => [`${f.domain}:${f.name}`, f]));
  const nodes: Node[] = [];
  let calls = 0;
  const expand = (node: Node, level: number): void => {
    const called = functions.get(`${node.domain}:${node.opType}`);
    if (!called) {
      nodes.push(node);
      if (nodes.length > MOST_NODES)
        throw new GraphError(`the model's functions expand to more than ${MOST_NODES} nodes`);
      return;
    }
    if (level > MOST_LEVELS) throw new GraphError(`the model's function "${node.opType}" calls itself`);
    const label = `${node.name || node.opType}:${++calls}`;
    for (const inner of called.node) expand(instance(inner, called, node, label), level + 1);
  };
  for (const node of model.graph.node) expand(node, 0);
  return { ...model.graph, node: nodes };
}

/** A function's node as one call of the function has it. */
function instance(inner: Node, called: ModelFunction, call: Node, label: string): Node {
  const rename = (name: string): string => {
    if (!name) return '';
    const input = called.input.indexOf(name);
    if (input >= 0) return call.input[input] ?? '';
    const output = called.output.indexOf(name);
    return (output >= 0 && call.output[output]) || `${label}/${name}`;
  };
  return {
    opType: inner.opType,
    domain: inner.domain,
    name: `${label}/${inner.name || inner.opType}`,
    input: inner.input.map(rename),
    output: inner.output.map(rename),
    attribute: inner.attribute.flatMap((a) => bindAttribute(a, call, called)),
  };
}

/** An attribute that refers to one of the call's takes its value, and is absent where the call has none. */
function bindAttribute(attribute: Attribute, call: Node, called: ModelFunction): Attribute[] {
  if (attribute.g) {
    throw new GraphError(
      `the model's function "${called.name}" holds a branch or a loop, which is not supported`,
    );
  }
  if (!attribute.refAttrName) return [attribute];
  const given = call.attribute.find((a) => a.name === attribute.refAttrName);
  if (!given) return [];
  return [{ ...given, name: attribute.name }];
}
