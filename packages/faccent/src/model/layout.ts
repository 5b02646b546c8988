import { type Expression, type Graph, type Node, type ValueType, findOperator } from 'onnx-grad';

/**
 * The axis of each value that holds channels. Convolutional networks have them on axis 1; transformers on the last
 * axis of (n, tokens, channels) or, as in Swin, (n, h, w, channels). It is read off the operators: what convolves has
 * its channels first, a product with a matrix of weights has them last, and what works element by element keeps them.
 */
export function channelAxes(
  graph: Graph,
  typeOf: (value: string) => ValueType | undefined,
): (value: string) => number {
  const axes = new Map<string, number>();
  const rank = (value: string): number => typeOf(value)?.dims.length ?? 0;
  const fallback = (value: string): number => (rank(value) === 3 ? 2 : 1);
  const axisOf = (value: string): number => axes.get(value) ?? fallback(value);
  for (const node of graph.nodes) {
    const output = node.outputs[0];
    if (!output || rank(output) < 3) continue;
    const sameLength = (a: string, i: number, b: string, k: number): boolean =>
      typeOf(a)?.dims[i] === typeOf(b)?.dims[k];
    const axis = channelAxis(node, output, axisOf, graph, rank, sameLength);
    if (axis !== undefined) axes.set(output, axis);
  }
  return axisOf;
}

function channelAxis(
  node: Node,
  output: string,
  axisOf: (value: string) => number,
  graph: Graph,
  rank: (value: string) => number,
  sameLength: (a: string, i: number, b: string, k: number) => boolean,
): number | undefined {
  const input = node.inputs[0]!;
  const outputRank = rank(output);
  const settled = findOperator(node)?.channels;
  if (settled) return settled === 'second' ? 1 : outputRank - 1;
  if (node.operator === 'MatMul')
    return graph.initializers.get(node.inputs[1]!)?.dims.length === 2 ? outputRank - 1 : undefined;
  if (node.operator === 'Transpose') {
    const perm = node.attributes.get('perm');
    return Array.isArray(perm) ? (perm as number[]).indexOf(axisOf(input)) : undefined;
  }
  if (node.operator === 'Reshape') {
    // what keeps its length at the same end is still what it was
    const axis = axisOf(input);
    if (axis === 1 && sameLength(input, 1, output, 1)) return 1;
    return axis === rank(input) - 1 && sameLength(input, axis, output, outputRank - 1)
      ? outputRank - 1
      : undefined;
  }
  // element by element, or along other axes: as the operand of the same rank has it
  const like = node.inputs.find((name) => name && rank(name) === outputRank && !graph.initializers.has(name));
  return like === undefined ? undefined : axisOf(like);
}

/** Activations with channels on axis 1 and positions after them; tokens are positions in one column. */
export function channelsFirst(activations: Expression, axis: number): Expression {
  const rank = activations.rank;
  if (rank < 3) return activations;
  const others = Array.from({ length: rank - 1 }, (_, i) => i + 1).filter((i) => i !== axis);
  const ordered = activations.transpose([0, axis, ...others]);
  return rank === 3 ? ordered.reshape([...ordered.dims, 1]) : ordered;
}
