import { DATA_TYPES } from '../graph/data-type.js';
import { type Attribute, Graph, type Node, readsOf } from '../graph/graph.js';
import { Tensor } from '../graph/tensor.js';

/**
 * Half precision to single, in place: weights, constants, casts and inputs. Few execution providers compute gradients
 * in half precision, and none gains by it on a CPU; what was stored in 16 bits keeps its values, and weights are written
 * in 16 bits again.
 */
export function widen(graph: Graph): void {
  takeCasts(graph);
  for (const [name, tensor] of graph.initializers) graph.initializers.set(name, wide(tensor));
  graph.inputs.splice(
    0,
    graph.inputs.length,
    ...graph.inputs.map((i) => (i.type === 'float16' ? { ...i, type: 'float32' as const } : i)),
  );
  graph.nodes.splice(0, graph.nodes.length, ...graph.nodes.map(wideNode));
}

/** Weights that a file widens by Cast become what they are widened to: constants, under the names that layers read. */
function takeCasts(graph: Graph): void {
  const outputs = new Set(graph.outputs);
  const taken = new Set<Node>();
  for (const node of graph.nodes) {
    const [from, to] = [node.inputs[0]!, node.outputs[0]!];
    const widens =
      node.operator === 'Cast' && node.domain === '' && node.attributes.get('to') === DATA_TYPES.float32;
    const tensor = widens && !outputs.has(to) ? graph.initializers.get(from) : undefined;
    if (tensor?.type !== 'float16') continue;
    graph.initializers.set(to, Tensor.widened(tensor));
    taken.add(node);
  }
  if (!taken.size) return;
  const left = graph.nodes.filter((node) => !taken.has(node));
  graph.nodes.splice(0, graph.nodes.length, ...left);
  const read = new Set([...outputs, ...left.flatMap((node) => readsOf(node))]);
  for (const { inputs } of taken) if (!read.has(inputs[0]!)) graph.initializers.delete(inputs[0]!);
}

const wide = (tensor: Tensor): Tensor => (tensor.type === 'float16' ? Tensor.widened(tensor) : tensor);

function wideNode(node: Node): Node {
  const changed = new Map<string, Attribute>();
  for (const [name, value] of node.attributes) {
    if (value instanceof Tensor && value.type === 'float16') changed.set(name, wide(value));
    if (value instanceof Graph) widen(value);
    if (name === 'to' && value === DATA_TYPES.float16) changed.set(name, DATA_TYPES.float32);
  }
  return changed.size ? { ...node, attributes: new Map([...node.attributes, ...changed]) } : node;
}
