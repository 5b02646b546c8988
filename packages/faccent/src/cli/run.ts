import {
  type Accentuation,
  type Checkpoint,
  type Encoder,
  type GraphCache,
  type Image,
  type Model,
  type Recipe,
  RECIPE_VERSION,
  accentuation,
  digest,
  objectiveFrom,
  optionsOf,
  runtime,
  runtimeName,
  runtimeVersion,
  visualization,
} from 'faccent';
import { keepingGraphs } from '../platform/node/compiled.js';
import { watchInterrupt } from './interrupt.js';
import { compiledFolder } from '../models/cache.js';
import { showProgress } from './print/progress.js';
import { version } from './version.js';

/** Snapshots of a run unless it is asked for others; with its end, that makes one more. */
const FRAMES = 24;

/** What a run is asked to do: a recipe without what comes of it. */
export type Request = Pick<
  Recipe,
  'model' | 'photo' | 'encoder' | 'name' | 'objective' | 'feature' | 'parameterization' | 'settings'
> & {
  readonly environment: Pick<Recipe['environment'], 'device' | 'threads'>;
};

/** What a request names by files. */
export interface Inputs {
  readonly model: Model;
  /** None to start from noise. */
  readonly photo?: Image;
  /** The values of a painted mask. */
  readonly mask?: Float32Array;
  readonly encoder?: Encoder;
}

/** A run that Ctrl-C ended at a step's border. */
export class Interrupted extends Error {
  constructor(readonly checkpoint: Checkpoint) {
    super('interrupted');
  }
}

/**
 * Runs a request and writes down what came of it.
 * @param snapshots take one every so many steps; by default such that there are about two dozen
 * @throws Interrupted on Ctrl-C, with what the run goes on from
 */
export async function execute(
  request: Request,
  { model, photo, mask, encoder }: Inputs,
  quiet: boolean,
  {
    snapshots = Math.max(1, Math.round(request.settings.steps / FRAMES)),
    resume,
    cache,
  }: { readonly snapshots?: number; readonly resume?: Checkpoint; readonly cache?: GraphCache } = {},
): Promise<{ recipe: Recipe; result: Accentuation; seconds: number }> {
  const { settings } = request;
  const objective = objectiveFrom(request.objective, { encoders: encoder && [encoder] });
  const backend = keepingGraphs(runtime, compiledFolder());
  const options = { ...optionsOf(request, mask), snapshots, resume, cache, backend };
  const progress = await showProgress(settings.steps, quiet);
  const interrupt = watchInterrupt();
  const started = performance.now();
  const run = photo
    ? accentuation(model, photo, objective, options)
    : visualization(model, objective, settings.size, options);
  let result: Accentuation | undefined;
  try {
    while (!result) {
      const { done, value } = await run.next();
      if (done) result = value;
      else {
        progress.step(value);
        if (interrupt.asked) await run.throw(new Interrupted(value.checkpoint!()));
      }
    }
  } finally {
    interrupt.stop();
    progress.stop();
  }
  const seconds = (performance.now() - started) / 1000;
  const recipe: Recipe = {
    format: 'faccent-recipe',
    version: RECIPE_VERSION,
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
    encoder: request.encoder,
    name: request.name,
    objective: request.objective,
    feature: request.feature,
    parameterization: request.parameterization,
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
