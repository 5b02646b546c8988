import { clone, create } from '@bufbuild/protobuf';
import { GraphError } from '../errors.js';
import {
  type AttributeProto,
  AttributeProtoSchema,
  type FunctionProto,
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  type NodeProto,
  NodeProtoSchema,
} from './onnx_pb.js';

/** A model whose functions call each other deeper, or expand to more nodes, is not one that anybody exported. */
const MOST_LEVELS = 32;
const MOST_NODES = 1_000_000;

/**
 * The model's graph with every call of one of the model's own functions replaced by the function's nodes.
 * @throws GraphError on functions that call themselves or expand without end
 */
export function inlineFunctions(model: ModelProto & { graph: GraphProto }): GraphProto {
  if (model.functions.length === 0) return model.graph;
  const functions = new Map(model.functions.map((f) => [`${f.domain}:${f.name}`, f]));
  const nodes: NodeProto[] = [];
  let calls = 0;
  const expand = (node: NodeProto, level: number): void => {
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
  return create(GraphProtoSchema, { ...fieldsOf(model.graph), node: nodes });
}

const fieldsOf = ({ name, initializer, input, output }: GraphProto) => ({ name, initializer, input, output });

/** A function's node as one call of the function has it. */
function instance(inner: NodeProto, called: FunctionProto, call: NodeProto, label: string): NodeProto {
  const rename = (name: string): string => {
    if (!name) return '';
    const input = called.input.indexOf(name);
    if (input >= 0) return call.input[input] ?? '';
    const output = called.output.indexOf(name);
    return (output >= 0 && call.output[output]) || `${label}/${name}`;
  };
  return create(NodeProtoSchema, {
    opType: inner.opType,
    domain: inner.domain,
    name: `${label}/${inner.name || inner.opType}`,
    input: inner.input.map(rename),
    output: inner.output.map(rename),
    attribute: inner.attribute.flatMap((a) => bindAttribute(a, call, called)),
  });
}

/** An attribute that refers to one of the call's takes its value, and is absent where the call has none. */
function bindAttribute(attribute: AttributeProto, call: NodeProto, called: FunctionProto): AttributeProto[] {
  if (attribute.g) {
    throw new GraphError(
      `the model's function "${called.name}" holds a branch or a loop, which is not supported`,
    );
  }
  if (!attribute.refAttrName) return [attribute];
  const given = call.attribute.find((a) => a.name === attribute.refAttrName);
  if (!given) return [];
  const bound = clone(AttributeProtoSchema, given);
  bound.name = attribute.name;
  return [bound];
}
