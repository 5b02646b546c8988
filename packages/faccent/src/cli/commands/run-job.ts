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
import { type OutputFolder, openFolder } from '../../platform/node/atomic.js';
import type { EncoderFile } from '../../models/encoder.js';
import type { LoadedModel } from '../../models/load.js';
import { readMask } from '../../platform/node/mask.js';
import { readPhoto } from '../../platform/node/photo.js';
import { printAssumed } from '../print/transfers.js';
import { type Wanted, probabilityOf } from '../objective.js';
import type { OutputFlags } from '../options.js';
import { needFfmpeg } from '../../report/animation.js';
import { resultFiles } from '../../report/results.js';
import { checkTensorFile, tensorFiles } from '../../report/tensors.js';
import { type Inputs, Interrupted, type Request, execute } from '../run.js';
import { type Yardsticks, measureRun } from '../measures.js';
import { keep } from './resume.js';
import { type Outcome, outcomeOf, tell } from '../print/run.js';

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
  /** The photograph's file; none to start from noise. */
  readonly photo?: string;
  /** What the objective's latents are of. */
  readonly encoder?: EncoderFile;
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
  { loaded, photo, encoder, wanted, parameterization, settings }: Omit<Job, 'folder'>,
  photoBytes: Uint8Array | undefined,
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
    photo: photo === undefined ? undefined : await fileOf(photo, photoBytes!),
    encoder: encoder && (await fileOf(encoder.path, encoder.bytes)),
    ...{ name: wanted.name, objective: wanted.objective, feature: wanted.feature },
    ...{ parameterization, settings },
  };
}

const fileOf = async (file: string, bytes: Uint8Array): Promise<{ path: string; sha256: string }> => ({
  path: path.resolve(file),
  sha256: await digest(bytes),
});

/** What a person should know of the model before a run. */
export function printNotes({ model, assumed }: LoadedModel): void {
  printAssumed(assumed);
  for (const note of model.notes) console.error(pc.yellow(`note: ${note}`));
}

/** Makes a run's pictures, and writes all of its files or none. @returns nothing where Ctrl-C ended it */
export async function perform(
  job: Job,
  flags: RunFlags & OutputFlags,
  cache: GraphCache,
  yardsticks?: Yardsticks,
): Promise<Outcome | undefined> {
  const { loaded, folder, probable, encoder, settings } = job;
  const { animate, saveTensors } = flags;
  const photo = job.photo === undefined ? undefined : await readPhoto(job.photo, settings.size);
  const painted = settings.mask && 'path' in settings.mask ? settings.mask.path : undefined;
  const mask = painted === undefined ? undefined : await readMask(painted, settings.size, job.photo!);
  const inputs: Inputs = {
    model: loaded.model,
    photo: photo?.image,
    mask: mask?.values,
    encoder: encoder?.encoder,
  };
  const output = await openFolder(folder);
  let tensors: OutputFolder | undefined;
  let request: Request | undefined;
  try {
    if (saveTensors !== undefined) tensors = await openFolder(path.dirname(saveTensors));
    request = await requestOf(job, photo?.bytes, flags);
    const { recipe, result, seconds } = await execute(request, inputs, isQuiet(flags), {
      snapshots: flags.snapshots,
      cache,
    });
    const { environment } = request;
    const probability = async (image: Image, unit: number): Promise<number | undefined> =>
      probabilityOf(await strongest(loaded.model, image, { count: Infinity, ...environment }), unit);
    const probabilities =
      probable === undefined
        ? undefined
        : {
            before: photo && (await probability(photo.image, probable)),
            after: await probability(result.image, probable),
          };
    const measures =
      photo && (await measureRun(recipe, { ...inputs, photo: photo.image }, result.image, yardsticks));
    const told = { seconds, probabilities, measures };
    const report = flags.report ? told : undefined;
    await output.write(await resultFiles(recipe, photo?.image, result, { animate, report, measures }));
    await tensors?.write(tensorFiles(saveTensors!, result, recipe.name));
    tell(flags, recipe, folder, told);
    return outcomeOf(recipe, folder, told);
  } catch (error) {
    await tensors?.abandon();
    if (error instanceof Interrupted) {
      await keep(output, folder, request, flags, error);
      return undefined;
    }
    await output.abandon();
    throw error;
  }
}

/** The class that a run is about. */
export const classOf = ({ feature }: Pick<Recipe, 'feature'>, model: Model): number | undefined =>
  feature?.layer === model.logits && feature.position === undefined ? feature.unit : undefined;
