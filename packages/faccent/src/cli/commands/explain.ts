import {
  DEFAULTS,
  type RecipeSettings,
  type SessionOptions,
  adam,
  box,
  constantSchedule,
  defaultThreads,
  graphCache,
  strongest,
} from 'faccent';
import pc from 'picocolors';
import { deviceOf } from '../device.js';
import { carriersOf, channelsOf } from '../explanation/channels.js';
import { classesOf, questions, saidOf } from '../explanation/classes.js';
import type { Explained, Explanation } from '../explanation/explanation.js';
import { openFolder } from '../../platform/node/atomic.js';
import { defaultFolder } from '../files/folder.js';
import { type LoadedModel, type ModelFlags, loadModel } from '../../models/load.js';
import { type Photo, readPhoto } from '../../platform/node/photo.js';
import { INTERRUPTED } from '../interrupt.js';
import { className, probabilityOf } from '../objective.js';
import { explanationFiles, explanationJson } from '../../report/explanation.js';
import { Interrupted, execute } from '../run.js';
import { type RunFlags, isQuiet, printNotes, requestOf } from './run-job.js';
import { tellExplanation } from '../print/run.js';

export interface ExplainFlags extends ModelFlags, RunFlags {
  readonly predicted?: string;
  readonly actual?: string;
  readonly model?: string;
  readonly steps: number;
  readonly size: [number, number];
  readonly crops: number;
  readonly strength: number;
  readonly randomSeed: number;
  readonly out?: string;
}

/** Percentage of a picture that its map shows fully: less than usual, so that maps of two classes can be told apart. */
const OPAQUE = 5;

/**
 * Why the model said one class and not another: the photograph accentuated for each and for the one less the other,
 * where each looked, and which early channels carried it.
 */
export async function explainCommand(photoPath: string, flags: ExplainFlags): Promise<void> {
  const quiet = isQuiet(flags);
  const loaded = await loadModel(flags.model, { ...flags, quiet });
  const { model } = loaded;
  const photo = { ...(await readPhoto(photoPath, flags.size)), path: photoPath };
  const environment = { device: await deviceOf(flags.device), threads: flags.threads ?? defaultThreads() };
  const scores = await strongest(model, photo.image, { count: Infinity, ...environment });
  const [predicted, actual] = classesOf(model, scores, flags);
  if (!quiet) printNotes(loaded);
  const names = { predicted: className(model, predicted), actual: className(model, actual) };
  const folder = flags.out ?? defaultFolder('explained', photoPath, `${names.predicted}-${names.actual}`);

  const output = await openFolder(folder);
  try {
    const explanation: Explanation = {
      ...{ photo: photo.image, photoPath, names },
      said: saidOf(model, scores, [predicted, actual]),
      explained: await explain(loaded, photo, [predicted, actual], flags, environment),
    };
    await output.write(await explanationFiles(explanation));
    tellExplanation(explanationJson(explanation), folder, flags);
  } catch (error) {
    await output.abandon();
    if (!(error instanceof Interrupted)) throw error;
    process.exitCode = INTERRUPTED;
    console.error('interrupted: nothing is kept of an explanation in part');
  }
}

/** The accentuations, one after the other: two of them share a compiled graph. */
async function explain(
  loaded: LoadedModel,
  photo: Photo & { readonly path: string },
  [predicted, actual]: readonly [number, number],
  flags: ExplainFlags,
  environment: SessionOptions,
): Promise<Explained[]> {
  const { model } = loaded;
  const quiet = isQuiet(flags);
  const cache = graphCache();
  const job = {
    ...{ loaded, photo: photo.path, parameterization: { name: 'fourier' } },
    settings: settingsOf(loaded, flags),
  };
  const channels = await channelsOf(model, photo.image, environment);
  const explained: Explained[] = [];
  try {
    for (const [part, wanted] of questions(model, predicted, actual)) {
      if (!quiet) console.error(pc.dim(`accentuating ${wanted.name} (${explained.length + 1} of 3)`));
      const request = await requestOf({ ...job, wanted }, photo.bytes, { ...flags, ...environment });
      const { recipe, result } = await execute(request, { model, photo: photo.image }, quiet, { cache });
      const then = await strongest(model, result.image, { count: Infinity, ...environment });
      explained.push({
        ...{ part, recipe, result },
        probabilities: { predicted: probabilityOf(then, predicted), actual: probabilityOf(then, actual) },
        channels:
          channels && (await carriersOf(model, channels, wanted.objective, result.image, environment)),
      });
    }
  } finally {
    await cache.release();
  }
  return explained;
}

const settingsOf = (
  { model }: LoadedModel,
  { size, steps, crops, strength, randomSeed }: ExplainFlags,
): RecipeSettings => ({
  ...{ size, steps, strength, randomSeed, learningRate: DEFAULTS.learningRate },
  transform: box({ crops }).description,
  optimizer: adam().description,
  schedule: constantSchedule().description,
  regularize: model.description.regularize === undefined ? [] : [{ layer: model.description.regularize }],
  ...{ balance: null, cutoff: null, ball: null, mask: null, redirect: false, percentile: OPAQUE },
});
