import { type Graph, type Node, Tensor } from 'onnx-grad';
import type { Network } from '../model/network.js';
import { Random } from '../math/random.js';

/** Options of `randomizeWeights`. */
export interface RandomizeOptions {
  /**
   * The first layer in the order of computation to lose its weights; all that come later lose theirs too. A module
   * stands for the last value that it makes. By default every layer of the network.
   */
  readonly from?: string;
  /** Any integer; 0 by default. */
  readonly randomSeed?: number;
}

/**
 * Inputs that take learned weights. A batch norm's running statistics are none; operators that only rearrange a weight
 * for the next stand for it.
 */
const WEIGHTS: Readonly<Record<string, readonly number[]>> = {
  Conv: [1, 2],
  ConvTranspose: [1, 2],
  Gemm: [0, 1, 2],
  MatMul: [0, 1],
  Einsum: [0, 1],
  Add: [0, 1],
  Mul: [0, 1],
  BatchNormalization: [1, 2],
  LayerNormalization: [1, 2],
  InstanceNormalization: [1, 2],
  GroupNormalization: [1, 2],
  PRelu: [1],
  Identity: [0],
  Transpose: [0],
  Reshape: [0],
  Unsqueeze: [0],
};

const WORDS = { float32: Uint32Array, float16: Uint16Array } as const;

/** The same values in random order; undefined for what is no floating-point tensor. */
function shuffled(tensor: Tensor, random: Random): Tensor | undefined {
  if (tensor.type !== 'float32' && tensor.type !== 'float16') return undefined;
  // a copy: the slice of a Node.js buffer would share its memory
  const words = new WORDS[tensor.type](new Uint8Array(tensor.bytes).buffer);
  for (let i = words.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [words[i], words[j]] = [words[j]!, words[i]!];
  }
  return Tensor.fromBytes(tensor.type, tensor.dims, new Uint8Array(words.buffer));
}

/** Constants by name, whether the file has them as initializers or as nodes. */
export function constantsOf(graph: Graph): Map<string, Tensor> {
  const constants = new Map(graph.initializers);
  for (const node of graph.nodes) {
    const held = node.operator === 'Constant' ? node.attributes.get('value') : undefined;
    if (held instanceof Tensor) constants.set(node.outputs[0]!, held);
  }
  return constants;
}

/**
 * The network with the weights of its upper layers randomized, from the top down to a layer: a map that stays the same
 * does not depend on what the network has learned (cascading randomization, Adebayo et al. 2018, "Sanity Checks for
 * Saliency Maps", section 3.1). Each weight tensor's values are put in random order, so their distribution stays.
 * @returns a network of the given one's class; what is not randomized is shared with it
 * @throws FaccentError for a layer that is not there
 * @example
 * const untrained = randomizeWeights(model, { from: 'block6a', randomSeed: 1 });
 * const { map } = await saliency(untrained, photo, channel({ layer: model.logits, unit: 281 }));
 */
export function randomizeWeights<N extends Network>(
  network: N,
  { from, randomSeed = 0 }: RandomizeOptions = {},
): N {
  const random = new Random(randomSeed);
  const graph = network.graph.clone();
  const constants = constantsOf(graph);
  const first = from === undefined ? undefined : network.resolve(from);
  const start = first === undefined ? 0 : graph.nodes.findIndex((node) => node.outputs.includes(first));
  const made = new Map<string, string>();
  // the layers below keep a weight that they share
  const randomized = (name: string): string => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const tensor = constants.get(name);
    const other = tensor && shuffled(tensor, random);
    const renamed = other ? `${name}~random` : name;
    if (other) graph.initializers.set(renamed, other);
    made.set(name, renamed);
    return renamed;
  };
  const replaced = (node: Node): Node => {
    const weights = node.domain === '' ? WEIGHTS[node.operator] : undefined;
    if (!weights) return node;
    return { ...node, inputs: node.inputs.map((name, i) => (weights.includes(i) ? randomized(name) : name)) };
  };
  graph.nodes.splice(0, graph.nodes.length, ...graph.nodes.map((n, i) => (i < start ? n : replaced(n))));
  return network.withGraph(graph) as N;
}
