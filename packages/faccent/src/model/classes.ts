import { FaccentError } from '../errors.js';
import { type FittedLabels, fitLabels } from './class-labels.js';
import { classNamed, isIndex } from './class-names.js';
import type { ClassUnits } from './class-units.js';
import type { Scores } from './scores.js';

/**
 * What scores of classes are as probabilities, in [0, 1]. Plain numbers are none, unless each has the label of a class:
 * a network that tells classes apart is trained on the softmax of such.
 * @param scores one number a class
 * @returns one probability a class; undefined where the numbers are none
 */
export function probabilitiesOf(
  scores: readonly number[],
  { kind, line }: Pick<Scores, 'kind' | 'line'>,
  labels: readonly string[] | undefined,
): readonly number[] | undefined {
  if (line) return scores.map((score) => Math.max(0, Math.min(1, line[0] * score + line[1])));
  if (kind === 'sigmoid') return scores.map((score) => 1 / (1 + Math.exp(-score)));
  if (kind === 'probabilities') return scores;
  if (kind === 'plain' && (scores.length < 2 || labels?.length !== scores.length)) return undefined;
  const top = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  const total = scores.reduce((sum, score) => sum + Math.exp(score - top), 0);
  return scores.map((score) => Math.exp(score - top) / total);
}

/** Classes, which are some of the units of a network's scores, and what they are called. */
export class Classes {
  /** The labels as they are used, or why they are not. */
  readonly fitted: FittedLabels;

  /** @param given labels, which may be more or fewer than the classes */
  constructor(
    given: readonly string[] | undefined,
    /** Which units they are; undefined where that is not known before the network runs. */
    readonly units: ClassUnits | undefined,
  ) {
    this.fitted = fitLabels(given, units?.count);
  }

  /** One label a class, empty where a class has none; two where one score tells them apart. */
  get labels(): readonly string[] | undefined {
    return this.fitted.labels;
  }

  /** Whether one number says which of two classes it is, high for the second. */
  private get isOneOfTwo(): boolean {
    return this.units?.count === 1 && this.labels?.length === 2;
  }

  /** The unit of a class given by its label or its index. @throws FaccentError as `classNamed`, or if labels do not fit */
  unit(wanted: string): number {
    const { labels, units } = this;
    const first = units?.first ?? 0;
    const { problem } = this.fitted;
    if (problem !== undefined && !isIndex(wanted)) throw new FaccentError(problem);
    if (!this.isOneOfTwo || isIndex(wanted)) return first + classNamed(labels, wanted, units?.count);
    if (classNamed(labels, wanted) === 1) return first;
    throw new FaccentError(
      `"${labels![0]}" has no score of its own: there is one number, which is high for "${labels![1]}" and low for "${labels![0]}"; lower that`,
    );
  }

  /** The label of a unit of the scores. */
  labelOf(unit: number): string | undefined {
    const { first, count } = this.units ?? { first: 0, count: Infinity };
    if (this.isOneOfTwo) return unit === first ? this.labels![1] : undefined;
    return unit < first + count ? this.labels?.[unit - first] || undefined : undefined;
  }
}
