import { type Accentuation, accentuation } from '../accentuate.js';
import { FaccentError } from '../errors.js';
import type { Encoder } from '../model/encoder.js';
import type { Image } from '../image/image.js';
import type { Model } from '../model/model.js';
import { given } from '../objective/given.js';
import { objectives } from '../objective/index.js';
import type { RunOptions } from '../options.js';
import type { Step } from '../step/records.js';
import { finished } from '../step/finished.js';
import { visualization } from '../visualize.js';
import { type Comparison, compared } from './compared.js';
import type { Recipe, RunRequest } from './recipe.js';
import { resultsOf, withResults } from './results.js';
import { optionsOf } from './settings.js';

/** What a recipe names by files. */
export interface RecipeInputs {
  readonly model: Model;
  /** None to start from noise. */
  readonly photo?: Image;
  /** The values of a painted mask. */
  readonly mask?: Float32Array;
  readonly encoder?: Encoder;
  /** The other networks that the objective looks at. */
  readonly networks?: readonly Model[];
}

/** How a recipe is run. */
export type RecipeOptions = Pick<RunOptions, 'snapshots' | 'resume' | 'cache' | 'backend' | 'viewsAtOnce'> & {
  /** Is told of old spellings in the recipe. */
  readonly note?: (text: string) => void;
};

/** What a recipe's run ends with. */
export interface RecipeRun {
  readonly recipe: Recipe;
  readonly result: Accentuation;
  readonly seconds: number;
}

/**
 * Runs a recipe, step by step as `accentuation` does, and writes down what came of it.
 * @param request a recipe, with results or without
 * @throws FaccentError, GraphError if it cannot be run with these inputs
 * @example
 * const request = await recipe({ model, photograph: photo, objective });
 * for await (const { step, activation } of runRecipe(request, { model, photo })) console.log(step, activation);
 * @example
 * const request = await recipe({ model, photograph: photo, objective });
 * const { recipe: made, result } = await finished(runRecipe(request, { model, photo }));
 */
export async function* runRecipe(
  request: RunRequest,
  { photo, mask, ...named }: RecipeInputs,
  { note, ...how }: RecipeOptions = {},
): AsyncGenerator<Step, RecipeRun, void> {
  if (request.levels !== undefined)
    throw new FaccentError(
      'the recipe is of a series of levels: run it by runLevels, and again by replayLevels',
    );
  const { model } = named;
  const objective = objectives.read(request.objective, { note, given: given(named) });
  const options = { ...optionsOf(request, mask, { note }), ...how };
  const started = performance.now();
  const result: Accentuation = yield* photo
    ? accentuation(model, photo, objective, options)
    : visualization(model, objective, request.settings.size, options);
  return {
    recipe: withResults(request, await resultsOf(result)),
    result,
    seconds: (performance.now() - started) / 1000,
  };
}

/** What became of a recipe that was run again. */
export type Replay = RecipeRun & Comparison;

/**
 * Runs a recipe again, and compares what comes of it with what came of it before.
 * @param options with `onStep`, which is called after each step
 * @throws FaccentError, GraphError if it cannot be run with these inputs
 * @example
 * const { identical, result } = await replay(run.recipe, { model, photo });
 * identical; // true
 */
export async function replay(
  recipe: Recipe,
  inputs: RecipeInputs,
  { onStep, ...options }: RecipeOptions & { readonly onStep?: (step: Step) => void } = {},
): Promise<Replay> {
  const again = await finished(runRecipe(recipe, inputs, options), onStep);
  return { ...again, ...compared(recipe, again.recipe) };
}

declare const performance: { now(): number };
