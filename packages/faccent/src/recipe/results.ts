import type { Accentuation } from '../accentuate.js';
import { digest } from '../math/digest.js';
import { machine } from '#platform';
import { runtimeName, runtimeVersion } from '../platform/index.js';
import { version } from '../version.js';
import { RECIPE_VERSION, type Recipe, type RunRequest } from './recipe.js';

/** A recipe of a run that has been made here. */
export function withResults(request: RunRequest, results: Recipe['results']): Recipe {
  const {
    environment,
    model,
    photo,
    encoder,
    networks,
    name,
    objective,
    against,
    feature,
    settings,
    levels,
  } = request;
  const { device, threads } = environment;
  return {
    format: 'faccent-recipe',
    version: RECIPE_VERSION,
    created: new Date().toISOString(),
    environment: {
      ...{ faccent: version, runtime: runtimeName, runtimeVersion, platform: machine },
      ...{ device, threads },
    },
    ...{ model, photo, encoder, networks, name, objective, against, feature, settings },
    ...(levels !== undefined && { levels }),
    results: {
      ...results,
      steps: results.steps.map(({ activation, distance }) => ({ activation, distance })),
    },
  };
}

/** What came of a run, as its recipe has it. */
export const resultsOf = async (result: Accentuation): Promise<Recipe['results']> => ({
  activation: result.activation,
  against: result.against,
  balance: result.balance ?? null,
  steps: result.steps,
  image: await digest(result.image.data),
  opacity: await digest(result.opacity),
});
