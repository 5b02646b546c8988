import path from 'node:path';
import {
  type Description,
  type DeviceChoice,
  type GraphCache,
  type Image,
  type Model,
  type Recipe,
  type RecipeSettings,
  defaultThreads,
  digest,
  strongest,
} from 'faccent';
import pc from 'picocolors';
import { deviceOf } from '../device.js';
import { type OutputFolder, openFolder } from '../files/atomic.js';
import type { LoadedModel } from '../files/model.js';
import type { Photo } from '../files/photo.js';
import { printAssumed } from '../models/progress.js';
import type { Wanted } from '../objective.js';
import type { OutputFlags } from '../options.js';
import { needFfmpeg } from '../outputs/animation.js';
import { resultFiles } from '../outputs/results.js';
import { checkTensorFile, tensorFiles } from '../outputs/tensors.js';
import { Interrupted, type Request, execute } from '../run.js';
import { keep } from './resume.js';
import { tell } from './tell.js';

/** The flags of every command that makes pictures. */
export interface RunFlags {
  readonly device: DeviceChoice;
  readonly threads?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const isQuiet = ({ quiet, json }: RunFlags): boolean => quiet === true || json === true;

/** A run, and where it goes. */
export interface Job {
  readonly loaded: LoadedModel;
  /** None to start from noise. */
  readonly photo?: Photo & { readonly path: string };
  readonly wanted: Wanted;
  readonly parameterization: Description;
  readonly settings: RecipeSettings;
  readonly folder: string;
  /** The class whose probability is told, where there is one. */
  readonly probable?: number;
}

/** What outputs need, asked before a run so that none is made in vain. @throws FaccentError */
export async function checkOutputs({ animate, saveTensors }: OutputFlags): Promise<void> {
  if (animate?.includes('mp4')) await needFfmpeg();
  if (saveTensors !== undefined) checkTensorFile(saveTensors);
}

/** A job as a recipe has it. */
export async function requestOf(
  { loaded, photo, wanted, parameterization, settings }: Omit<Job, 'folder'>,
  flags: RunFlags,
): Promise<Request> {
  return {
    environment: { device: await deviceOf(flags.device), threads: flags.threads ?? defaultThreads() },
    model: {
      path: path.resolve(loaded.path),
      sha256: await digest(loaded.bytes),
      source: loaded.source,
      description: loaded.description,
      assumed: loaded.assumed,
    },
    photo: photo && { path: path.resolve(photo.path), sha256: await digest(photo.bytes) },
    ...{ name: wanted.name, objective: wanted.objective, feature: wanted.feature },
    ...{ parameterization, settings },
  };
}

/** What a person should know of the model before a run. */
export function printNotes({ model, assumed }: LoadedModel): void {
  printAssumed(assumed);
  for (const note of model.notes) console.error(pc.yellow(`note: ${note}`));
}

/** Makes a run's pictures, and writes all of its files or none. */
export async function perform(job: Job, flags: RunFlags & OutputFlags, cache?: GraphCache): Promise<void> {
  const { loaded, photo, folder, probable } = job;
  const { animate, saveTensors } = flags;
  const quiet = isQuiet(flags);
  if (!quiet) printNotes(loaded);
  const output = await openFolder(folder);
  let tensors: OutputFolder | undefined;
  let request: Request | undefined;
  try {
    if (saveTensors !== undefined) tensors = await openFolder(path.dirname(saveTensors));
    request = await requestOf(job, flags);
    const { recipe, result, seconds } = await execute(
      request,
      { model: loaded.model, photo: photo?.image },
      quiet,
      {
        snapshots: flags.snapshots,
        cache,
      },
    );
    const probabilities =
      probable === undefined
        ? undefined
        : {
            before: photo && (await probability(loaded.model, photo.image, probable)),
            after: await probability(loaded.model, result.image, probable),
          };
    const measured = flags.report ? { seconds, probabilities } : undefined;
    await output.write(await resultFiles(recipe, photo?.image, result, { animate, report: measured }));
    await tensors?.write(tensorFiles(saveTensors!, result, recipe.name));
    tell(flags, recipe, folder, seconds, probabilities);
  } catch (error) {
    await tensors?.abandon();
    if (error instanceof Interrupted) return keep(output, folder, request, error);
    await output.abandon();
    throw error;
  }
}

async function probability(model: Model, image: Image, unit: number): Promise<number | undefined> {
  const scores = await strongest(model, image, { count: Infinity });
  return scores.find((c) => c.unit === unit)?.probability;
}

/** The class that a run is about. */
export const classOf = ({ feature }: Pick<Recipe, 'feature'>, model: Model): number | undefined =>
  feature?.layer === model.logits && feature.position === undefined ? feature.unit : undefined;
