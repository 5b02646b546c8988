import { type Graph, type Node, readsOf } from '../graph/graph.js';

/** Which inputs of a quantized operator are a value, its scale and its zero point, and which those of its output. */
interface Form {
  readonly inputs: readonly (readonly [value: number, scale: number, zero: number])[];
  readonly output?: readonly [scale: number, zero: number];
}

const ONE: Form = { inputs: [[0, 1, 2]], output: [3, 4] };
const pair = (first: number, output: readonly [number, number]): Form => ({
  inputs: [0, 3].map((i) => [first + i, first + i + 1, first + i + 2] as const),
  output,
});
const TWO = pair(0, [6, 7]);

const FORMS: Readonly<Record<string, Form>> = {
  QuantizeLinear: { inputs: [], output: [1, 2] },
  DequantizeLinear: { inputs: [[0, 1, 2]] },
  QLinearMatMul: TWO,
  QLinearConv: { inputs: [[0, 1, 2]], output: [6, 7] },
  'com.microsoft.QLinearConv': { inputs: [[0, 1, 2]], output: [6, 7] },
  'com.microsoft.QLinearAdd': TWO,
  'com.microsoft.QLinearMul': TWO,
  'com.microsoft.QGemm': pair(0, [7, 8]),
  'com.microsoft.QLinearWhere': pair(1, [7, 8]),
  ...Object.fromEntries(
    ['Sigmoid', 'LeakyRelu', 'Softmax', 'AveragePool', 'GlobalAveragePool', 'ReduceMean'].map((name) => [
      `com.microsoft.QLinear${name}`,
      ONE,
    ]),
  ),
};

/** Operators that take whole numbers as they are: what comes out has the scale of what goes in. */
const MOVES = new Set([
  ...['Identity', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Transpose', 'Slice', 'Split', 'Gather'],
  ...['Resize', 'Expand', 'Tile', 'MaxPool', 'com.microsoft.NhwcMaxPool', 'DepthToSpace', 'SpaceToDepth'],
]);

const nameOf = ({ domain, operator }: Node): string => (domain ? `${domain}.${operator}` : operator);

function formOf(node: Node): Form | undefined {
  const name = nameOf(node);
  if (name !== 'com.microsoft.QLinearConcat') return Object.hasOwn(FORMS, name) ? FORMS[name] : undefined;
  const parts = Array.from({ length: Math.floor((node.inputs.length - 2) / 3) }, (_, i) => 2 + 3 * i);
  return { inputs: parts.map((i) => [i, i + 1, i + 2] as const), output: [0, 1] };
}

const moves = (node: Node): boolean =>
  MOVES.has(nameOf(node)) && !(node.operator === 'MaxPool' && node.outputs[1]);

/**
 * Marks the nodes whose quantized outputs may be copied as the real numbers that they stand for, so that layers of a
 * quantized network are layers as any other. They may where all that reads them takes them so, with the scale that they
 * were written with; what a model gives out stays as it is. In place.
 */
export function markReal(graph: Graph): void {
  const scales = scalesOf(graph);
  for (const name of graph.outputs) scales.delete(name);
  for (let before = -1; before !== scales.size;) {
    before = scales.size;
    for (const node of graph.nodes) dropMisread(graph, node, scales);
  }
  const marked = graph.nodes.map((node) =>
    formOf(node)?.output && scales.has(node.outputs[0]!) ? { ...node, real: true } : node,
  );
  graph.replaceNodes(marked);
}

/** A scale and a zero point, by what they hold. */
function keyOf(graph: Graph, node: Node, scale: number, zero: number): string {
  const held = [scale, zero].map((i) => {
    const name = node.inputs[i] ?? '';
    const tensor = graph.initializers.get(name);
    return tensor ? `${tensor.type}:${tensor.numbers.join()}` : name;
  });
  return held.join(' ');
}

/** The scale and zero point of every quantized value that a node makes, or moves. */
function scalesOf(graph: Graph): Map<string, string> {
  const scales = new Map<string, string>();
  for (const node of graph.nodes) {
    const output = formOf(node)?.output;
    if (output && node.inputs[output[0]]) scales.set(node.outputs[0]!, keyOf(graph, node, ...output));
    const moved = moves(node) ? scales.get(node.inputs[0]!) : undefined;
    if (moved !== undefined) for (const name of node.outputs) if (name) scales.set(name, moved);
  }
  return scales;
}

/** Drops what a node takes otherwise than as the real numbers that it stands for. */
function dropMisread(graph: Graph, node: Node, scales: Map<string, string>): void {
  const form = formOf(node);
  const right = new Set<string>();
  for (const [value, scale, zero] of form?.inputs ?? []) {
    const name = node.inputs[value] ?? '';
    const written = scales.get(name);
    // weights may have a scale for each of many blocks, and are none of these values
    if (written !== undefined && written === keyOf(graph, node, scale, zero)) right.add(name);
  }
  if (moves(node)) {
    const outputs = node.outputs.filter(Boolean);
    if (scales.has(node.inputs[0]!) && outputs.every((name) => scales.has(name))) right.add(node.inputs[0]!);
    else for (const name of outputs) scales.delete(name);
  }
  for (const name of readsOf(node)) if (!right.has(name)) scales.delete(name);
}
