import type { Accentuation } from '../accentuate.js';
import { strongest } from '../inspect/index.js';
import { recipe } from '../recipe/make.js';
import { type Recipe, type RunRequest, objectiveOf } from '../recipe/recipe.js';
import { type Carriers, carriersOf } from './channels.js';
import { type ExplanationPart, type Question, probabilityOf } from './classes.js';
import { type ExplanationStep, type Subject, ran } from './run.js';

/** The photograph, accentuated for a part of the question. */
export interface ExplainedPart {
  readonly part: ExplanationPart;
  readonly recipe: Recipe;
  readonly result: Accentuation;
  /** Of the two classes, on the accentuated picture. */
  readonly probabilities: { readonly predicted?: number; readonly actual?: number };
  /** The channels of the explanation's layer that carried it; none where there is no such layer. */
  readonly carriers?: Carriers;
}

/** A part's accentuation, as a recipe has it. */
export const partRequest = (
  {
    model,
    photograph,
    options,
    opacityPercentile,
  }: Pick<Subject, 'model' | 'photograph' | 'options' | 'opacityPercentile'>,
  { name, objective }: Pick<Question, 'name' | 'objective'>,
): Promise<RunRequest> => recipe({ model, photograph, objective, name, options, opacityPercentile });

/** Accentuates the photograph for a part, and says what came of it. */
export async function* explainedPart(
  subject: Subject,
  { part, name, objective }: Question,
): AsyncGenerator<ExplanationStep, ExplainedPart, void> {
  const { model, photograph, two, told, options, running, resume } = subject;
  const request = await partRequest(subject, { name, objective });
  const { recipe: made, result } = yield* ran(subject, request, part, {
    snapshots: options.snapshots,
    resume: await resume?.(part),
  });
  const scores = await strongest(model, result.image, { count: Infinity, ...running });
  const raised = 'unit' in objective ? objectiveOf(objective) : objective;
  return {
    ...{ part, recipe: made, result },
    probabilities: { predicted: probabilityOf(scores, two[0]), actual: probabilityOf(scores, two[1]) },
    carriers: told && (await carriersOf(model, [photograph, result.image], raised, told, running)),
  };
}
