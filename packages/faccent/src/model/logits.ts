import type { Graph } from 'onnx-grad';

/** Operators that rearrange scores without changing them. */
const TRANSPARENT = new Set(['Identity', 'Reshape', 'Flatten', 'Squeeze', 'Cast']);

/**
 * The class scores behind an output: where the network ends in a softmax, what goes into it. Accentuating a
 * probability would mostly lower the other classes.
 * @returns the value's name, and whether a softmax was left out
 */
export function scoresBehind(graph: Graph, output: string): { value: string; softmax: boolean } {
  const producers = graph.producers();
  for (let name = output; ;) {
    const node = producers.get(name);
    if (!node) return { value: output, softmax: false };
    if (node.operator === 'Softmax' || node.operator === 'LogSoftmax') {
      let value = node.inputs[0]!;
      // a softmax of opset 12 and earlier is flattened first: the scores are what is flattened, unless it has positions
      const flatten = producers.get(value);
      if (flatten?.operator === 'Flatten' && value.startsWith('upgrade:')) value = flatten.inputs[0]!;
      return { value, softmax: true };
    }
    if (!TRANSPARENT.has(node.operator)) return { value: output, softmax: false };
    name = node.inputs[0]!;
  }
}
