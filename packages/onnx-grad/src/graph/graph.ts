import { GraphError } from '../errors.js';
import type { DataType } from './data-type.js';
import type { Tensor, ValueType } from './tensor.js';

/** A dimension of a model's input: a size, a symbol that is bound when the graph is built, or unknown. */
export type Dimension = number | string | undefined;

/** What an attribute of a node can hold. */
export type Attribute = number | string | readonly number[] | readonly string[] | Tensor | Graph;

/** A module of the framework that a network was written in: a layer, a block, a part. */
export interface ModuleScope {
  /** As the framework calls it: `layer1.0.conv1`. */
  readonly path: string;
  /** Its class: `torch.nn.modules.conv.Conv2d`. */
  readonly type?: string;
}

/** One application of an operator. An absent optional input is the empty string. */
export interface Node {
  readonly name: string;
  readonly operator: string;
  /** Operator set: empty for ONNX's own. */
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** The modules that it was made in, outermost first, where the model's exporter recorded them. */
  readonly scopes?: readonly ModuleScope[];
  /** Its quantized output is copied as the real numbers that it stands for. */
  readonly real?: boolean;
}

/** An input of a graph; without dimensions where not even their number is known. */
export interface GraphInput {
  readonly name: string;
  readonly type: DataType;
  readonly dims: readonly Dimension[] | undefined;
}

/**
 * An ONNX graph in memory: nodes in topological order, constants, inputs and the names of the outputs.
 * @example
 * const graph = readModel(await readFile('model.onnx'));
 * graph.outputs; // ['logits']
 * @example model.producers().get('logits')?.operator; // 'Gemm'
 */
export class Graph {
  readonly nodes: Node[] = [];
  readonly inputs: GraphInput[] = [];
  readonly outputs: string[] = [];
  readonly initializers = new Map<string, Tensor>();
  /** Types of values, where they are known. */
  readonly types = new Map<string, ValueType>();
  /** Operator set versions by domain. */
  readonly opsets = new Map<string, number>();
  /** Free text that the model's maker attached. */
  readonly metadata = new Map<string, string>();

  /** The node that makes each value. */
  producers(): Map<string, Node> {
    const producers = new Map<string, Node>();
    for (const node of this.nodes) for (const output of node.outputs) if (output) producers.set(output, node);
    return producers;
  }

  /** Other nodes in place of its own: there may be more of them than a call takes arguments. */
  replaceNodes(nodes: readonly Node[]): void {
    this.nodes.length = 0;
    for (const node of nodes) this.nodes.push(node);
  }

  /** A shallow copy: nodes and tensors are immutable and shared. */
  clone(): Graph {
    const copy = new Graph();
    copy.replaceNodes(this.nodes);
    for (const input of this.inputs) copy.inputs.push(input);
    for (const output of this.outputs) copy.outputs.push(output);
    for (const [k, v] of this.initializers) copy.initializers.set(k, v);
    for (const [k, v] of this.types) copy.types.set(k, v);
    for (const [k, v] of this.opsets) copy.opsets.set(k, v);
    for (const [k, v] of this.metadata) copy.metadata.set(k, v);
    return copy;
  }
}

/** Names that a node reads: its inputs, and what the graphs among its attributes take from around them. */
export function readsOf(node: Node): string[] {
  const names = node.inputs.filter(Boolean);
  for (const attribute of node.attributes.values())
    if (attribute instanceof Graph) for (const name of captured(attribute)) names.push(name);
  return names;
}

function captured(graph: Graph): string[] {
  const own = new Set([...graph.inputs.map((i) => i.name), ...graph.initializers.keys()]);
  for (const node of graph.nodes) for (const output of node.outputs) own.add(output);
  return [...graph.nodes.flatMap(readsOf), ...graph.outputs].filter((name) => !own.has(name));
}

/**
 * `Conv (node "/conv1/Conv")`: how errors name a node.
 * @example describeNode(model.nodes[0]); // 'Conv (node "stem/conv")'
 */
export function describeNode(node: Node): string {
  const operator = node.domain ? `${node.domain}.${node.operator}` : node.operator;
  return `${operator} (node "${node.name || node.outputs.find(Boolean) || '?'}")`;
}

/**
 * Nodes in an order in which each follows the makers of its inputs; the given order is kept where it allows.
 * @throws GraphError on a cycle, on a value made twice and on an input that nothing makes.
 * @example
 * const graph = model.clone();
 * graph.replaceNodes([...graph.nodes].reverse());
 * graph.replaceNodes(sortNodes(graph));
 * graph.nodes[0].operator; // 'Conv'
 */
export function sortNodes(graph: Graph): Node[] {
  const known = new Set<string>([...graph.inputs.map((i) => i.name), ...graph.initializers.keys()]);
  const producer = new Map<string, Node>();
  for (const node of graph.nodes) {
    for (const output of node.outputs) {
      if (!output) continue;
      if (producer.has(output) || known.has(output)) {
        throw new GraphError(`the model defines the value "${output}" twice (${describeNode(node)})`);
      }
      producer.set(output, node);
    }
  }
  const sorted: Node[] = [];
  const state = new Map<Node, 'open' | 'done'>();
  for (const root of graph.nodes) {
    // an explicit stack: a hostile model's chain of nodes may be longer than the call stack
    const stack: { node: Node; reads: Iterator<string> }[] = [];
    const visit = (node: Node): void => {
      state.set(node, 'open');
      stack.push({ node, reads: readsOf(node).values() });
    };
    if (!state.has(root)) visit(root);
    while (stack.length > 0) {
      const { node, reads } = stack[stack.length - 1]!;
      let pending: Node | undefined;
      for (let read = reads.next(); !read.done; read = reads.next()) {
        const input = read.value;
        if (known.has(input)) continue;
        const maker = producer.get(input);
        if (!maker)
          throw new GraphError(`${describeNode(node)} reads "${input}", which nothing in the model makes`);
        const status = state.get(maker);
        if (status === 'open')
          throw new GraphError(`the model's graph has a cycle through ${describeNode(node)}`);
        if (status === undefined) {
          pending = maker;
          break;
        }
      }
      if (pending) visit(pending);
      else {
        state.set(node, 'done');
        sorted.push(node);
        stack.pop();
      }
    }
  }
  return sorted;
}
