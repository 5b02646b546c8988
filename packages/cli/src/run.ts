import {
  type Accentuation,
  type Image,
  type Model,
  type Recipe,
  accentuate,
  digest,
  objectiveOf,
  optionsOf,
  runtimeName,
  runtimeVersion,
} from 'faccent';
import { createRequire } from 'node:module';
import { showProgress } from './outputs/progress.js';

/** Snapshots of a run unless it is asked for others; with its end, that makes one more. */
const FRAMES = 24;

export const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** What a run is asked to do: a recipe without what comes of it. */
export type Request = Pick<Recipe, 'model' | 'photo' | 'feature' | 'settings'> & {
  readonly environment: Pick<Recipe['environment'], 'device' | 'threads'>;
};

/**
 * Runs a request and writes down what came of it.
 * @param snapshots take one every so many steps; by default such that there are about two dozen
 */
export async function execute(
  request: Request,
  model: Model,
  photo: Image,
  quiet: boolean,
  snapshots = Math.max(1, Math.round(request.settings.steps / FRAMES)),
): Promise<{ recipe: Recipe; result: Accentuation; seconds: number }> {
  const { settings } = request;
  const progress = await showProgress(settings.steps, quiet);
  const started = performance.now();
  let result: Accentuation;
  try {
    result = await accentuate(model, photo, objectiveOf(request.feature), {
      ...optionsOf(settings, request.environment),
      snapshots,
      onStep: (step) => progress.step(step),
    });
  } finally {
    progress.stop();
  }
  const seconds = (performance.now() - started) / 1000;
  const recipe: Recipe = {
    format: 'faccent-recipe',
    version: 1,
    created: new Date().toISOString(),
    environment: {
      faccent: version,
      runtime: runtimeName,
      runtimeVersion,
      platform: `${process.platform}-${process.arch}, Node.js ${process.versions.node}`,
      ...request.environment,
    },
    model: request.model,
    photo: request.photo,
    feature: request.feature,
    settings,
    results: {
      activation: result.activation,
      balance: result.balance ?? null,
      steps: result.steps.map(({ activation, distance }) => ({ activation, distance })),
      image: await digest(result.image.data),
      opacity: await digest(result.opacity),
    },
  };
  return { recipe, result, seconds };
}
