import type { Graph, Node } from 'onnx-grad';

/** Operators that end a block: what they make is what the next one reads. */
const ENDS = new Set([
  ...['Relu', 'LeakyRelu', 'PRelu', 'Clip', 'Elu', 'Selu', 'Gelu', 'Mish', 'HardSwish'],
  ...['Concat', 'Add', 'Mul'],
]);

/** Whether a node is of the kind that a network's blocks end with. */
export const endsBlock = (node: Node): boolean => ENDS.has(node.operator);

/**
 * The nodes whose first output all that the graph's outputs see of an input passes through, in order.
 * @example bottlenecks(cut(model.graph, [model.logits]), model.input).filter(endsBlock)
 */
export function bottlenecks(graph: Graph, input: string): Node[] {
  const seen = new Set([input]);
  const lastRead = new Map<string, number>();
  graph.nodes.forEach((node, i) => {
    const read = node.inputs.filter((name) => seen.has(name));
    for (const name of read) lastRead.set(name, i);
    if (read.length) for (const name of node.outputs) seen.add(name);
  });
  for (const name of graph.outputs) lastRead.set(name, Infinity);
  const last = (name: string): number => lastRead.get(name) ?? -1;
  // the last node that reads anything made so far: it is open until then
  let open = last(input);
  return graph.nodes.filter((node, i) => {
    const isNarrow = seen.has(node.outputs[0]!) && open <= i;
    for (const name of node.outputs) open = Math.max(open, last(name));
    return isNarrow;
  });
}
