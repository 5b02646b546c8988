import { DATA_TYPES, isFloat } from '../graph/data-type.js';
import { type Attribute, Graph, type Node, readsOf } from '../graph/graph.js';
import { Tensor } from '../graph/tensor.js';
import { BFLOAT16 } from './tensors.js';

const SINGLE = DATA_TYPES.float32;
/** Other real types than single precision, by their numbers in ONNX. */
const OTHERS: readonly unknown[] = [DATA_TYPES.float16, DATA_TYPES.float64, BFLOAT16];
/** Attributes that name the type which an operator makes. */
const TYPES = ['to', 'dtype', 'output_dtype'];

/**
 * Every real type to single precision, in place: weights, constants, casts and inputs. Few execution providers compute
 * gradients in half or double precision, and none gains by it on a CPU; what was stored in 16 bits keeps its values, and
 * weights in half precision are written in 16 bits again.
 */
export function widen(graph: Graph): void {
  takeCasts(graph);
  for (const [name, tensor] of graph.initializers) graph.initializers.set(name, single(tensor));
  graph.inputs.splice(
    0,
    graph.inputs.length,
    ...graph.inputs.map((i) => (isFloat(i.type) ? { ...i, type: 'float32' as const } : i)),
  );
  graph.replaceNodes(graph.nodes.map(singleNode));
}

/** Weights that a file brings to single precision by Cast become that: constants, under the names that layers read. */
function takeCasts(graph: Graph): void {
  const outputs = new Set(graph.outputs);
  const taken = new Set<Node>();
  for (const node of graph.nodes) {
    const [from, to] = [node.inputs[0]!, node.outputs[0]!];
    const code = node.attributes.get('to');
    const real = node.operator === 'Cast' && node.domain === '' && (code === SINGLE || OTHERS.includes(code));
    const tensor = real && !outputs.has(to) ? graph.initializers.get(from) : undefined;
    if (!tensor || !isFloat(tensor.type)) continue;
    graph.initializers.set(to, single(tensor));
    taken.add(node);
  }
  if (!taken.size) return;
  const left = graph.nodes.filter((node) => !taken.has(node));
  graph.replaceNodes(left);
  const read = new Set([...outputs, ...left.flatMap((node) => readsOf(node))]);
  for (const { inputs } of taken) if (!read.has(inputs[0]!)) graph.initializers.delete(inputs[0]!);
}

function single(tensor: Tensor): Tensor {
  if (tensor.type === 'float16') return Tensor.widened(tensor);
  if (tensor.type !== 'float64') return tensor;
  // masks hold the largest number there is, and an infinity would make theirs no number
  const bound = (v: number): number => (Number.isFinite(v) ? Math.min(LARGEST, Math.max(-LARGEST, v)) : v);
  return Tensor.of('float32', tensor.dims, tensor.numbers.map(bound));
}

/** The largest number in single precision. */
const LARGEST = (2 - 2 ** -23) * 2 ** 127;

function singleNode(node: Node): Node {
  const changed = new Map<string, Attribute>();
  for (const [name, value] of node.attributes) {
    if (value instanceof Tensor && single(value) !== value) changed.set(name, single(value));
    if (value instanceof Graph) widen(value);
    if (TYPES.includes(name) && OTHERS.includes(value)) changed.set(name, SINGLE);
  }
  return changed.size ? { ...node, attributes: new Map([...node.attributes, ...changed]) } : node;
}
