import type { ScoreKind } from './endings.js';

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
  if (kind === 'probabilities') return scores;
  if (kind === 'plain' && (scores.length < 2 || labels?.length !== scores.length)) return undefined;
  const top = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - top), 0);
  return scores.map((score) => Math.exp(score - top) / total);
}
