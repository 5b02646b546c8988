import { checked, index } from '../declaration/schema.js';
import type { Image } from '../image/image.js';
import { type InspectOptions, strongest } from '../inspect/index.js';
import type { Model } from '../model/model.js';
import type { RunOptions } from '../options.js';
import type { RecordedPhoto, RunRequest } from '../recipe/recipe.js';
import { graphCache } from '../step/cache.js';
import { finished } from '../step/finished.js';
import { type ExplainedChannel, explainedChannels } from './channel-runs.js';
import { channelLayer } from './channels.js';
import {
  type ExplainedClasses,
  type ScoredClass,
  className,
  classesOf,
  questionsOf,
  scoredClasses,
} from './classes.js';
import { type ExplainedPart, explainedPart, partRequest } from './parts.js';
import type { ExplanationPlace, ExplanationStep, Subject, WhereLeft } from './run.js';

/** What an explanation can be told: two classes, and how the photograph is accentuated for them. */
export interface ExplainOptions
  extends Omit<RunOptions, 'mask' | 'start' | 'resume' | 'passes'>, ExplainedClasses {
  /** Optimization steps of each accentuation; 40 by default. */
  readonly steps?: number;
  /**
   * Percentage of a picture that its map shows fully; 5 by default, which is less than usual, so that maps of two classes
   * can be told apart.
   */
  readonly opacityPercentile?: number;
  /** The layer whose channels are told of; by default the last whose positions matter to the classes. */
  readonly layer?: string;
  /** How many channels are told of for each accentuation; 4 by default, 0 for none. */
  readonly channels?: number;
  /** Is told of each accentuation before it begins. @param name what is accentuated */
  readonly onPart?: (part: ExplanationStep['part'], name: string, place: ExplanationPlace) => void;
  /**
   * Where an earlier run of the same explanation left each of its accentuations, by `checkpoint` of their steps: asked before
   * one goes on. One that has had all of its steps takes none again.
   */
  readonly resume?: WhereLeft;
}

/** Why a model says one class of a photograph and not another. */
export interface Explanation {
  readonly photograph: Image & Partial<RecordedPhoto>;
  readonly names: { readonly predicted: string; readonly actual: string };
  /** The strongest classes, and the two; the strongest first. */
  readonly said: readonly ScoredClass[];
  readonly explained: readonly ExplainedPart[];
  /** The layer whose channels are told of; none where no layer before the classes has positions. */
  readonly layer?: string;
  /** The channels that carried the accentuations, each once, by itself. */
  readonly channels: readonly ExplainedChannel[];
}

const STEPS = 40;
const OPAQUE = 5;
const CHANNELS = 4;

/**
 * The two classes that an explanation is about, by label or as `class 3`, without making it.
 * @throws FaccentError unless the classes are two of the model's
 * @example
 * const { predicted, actual } = await explainedNames(model, photo, { actual: 'schooner' });
 * actual; // 'schooner'
 */
export async function explainedNames(
  model: Model,
  photograph: Image,
  { predicted, actual, ...running }: ExplainedClasses & InspectOptions = {},
): Promise<Explanation['names']> {
  const [first, second] = await explainedUnits(model, photograph, { predicted, actual, ...running });
  return { predicted: className(model, first), actual: className(model, second) };
}

/** The two classes by their units. @throws FaccentError as `explainedNames` */
export async function explainedUnits(
  model: Model,
  photograph: Image,
  { predicted, actual, ...running }: ExplainedClasses & InspectOptions,
): Promise<[predicted: number, actual: number]> {
  const scores = await strongest(model, photograph, { count: Infinity, ...running });
  return classesOf(model, scores, { predicted, actual });
}

/** The accentuation of an explanation for what tells its classes apart: it has all that the others are made from. */
export function contrastRequest(
  model: Model,
  photograph: Subject['photograph'],
  two: Subject['two'],
  { steps = STEPS, ...options }: RunOptions,
): Promise<RunRequest> {
  const contrast = questionsOf(model, ...two).find(({ part }) => part === 'contrast')!;
  return partRequest(
    { model, photograph, options: { ...options, steps }, opacityPercentile: OPAQUE },
    contrast,
  );
}

/**
 * Why a model says one class and not another: the photograph accentuated for each and for the one less the other, where
 * each looked, and which channels of a late layer carried it, each shown by itself. An asynchronous generator, as
 * `accentuation`.
 * @param model as `loadModel` gives it: recipes name its file
 * @param photograph as `readPhotograph` gives it
 * @throws FaccentError, GraphError unless the classes are two of the model's, for a layer that they are not computed from,
 * and as `accentuation`
 * @example for await (const { part, step } of explanation(model, photo, { actual: 'schooner' })) console.log(part, step);
 */
export async function* explanation(
  model: Model,
  photograph: Image & Partial<RecordedPhoto>,
  {
    predicted,
    actual,
    opacityPercentile = OPAQUE,
    layer,
    channels = CHANNELS,
    onPart,
    resume,
    ...options
  }: ExplainOptions = {},
): AsyncGenerator<ExplanationStep, Explanation, void> {
  const { steps = STEPS, device, threads, backend, cache: given } = options;
  const running: InspectOptions = { device, threads, backend, cache: given };
  const shown = checked(index, channels, 'channels');
  const found = channelLayer(model, layer);
  const scores = await strongest(model, photograph, { count: Infinity, ...running });
  const two = classesOf(model, scores, { predicted, actual });
  // the accentuations of two classes share a compiled graph, and so do those of all channels
  const cache = given ?? graphCache();
  const subject: Subject = {
    ...{ model, photograph, two, running, opacityPercentile, resume },
    told: found === undefined || shown === 0 ? undefined : { layer: found, count: shown },
    options: { ...options, steps, cache },
  };
  try {
    const explained: ExplainedPart[] = [];
    const questions = questionsOf(model, ...two);
    for (const [i, question] of questions.entries()) {
      onPart?.(question.part, question.name, { at: i + 1, of: questions.length, steps });
      explained.push(yield* explainedPart(subject, question));
    }
    return {
      photograph,
      names: { predicted: className(model, two[0]), actual: className(model, two[1]) },
      said: scoredClasses(model, scores, two),
      explained,
      layer: found,
      channels: yield* explainedChannels(
        subject,
        explained.flatMap(({ carriers }) => carriers?.channels ?? []),
        (feature, place) => onPart?.('channel', feature, place),
      ),
    };
  } finally {
    if (!options.cache) await cache.release();
  }
}

/**
 * Makes an explanation to its end: `explanationFiles` are its page, sheet and recipes.
 * @param options with `onStep`, which is called after each step
 * @throws FaccentError, GraphError as `explanation`
 * @example
 * const { said, explained } = await explain(model, photo, { predicted: 'schooner', actual: 'pirate' });
 * for (const { label, probability } of said) console.log(label, probability);
 */
export const explain = (
  model: Model,
  photograph: Image & Partial<RecordedPhoto>,
  { onStep, ...options }: ExplainOptions & { readonly onStep?: (step: ExplanationStep) => void } = {},
): Promise<Explanation> => finished(explanation(model, photograph, options), onStep);
