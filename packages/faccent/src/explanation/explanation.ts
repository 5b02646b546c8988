import type { Accentuation } from '../accentuate.js';
import type { Image } from '../image/image.js';
import { type InspectOptions, strongest } from '../inspect.js';
import type { Model } from '../model/model.js';
import type { RunOptions } from '../options.js';
import { recipe } from '../recipe/make.js';
import { type Recipe, type RecordedFile, objectiveOf } from '../recipe/recipe.js';
import { runRecipe } from '../recipe/replay.js';
import { graphCache } from '../step/cache.js';
import type { Step } from '../step/records.js';
import { finished } from '../step/finished.js';
import { type Channels, type EarlyChannels, carriersOf, channelsOf } from './channels.js';
import {
  type ExplainedClasses,
  type ExplanationPart,
  type Question,
  type ScoredClass,
  className,
  classesOf,
  probabilityOf,
  questionsOf,
  scoredClasses,
} from './classes.js';

/** What an explanation can be told: two classes, and how the photograph is accentuated for them. */
export interface ExplainOptions
  extends Omit<RunOptions, 'mask' | 'start' | 'resume' | 'passes'>, ExplainedClasses {
  /** Optimization steps of each accentuation; 60 by default. */
  readonly steps?: number;
  /**
   * Percentage of a picture that its map shows fully; 5 by default, which is less than usual, so that maps of two classes
   * can be told apart.
   */
  readonly opacityPercentile?: number;
  /** Is told of each accentuation before it begins. @param name what is accentuated */
  readonly onPart?: (part: ExplanationPart, name: string) => void;
}

/** The photograph, accentuated for a part of the question. */
export interface ExplainedPart {
  readonly part: ExplanationPart;
  readonly recipe: Recipe;
  readonly result: Accentuation;
  /** Of the two classes, on the accentuated picture. */
  readonly probabilities: { readonly predicted?: number; readonly actual?: number };
  /** Early channels; none where the model names no layer to stay close at. */
  readonly channels?: EarlyChannels;
}

/** Why a model says one class of a photograph and not another. */
export interface Explanation {
  readonly photograph: Image & Partial<RecordedFile>;
  readonly names: { readonly predicted: string; readonly actual: string };
  /** The strongest classes, and the two; the strongest first. */
  readonly said: readonly ScoredClass[];
  readonly explained: readonly ExplainedPart[];
}

/** A step of one of an explanation's accentuations. */
export interface ExplanationStep extends Step {
  readonly part: ExplanationPart;
  /** What is accentuated. */
  readonly name: string;
}

const STEPS = 60;
const OPAQUE = 5;

/** What is the same for all parts. */
interface Subject {
  readonly model: Model;
  readonly photograph: Explanation['photograph'];
  readonly two: readonly [predicted: number, actual: number];
  readonly channels?: Channels;
  readonly options: RunOptions;
  readonly opacityPercentile: number;
  readonly running: InspectOptions;
}

/**
 * The two classes that an explanation is about, by label or as `class 3`, without making it.
 * @throws FaccentError unless the classes are two of the model's
 * @example const { predicted, actual } = await explainedNames(model, photograph)
 */
export async function explainedNames(
  model: Model,
  photograph: Image,
  { predicted, actual, ...running }: ExplainedClasses & InspectOptions = {},
): Promise<Explanation['names']> {
  const scores = await strongest(model, photograph, { count: Infinity, ...running });
  const [first, second] = classesOf(model, scores, { predicted, actual });
  return { predicted: className(model, first), actual: className(model, second) };
}

/**
 * Why a model says one class and not another: the photograph accentuated for each and for the one less the other, where
 * each looked, and which early channels carried it. An asynchronous generator, as `accentuation`.
 * @param model as `loadModel` gives it: recipes name its file
 * @param photograph as `readPhotograph` gives it
 * @throws FaccentError, GraphError unless the classes are two of the model's, and as `accentuation`
 * @example for await (const { part, step } of explanation(model, photograph)) console.log(part, step)
 */
export async function* explanation(
  model: Model,
  photograph: Image & Partial<RecordedFile>,
  { predicted, actual, opacityPercentile = OPAQUE, onPart, ...options }: ExplainOptions = {},
): AsyncGenerator<ExplanationStep, Explanation, void> {
  const { steps = STEPS, device, threads, backend } = options;
  const running: InspectOptions = { device, threads, backend };
  const scores = await strongest(model, photograph, { count: Infinity, ...running });
  const two = classesOf(model, scores, { predicted, actual });
  const channels = await channelsOf(model, photograph, running);
  const explained: ExplainedPart[] = [];
  // two of the accentuations share a compiled graph
  const cache = options.cache ?? graphCache();
  const subject: Subject = {
    ...{ model, photograph, two, channels, running, opacityPercentile },
    options: { ...options, steps, cache },
  };
  try {
    for (const question of questionsOf(model, ...two)) {
      onPart?.(question.part, question.name);
      explained.push(yield* explainedPart(subject, question));
    }
  } finally {
    if (!options.cache) await cache.release();
  }
  return {
    photograph,
    names: { predicted: className(model, two[0]), actual: className(model, two[1]) },
    said: scoredClasses(model, scores, two),
    explained,
  };
}

async function* explainedPart(
  { model, photograph, two: [predicted, actual], channels, options, opacityPercentile, running }: Subject,
  { part, name, objective }: Question,
): AsyncGenerator<ExplanationStep, ExplainedPart, void> {
  const request = await recipe({ model, photograph, objective, name, options, opacityPercentile });
  const { cache, backend, snapshots, viewsAtOnce } = options;
  const run = runRecipe(request, { model, photo: photograph }, { cache, backend, snapshots, viewsAtOnce });
  const { recipe: made, result } = yield* named(run, part, name);
  const scores = await strongest(model, result.image, { count: Infinity, ...running });
  const raised = 'unit' in objective ? objectiveOf(objective) : objective;
  return {
    ...{ part, recipe: made, result },
    probabilities: { predicted: probabilityOf(scores, predicted), actual: probabilityOf(scores, actual) },
    channels: channels && (await carriersOf(model, channels, raised, result.image, running)),
  };
}

/** A run whose steps say what it is of. */
async function* named<T>(
  run: AsyncGenerator<Step, T, void>,
  part: ExplanationPart,
  name: string,
): AsyncGenerator<ExplanationStep, T, void> {
  try {
    for (;;) {
      const { done, value } = await run.next();
      if (done) return value;
      yield { ...value, part, name };
    }
  } finally {
    // left early, it releases what it holds
    await run.return(undefined as never);
  }
}

/**
 * Makes an explanation to its end: `explanationFiles` are its page, sheet and recipes.
 * @param options with `onStep`, which is called after each step
 * @throws FaccentError, GraphError as `explanation`
 * @example const { said, explained } = await explain(model, photograph, { actual: 'schooner' })
 */
export const explain = (
  model: Model,
  photograph: Image & Partial<RecordedFile>,
  { onStep, ...options }: ExplainOptions & { readonly onStep?: (step: ExplanationStep) => void } = {},
): Promise<Explanation> => finished(explanation(model, photograph, options), onStep);
