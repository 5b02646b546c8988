import { FaccentError, type Model, type Strongest, subtract } from 'faccent';
import { type Wanted, className, classObjective, ofFeature } from '../objective.js';
import { type Part, type Said, TOLD } from './explanation.js';

/** The classes to tell apart. @throws FaccentError unless they are two of the model's */
export function classesOf(
  model: Model,
  scores: readonly Strongest[],
  flags: { readonly predicted?: string; readonly actual?: string },
): [predicted: number, actual: number] {
  if (scores.length < 2)
    throw new FaccentError(`"${model.logits}" has one unit: there are no two classes to tell apart`);
  const named = (text: string | undefined): number | undefined => {
    const unit = text === undefined ? undefined : model.classIndex(text);
    if (unit !== undefined && unit >= scores.length)
      throw new FaccentError(
        `"${model.logits}" has units 0 to ${scores.length - 1}; there is no unit ${unit}`,
      );
    return unit;
  };
  const predicted = named(flags.predicted) ?? scores[0]!.unit;
  const actual = named(flags.actual) ?? scores.find((c) => c.unit !== predicted)!.unit;
  if (predicted === actual) {
    const name = className(model, actual);
    throw new FaccentError(
      flags.predicted === undefined
        ? `the model says "${name}" itself: name what to tell it from by --predicted`
        : `"${name}" is both predicted and actual: name two classes`,
    );
  }
  return [predicted, actual];
}

/** What is raised for each part. */
export function questions(model: Model, predicted: number, actual: number): [Part, Wanted][] {
  const plain = (unit: number): Wanted =>
    ofFeature({ layer: model.logits, unit, label: className(model, unit) });
  return [
    ['predicted', plain(predicted)],
    ['actual', plain(actual)],
    [
      'contrast',
      {
        name: `${className(model, actual)} rather than ${className(model, predicted)}`,
        objective: subtract(classObjective(model, actual), classObjective(model, predicted)).description,
      },
    ],
  ];
}

/** The strongest classes and the two, the strongest first. */
export const saidOf = (
  model: Model,
  scores: readonly Strongest[],
  wanted: readonly number[],
): readonly Said[] =>
  scores
    .filter(({ unit }, i) => i < TOLD || wanted.includes(unit))
    .map(({ unit, activation, probability }) => ({
      ...{ unit, label: className(model, unit), logit: activation, probability },
    }));
