import { FaccentError } from '../errors.js';
import { type LevelStep, type Levels, type LevelsOptions, accentuationTo } from '../levels/levels.js';
import { digest } from '../math/digest.js';
import { given } from '../objective/given.js';
import { objectives } from '../objective/index.js';
import { finished } from '../step/finished.js';
import { type Comparison, compared } from './compared.js';
import type { Recipe, RecordedLevel, RunRequest } from './recipe.js';
import type { RecipeInputs, RecipeOptions } from './replay.js';
import { withResults } from './results.js';
import { optionsOf } from './settings.js';

/** How a recipe of levels is run. */
export type LevelsRunOptions = Omit<RecipeOptions, 'snapshots' | 'resume'> &
  Pick<LevelsOptions, 'resume' | 'onDirection'>;

/** What a recipe of levels ends with. */
export interface LevelsRun {
  readonly recipe: Recipe;
  readonly result: Levels;
  readonly seconds: number;
}

/**
 * Runs a recipe that has `levels`, step by step as `accentuationTo` does, and writes down what came of it.
 * @param request a recipe, with results or without
 * @throws FaccentError, GraphError if it cannot be run with these inputs
 * @example
 * const request = await recipe({ model, photograph: photo, objective, levels: 3 });
 * const { result } = await finished(runLevels(request, { model, photo }));
 * result.levels.length; // 3
 */
export async function* runLevels(
  request: RunRequest,
  { photo, mask, ...named }: RecipeInputs,
  { note, ...how }: LevelsRunOptions = {},
): AsyncGenerator<LevelStep, LevelsRun, void> {
  const { levels } = request;
  if (levels === undefined || !photo)
    throw new FaccentError('the recipe is of no series of levels from a photograph: run it by runRecipe');
  const { model } = named;
  const objective = objectives.read(request.objective, { note, given: given(named) });
  const options = { ...optionsOf(request, mask, { note }), resume: undefined };
  const started = performance.now();
  const result = yield* accentuationTo(model, photo, objective, levels, { ...options, ...how });
  return {
    recipe: withResults(request, await resultsOf(result)),
    result,
    seconds: (performance.now() - started) / 1000,
  };
}

/** What of a series stands in its recipe. */
async function resultsOf({
  levels,
  activation,
  against,
  balance,
  paths,
}: Levels): Promise<Recipe['results']> {
  const gone = [paths.ascent, paths.descent].flatMap((path) => path ?? []);
  return {
    activation: { before: activation, after: levels.at(-1)!.reached },
    against,
    balance: balance ?? null,
    steps: gone.flatMap(({ steps }) => steps),
    image: await digestOfAll(levels.map(({ image }) => image.data)),
    opacity: await digestOfAll(gone.map(({ opacity }) => opacity)),
    levels: await Promise.all(
      levels.map(async ({ image, ...level }): Promise<RecordedLevel> => ({
        ...level,
        image: await digest(image.data),
      })),
    ),
  };
}

/** One hash for several, of their own. */
const digestOfAll = async (all: readonly Float32Array[]): Promise<string> =>
  digest(new TextEncoder().encode((await Promise.all(all.map(digest))).join()));

/**
 * Runs a recipe of levels again, and compares what comes of it with what came of it before.
 * @param options with `onStep`, which is called after each step
 * @throws FaccentError, GraphError if it cannot be run with these inputs
 * @example
 * const request = await recipe({ model, photograph: photo, objective, levels: 3 });
 * const first = await finished(runLevels(request, { model, photo }));
 * const { identical } = await replayLevels(first.recipe, { model, photo });
 * identical; // true
 */
export async function replayLevels(
  recipe: Recipe,
  inputs: RecipeInputs,
  { onStep, ...options }: LevelsRunOptions & { readonly onStep?: (step: LevelStep) => void } = {},
): Promise<LevelsRun & Comparison> {
  const again = await finished(runLevels(recipe, inputs, options), onStep);
  return { ...again, ...compared(recipe, again.recipe) };
}

declare const performance: { now(): number };
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
