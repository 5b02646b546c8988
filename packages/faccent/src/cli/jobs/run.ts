import {
  type Backend,
  type Checkpoint,
  type GraphCache,
  type RecipeInputs,
  type RecipeRun,
  type RunRequest,
  type Step,
  runRecipe,
  runtime,
} from 'faccent';
import { type KeepingOptions, keepingGraphs } from '../../platform/node/compiled.js';
import { cacheLimit, compiledFolder } from '../../platform/node/environment.js';
import { keptDownloads } from '../../platform/node/downloads.js';
import type { Interrupt } from '../signals/interrupt.js';
import { noteOnce } from '../print/note.js';
import { showProgress } from '../print/progress.js';

/** Snapshots of a run unless it is asked for others; with its end, that makes one more. */
const FRAMES = 24;

/** A first step that takes longer is said to, in seconds: it may have been asked for by mistake. */
const LONG = 20;

/** Says that the first step takes long, if it does. @returns what is to be told of its end */
export const awaitFirst = (interrupt: Interrupt, quiet: boolean): (() => void) =>
  quiet
    ? () => undefined
    : interrupt.meanwhile(
        `note: the first step is not done after ${LONG} s: fewer --views, or a smaller --size, take less`,
        1000 * LONG,
      );

/** How a run is carried out here. */
export interface RunHereOptions {
  readonly quiet: boolean;
  readonly interrupt: Interrupt;
  /** Takes one every so many steps; by default such that there are about two dozen. */
  readonly snapshots?: number;
  readonly resume?: Checkpoint;
  readonly cache?: GraphCache;
  /** What is done between two steps. What it throws ends the run. */
  readonly onStep: (step: Step) => Promise<void>;
}

/** How often a run takes a snapshot unless it is told. */
export const usualSnapshots = (steps: number): number => Math.max(1, Math.round(steps / FRAMES));

/** What is kept at most: compiled graphs alone, or with downloads where a person sets the limit. */
const limits = (): Pick<KeepingOptions, 'limit' | 'beside'> => {
  const limit = cacheLimit();
  return limit === undefined ? {} : { limit, beside: keptDownloads };
};

/** A backend that keeps compiled graphs from one command to the next, and says which of them were damaged. */
export const keepingBackend = (quiet: boolean): Backend =>
  keepingGraphs(runtime, compiledFolder(), { ...limits(), note: quiet ? undefined : noteOnce });

/**
 * Runs a recipe with its progress shown.
 * @throws Interrupted where its end is asked for before the first step, while nothing can be stopped
 */
export async function runHere(
  request: RunRequest,
  inputs: RecipeInputs,
  { quiet, interrupt, snapshots, onStep, ...options }: RunHereOptions,
): Promise<RecipeRun> {
  const steps = request.settings.steps as number;
  const progress = await showProgress(steps, quiet);
  const run = runRecipe(request, inputs, {
    ...{ ...options, snapshots: snapshots ?? usualSnapshots(steps), backend: keepingBackend(quiet) },
    note: quiet ? undefined : noteOnce,
  });
  try {
    return await stepThrough(run, { quiet, interrupt }, async (step) => {
      progress.step(step);
      await onStep(step);
    });
  } finally {
    progress.stop();
  }
}

/**
 * Goes through the steps of a run to its end.
 * @param hasBorder whether the next follows a step at once; by default it does
 * @param onStep what is done between two steps; what it throws ends the run, and releases what it holds
 * @throws Interrupted where its end is asked for where there is no border: before the first step, a graph may compile for a
 * minute
 */
export async function stepThrough<S, T>(
  run: AsyncGenerator<S, T, void>,
  {
    quiet,
    interrupt,
    hasBorder = () => true,
  }: Pick<RunHereOptions, 'quiet' | 'interrupt'> & { readonly hasBorder?: (step: S) => boolean },
  onStep: (step: S) => Promise<void>,
): Promise<T> {
  const first = awaitFirst(interrupt, quiet);
  try {
    let next = await interrupt.during(run.next());
    first();
    while (!next.done) {
      const step = next.value;
      try {
        await onStep(step);
      } catch (error) {
        await run.throw(error);
      }
      next = await (hasBorder(step) ? run.next() : interrupt.during(run.next()));
    }
    return next.value;
  } finally {
    first();
  }
}
