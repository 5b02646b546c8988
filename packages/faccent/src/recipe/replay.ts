import { machine } from '#platform';
import { type Accentuation, accentuation } from '../accentuate.js';
import type { Encoder } from '../model/encoder.js';
import type { Image } from '../image/image.js';
import { digest } from '../math/digest.js';
import type { Model } from '../model/model.js';
import { objectives } from '../objective/index.js';
import type { RunOptions } from '../options.js';
import { runtimeName, runtimeVersion } from '../platform/index.js';
import type { Step } from '../step/records.js';
import { finished } from '../step/finished.js';
import { version } from '../version.js';
import { visualization } from '../visualize.js';
import { RECIPE_VERSION, type Recipe, type RunRequest } from './recipe.js';
import { optionsOf } from './settings.js';

/** What a recipe names by files. */
export interface RecipeInputs {
  readonly model: Model;
  /** None to start from noise. */
  readonly photo?: Image;
  /** The values of a painted mask. */
  readonly mask?: Float32Array;
  readonly encoder?: Encoder;
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
 * @example for await (const { activation } of runRecipe(recipe, { model, photo })) console.log(activation)
 */
export async function* runRecipe(
  request: RunRequest,
  { model, photo, mask, encoder }: RecipeInputs,
  { note, ...how }: RecipeOptions = {},
): AsyncGenerator<Step, RecipeRun, void> {
  const objective = objectives.read(request.objective, { note, given: { encoder: encoder && [encoder] } });
  const options = { ...optionsOf(request, mask, { note }), ...how };
  const started = performance.now();
  const result: Accentuation = yield* photo
    ? accentuation(model, photo, objective, options)
    : visualization(model, objective, request.settings.size, options);
  return {
    recipe: await withResults(request, result),
    result,
    seconds: (performance.now() - started) / 1000,
  };
}

async function withResults(request: RunRequest, result: Accentuation): Promise<Recipe> {
  const { environment, model, photo, encoder, name, objective, feature, settings } = request;
  const { device, threads } = environment;
  return {
    format: 'faccent-recipe',
    version: RECIPE_VERSION,
    created: new Date().toISOString(),
    environment: {
      ...{ faccent: version, runtime: runtimeName, runtimeVersion, platform: machine },
      ...{ device, threads },
    },
    ...{ model, photo, encoder, name, objective, feature, settings },
    results: {
      activation: result.activation,
      balance: result.balance ?? null,
      steps: result.steps.map(({ activation, distance }) => ({ activation, distance })),
      image: await digest(result.image.data),
      opacity: await digest(result.opacity),
    },
  };
}

/** What became of a recipe that was run again. */
export interface Replay extends RecipeRun {
  /** Whether picture, opacity, activations and distances are the same to the bit. */
  readonly identical: boolean;
  /** Between the activations and distances of the two runs, step by step. */
  readonly largestDifference: number;
  /** Whether runtime and platform are those that the recipe was made with. */
  readonly sameEnvironment: boolean;
}

/**
 * Runs a recipe again, and compares what comes of it with what came of it before.
 * @param options with `onStep`, which is called after each step
 * @throws FaccentError, GraphError if it cannot be run with these inputs
 * @example const { identical } = await replay(recipe, { model, photo })
 */
export async function replay(
  recipe: Recipe,
  inputs: RecipeInputs,
  { onStep, ...options }: RecipeOptions & { readonly onStep?: (step: Step) => void } = {},
): Promise<Replay> {
  const again = await finished(runRecipe(recipe, inputs, options), onStep);
  const [then, now] = [recipe.results, again.recipe.results];
  const difference = largestDifference(then, now);
  const { environment: here } = again.recipe;
  return {
    ...again,
    largestDifference: difference,
    identical: then.image === now.image && then.opacity === now.opacity && difference === 0,
    sameEnvironment: (['runtime', 'runtimeVersion', 'platform'] as const).every(
      (what) => recipe.environment[what] === here[what],
    ),
  };
}

function largestDifference(a: Recipe['results'], b: Recipe['results']): number {
  const values = (r: Recipe['results']): number[] => r.steps.flatMap((s) => [s.activation, s.distance ?? 0]);
  const [x, y] = [values(a), values(b)];
  if (x.length !== y.length) return Infinity;
  return x.reduce((most, v, i) => Math.max(most, Math.abs(v - y[i]!)), 0);
}

declare const performance: { now(): number };
