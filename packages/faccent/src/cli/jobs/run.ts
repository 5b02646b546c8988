import {
  type Backend,
  type Checkpoint,
  type GraphCache,
  type RecipeInputs,
  type RecipeRun,
  type RunRequest,
  runRecipe,
  runtime,
} from 'faccent';
import { type KeepingOptions, keepingGraphs } from '../../platform/node/compiled.js';
import { cacheLimit, compiledFolder } from '../../platform/node/environment.js';
import { keptDownloads } from '../../platform/node/downloads.js';
import { watchInterrupt } from '../interrupt.js';
import { noteOnce } from '../print/note.js';
import { showProgress } from '../print/progress.js';

/** Snapshots of a run unless it is asked for others; with its end, that makes one more. */
const FRAMES = 24;

/** A run that Ctrl-C ended at a step's border. */
export class Interrupted extends Error {
  constructor(readonly checkpoint: Checkpoint) {
    super('interrupted');
  }
}

/** How a run is carried out here. */
export interface RunJobOptions {
  /** Takes one every so many steps; by default such that there are about two dozen. */
  readonly snapshots?: number;
  readonly resume?: Checkpoint;
  readonly cache?: GraphCache;
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
 * @throws Interrupted on Ctrl-C, with what the run goes on from
 */
export async function runHere(
  request: RunRequest,
  inputs: RecipeInputs,
  quiet: boolean,
  { snapshots, ...options }: RunJobOptions = {},
): Promise<RecipeRun> {
  const steps = request.settings.steps as number;
  const progress = await showProgress(steps, quiet);
  const interrupt = watchInterrupt();
  const run = runRecipe(request, inputs, {
    ...{ ...options, snapshots: snapshots ?? usualSnapshots(steps), backend: keepingBackend(quiet) },
    note: quiet ? undefined : noteOnce,
  });
  try {
    for (;;) {
      const { done, value } = await run.next();
      if (done) return value;
      progress.step(value);
      if (interrupt.asked) await run.throw(new Interrupted(value.checkpoint!()));
    }
  } finally {
    interrupt.stop();
    progress.stop();
  }
}
