import { FaccentError } from '../errors.js';
import type { Strongest } from '../inspect/index.js';
import type { Model } from '../model/model.js';
import { subtract } from '../objective/algebra.js';
import { channel } from '../objective/channel.js';
import type { Objective } from '../objective/objective.js';
import type { RecipeFeature } from '../recipe/recipe.js';

/** Classes that are told of, besides the two that are told apart. */
const SHOWN = 5;

/** A class as the model scored it. */
export interface ScoredClass {
  readonly unit: number;
  readonly label: string;
  readonly logit: number;
  readonly probability?: number;
}

/** What is asked of the photograph: each class, and what tells the second from the first. */
export type ExplanationPart = 'predicted' | 'actual' | 'contrast';

/** The classes to tell apart, by label or index. */
export interface ExplainedClasses {
  /** What the model says; the strongest class by default. */
  readonly predicted?: string | number;
  /** What it should say; the strongest other class by default. */
  readonly actual?: string | number;
}

/** A class's label, or what stands for one. */
export const className = (model: Model, unit: number): string => model.labelOf(unit) ?? `class ${unit}`;

/** A class's probability among the scores of all. */
export const probabilityOf = (scores: readonly Strongest[], unit: number): number | undefined =>
  scores.find((c) => c.unit === unit)?.probability;

/** The classes to tell apart. @throws FaccentError unless they are two of the model's */
export function classesOf(
  model: Model,
  scores: readonly Strongest[],
  classes: ExplainedClasses,
): [predicted: number, actual: number] {
  if (scores.length < 2)
    throw new FaccentError(`"${model.logits}" has one unit: there are no two classes to tell apart`);
  const named = (which: string | number | undefined): number | undefined => {
    const unit = which === undefined ? undefined : model.classIndex(which);
    if (unit !== undefined && !scores.some((score) => score.unit === unit))
      throw new FaccentError(
        `"${model.logits}" has units 0 to ${scores.length - 1}; there is no unit ${unit}`,
      );
    return unit;
  };
  const predicted = named(classes.predicted) ?? scores[0]!.unit;
  const actual = named(classes.actual) ?? scores.find((c) => c.unit !== predicted)!.unit;
  if (predicted === actual) {
    const name = className(model, actual);
    throw new FaccentError(
      classes.predicted === undefined
        ? `the model says "${name}" itself: name what to tell it from as predicted`
        : `"${name}" is both predicted and actual: name two classes`,
    );
  }
  return [predicted, actual];
}

/** What is raised for a part. */
export interface Question {
  readonly part: ExplanationPart;
  readonly name: string;
  readonly objective: Objective | RecipeFeature;
}

/** What is asked about two classes. */
export function questionsOf(model: Model, predicted: number, actual: number): Question[] {
  const plain = (part: ExplanationPart, unit: number): Question => {
    const label = className(model, unit);
    return { part, name: label, objective: { layer: model.logits, unit, label } };
  };
  const score = (unit: number): Objective => channel({ layer: model.logits, unit });
  return [
    plain('predicted', predicted),
    plain('actual', actual),
    {
      part: 'contrast',
      name: `${className(model, actual)} rather than ${className(model, predicted)}`,
      objective: subtract(score(actual), score(predicted)),
    },
  ];
}

/** The strongest classes and the two, the strongest first. */
export const scoredClasses = (
  model: Model,
  scores: readonly Strongest[],
  two: readonly number[],
): readonly ScoredClass[] =>
  scores
    .filter(({ unit }, i) => i < SHOWN || two.includes(unit))
    .map(({ unit, activation, probability }) => ({
      ...{ unit, label: className(model, unit), logit: activation, probability },
    }));
