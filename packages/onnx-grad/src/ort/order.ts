import { type Graph, readsOf } from '../graph/graph.js';

/**
 * The same graph, its nodes in the order in which they can be computed: first come, first served. ONNX Runtime sorts a
 * graph at each of its passes, and keeps what can be computed in a list that it walks at every node. What gradients need
 * of a forward pass is ready long before it is read, and stands there all the while: thousands of such nodes at the end
 * of a graph take minutes, and behind what they are made of, none. What is computed is the same to the bit.
 * @example
 * builder.output(gradient(builder, x.square().sum(), [x])[0], 'slope');
 * await writeFile('slope.onnx', writeModel(inReadyOrder(finish(builder))));
 */
export function inReadyOrder(graph: Graph): Graph {
  const makers = new Map<string, number>();
  graph.nodes.forEach(({ outputs }, i) => {
    for (const name of outputs) if (name) makers.set(name, i);
  });
  const readers = graph.nodes.map((): number[] => []);
  const waits = graph.nodes.map((node, i) => {
    const before = new Set(readsOf(node).flatMap((name) => makers.get(name) ?? []));
    for (const maker of before) readers[maker]!.push(i);
    return before.size;
  });
  const ready: number[] = [];
  waits.forEach((count, i) => count === 0 && ready.push(i));
  // the list grows while it is gone through
  for (const i of ready) for (const reader of readers[i]!) if (--waits[reader]! === 0) ready.push(reader);
  const sorted = graph.clone();
  sorted.replaceNodes(ready.map((i) => graph.nodes[i]!));
  return sorted;
}
