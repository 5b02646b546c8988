import { DATA_TYPES } from '../graph/data-type.js';
import { type Attribute, Graph, type Node } from '../graph/graph.js';
import { Tensor } from '../graph/tensor.js';

/**
 * Half precision to single, in place: weights, constants, casts and inputs. Few execution providers compute gradients
 * in half precision, and none gains by it on a CPU; what was stored in 16 bits keeps its values.
 */
export function widen(graph: Graph): void {
  for (const [name, tensor] of graph.initializers) graph.initializers.set(name, wide(tensor));
  graph.inputs.splice(
    0,
    graph.inputs.length,
    ...graph.inputs.map((i) => (i.type === 'float16' ? { ...i, type: 'float32' as const } : i)),
  );
  graph.nodes.splice(0, graph.nodes.length, ...graph.nodes.map(wideNode));
}

const wide = (tensor: Tensor): Tensor =>
  tensor.type === 'float16' ? Tensor.of('float32', tensor.dims, tensor.numbers) : tensor;

function wideNode(node: Node): Node {
  const changed = new Map<string, Attribute>();
  for (const [name, value] of node.attributes) {
    if (value instanceof Tensor && value.type === 'float16') changed.set(name, wide(value));
    if (value instanceof Graph) widen(value);
    if (name === 'to' && value === DATA_TYPES.float16) changed.set(name, DATA_TYPES.float32);
  }
  return changed.size ? { ...node, attributes: new Map([...node.attributes, ...changed]) } : node;
}
