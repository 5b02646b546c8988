import type { Image } from '../image/image.js';
import type { InspectOptions } from '../inspect/index.js';
import type { Model } from '../model/model.js';
import type { RunOptions } from '../options.js';
import type { RecordedPhoto, RunRequest } from '../recipe/recipe.js';
import { type RecipeOptions, type RecipeRun, runRecipe } from '../recipe/replay.js';
import type { Checkpoint, Step } from '../step/records.js';
import { told } from '../step/told.js';
import type { ExplanationPart } from './classes.js';

/** A step of one of an explanation's accentuations. */
export interface ExplanationStep extends Step {
  readonly part: ExplanationPart | 'channel';
  /** What is accentuated. */
  readonly name: string;
}

/** Which of the accentuations of the question, or of the channels, and how long it is. */
export interface ExplanationPlace {
  /** Counted from 1. */
  readonly at: number;
  readonly of: number;
  readonly steps: number;
}

/** Where one of an explanation's accentuations was left, or how it ended; nothing where it begins. */
export type WhereLeft = (
  part: ExplanationStep['part'],
  /** That of a channel. */
  unit?: number,
) => Promise<Checkpoint | undefined>;

/** What is the same for all accentuations of an explanation. */
export interface Subject {
  readonly model: Model;
  readonly photograph: Image & Partial<RecordedPhoto>;
  readonly two: readonly [predicted: number, actual: number];
  /** The layer whose channels are told of, and how many for a part. */
  readonly told?: { readonly layer: string; readonly count: number };
  readonly options: RunOptions & { readonly steps: number };
  readonly opacityPercentile: number;
  readonly running: InspectOptions;
  readonly resume?: WhereLeft;
}

/** A run whose steps say what it is of. */
export async function* ran(
  { model, photograph, options: { cache, backend, viewsAtOnce } }: Subject,
  request: RunRequest,
  part: ExplanationStep['part'],
  left: Pick<RecipeOptions, 'snapshots' | 'resume'>,
): AsyncGenerator<ExplanationStep, RecipeRun, void> {
  const how = { cache, backend, viewsAtOnce, ...left };
  return yield* told(runRecipe(request, { model, photo: photograph }, how), (step) => ({
    ...step,
    part,
    name: request.name,
  }));
}
