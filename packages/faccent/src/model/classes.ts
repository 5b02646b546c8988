import type { Graph } from 'onnx-grad';

/** Operators that rearrange scores, or write them otherwise, without changing what they say. */
const TRANSPARENT = new Set([
  ...['Identity', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Cast'],
  ...['QuantizeLinear', 'DequantizeLinear', 'Log'],
]);

/** What makes probabilities of scores. */
const FINAL: Readonly<Record<string, ScoreKind>> = {
  Softmax: 'softmax',
  LogSoftmax: 'softmax',
  Sigmoid: 'sigmoid',
};

/**
 * What a network makes of its scores: probabilities that sum to 1, each a probability by itself, or nothing, so that they
 * are plain numbers.
 */
export type ScoreKind = 'softmax' | 'sigmoid' | 'plain';

/** The value that has a network's scores, and what they are. */
export interface Scores {
  readonly value: string;
  readonly kind: ScoreKind;
}

/**
 * The class scores behind an output: where the network ends in a softmax or in sigmoids, what goes into them.
 * Accentuating a probability would mostly lower the other classes, or find no gradient where it is near 0 or 1.
 */
export function scoresBehind(graph: Graph, output: string): Scores {
  const producers = graph.producers();
  for (let name = output; ;) {
    const node = producers.get(name);
    const kind = node && FINAL[node.operator];
    if (kind) {
      let value = node.inputs[0]!;
      // a softmax of opset 12 and earlier is flattened first: the scores are what is flattened, unless it has positions
      const flatten = producers.get(value);
      if (flatten?.operator === 'Flatten' && value.startsWith('upgrade:')) value = flatten.inputs[0]!;
      return { value, kind };
    }
    if (!node || !TRANSPARENT.has(node.operator)) return { value: output, kind: 'plain' };
    name = node.inputs[0]!;
  }
}

/**
 * What scores of classes are as probabilities, in [0, 1]. Plain numbers are none, unless each has the label of a class:
 * a network that tells classes apart is trained on the softmax of such.
 * @param scores one number a class
 * @returns one probability a class; undefined where the numbers are none
 */
export function probabilitiesOf(
  scores: readonly number[],
  kind: ScoreKind,
  labels: readonly string[] | undefined,
): readonly number[] | undefined {
  if (kind === 'sigmoid') return scores.map((score) => 1 / (1 + Math.exp(-score)));
  if (kind === 'plain' && (scores.length < 2 || labels?.length !== scores.length)) return undefined;
  const top = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - top), 0);
  return scores.map((score) => Math.exp(score - top) / total);
}
