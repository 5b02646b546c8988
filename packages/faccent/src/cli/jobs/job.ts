import path from 'node:path';
import {
  type Device,
  type DeviceChoice,
  type GraphCache,
  type Image,
  type LoadedEncoder,
  type Model,
  type Region,
  type RunOptions,
  type RunRequest,
  type Size,
  measureRun,
  objectives,
  readMask,
  readPhotograph,
  recipe,
  runFiles,
  strongest,
  tensorFiles,
} from 'faccent';
import { probabilityOf } from '../../explanation/classes.js';
import { type OutputFolder, openFolder } from '../../platform/node/atomic.js';
import { isRunFile } from '../../report/own-files.js';
import type { ComparisonsOf } from '../comparisons.js';
import type { OutputFlags } from '../flags/groups.js';
import { noteBackground } from '../print/photograph.js';
import { type Outcome, outcomeOf, printRun } from '../print/run.js';
import type { Target } from '../target.js';
import { keep } from './keep.js';
import { Interrupted, runHere } from './run.js';

/** The flags of every command that makes pictures. */
export interface RunFlags {
  readonly device: DeviceChoice;
  readonly threads?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const isQuiet = ({ quiet, json }: Pick<RunFlags, 'quiet' | 'json'>): boolean =>
  quiet === true || json === true;

/** A run, and where it goes. */
export interface Job {
  readonly model: Model;
  /** The photograph's file; none to start from noise. */
  readonly photo?: string;
  /** What is behind it where it is transparent; white by default. */
  readonly background?: string;
  /** What the objective's latents are of. */
  readonly encoder?: LoadedEncoder;
  readonly target: Target;
  readonly options: RunOptions;
  readonly size: Size;
  /** Where the picture may change; undefined: everywhere. */
  readonly region?: Region;
  readonly opacityPercentile?: number;
  readonly folder: string;
  /** The class whose probability is said, where there is one. */
  readonly probable?: number;
}

/** Makes a run's pictures, and writes all of its files or none. @returns nothing where Ctrl-C ended it */
export async function runJob(
  job: Job,
  flags: RunFlags & OutputFlags,
  cache: GraphCache,
  comparisons?: ComparisonsOf,
): Promise<Outcome | undefined> {
  const { model, folder, encoder, size, background, region, target } = job;
  const { animate, saveTensors, report } = flags;
  const photo = job.photo === undefined ? undefined : await readPhotograph(job.photo, { size, background });
  if (photo && !isQuiet(flags)) noteBackground(photo, background);
  const painted = region && 'path' in region ? await readMask(region.path, photo!) : undefined;
  const inputs = { model, photo, mask: painted?.values, encoder: encoder?.encoder };
  const output = await openFolder(folder);
  let tensors: OutputFolder | undefined;
  let request: RunRequest | undefined;
  try {
    if (saveTensors !== undefined) tensors = await openFolder(path.dirname(saveTensors), { shared: true });
    request = await requestOf(job, photo);
    const run = await runHere(request, inputs, isQuiet(flags), { snapshots: flags.snapshots, cache });
    const { seconds, result } = run;
    const summary = {
      ...{ seconds, dead: result.steps.at(-1)?.dead },
      probabilities: await probabilities(job, photo, result.image),
      measures:
        photo &&
        (await measureRun(
          run.recipe,
          { ...inputs, photo, image: result.image },
          await comparisons?.(target, size),
        )),
    };
    await output.write(await runFiles(run.recipe, photo, result, { animate, report, summary }), isRunFile);
    await tensors?.write(tensorFiles(saveTensors!, result, run.recipe.name));
    printRun(flags, run.recipe, folder, summary);
    return outcomeOf(run.recipe, folder, summary);
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

/** A job as a recipe has it: files by their whole paths. */
async function requestOf(
  { model, encoder, target, options, size, region, opacityPercentile }: Job,
  photo: Awaited<ReturnType<typeof readPhotograph>> | undefined,
): Promise<RunRequest> {
  const request = await recipe({
    ...{ model, options, region, size, opacityPercentile, name: target.name },
    photograph: photo && { ...photo, path: path.resolve(photo.path!) },
    objective: objectives.read(target.objective, { given: { encoder: encoder && [encoder.encoder] } }),
    encoder: encoder && { path: path.resolve(encoder.path), sha256: encoder.sha256 },
  });
  return { ...request, feature: target.feature };
}

/** Of the class that a run is about, before and after. */
async function probabilities(
  { model, probable, options }: Job,
  photo: Image | undefined,
  image: Image,
): Promise<{ before?: number; after?: number } | undefined> {
  if (probable === undefined) return undefined;
  const running: { device?: Device; threads?: number } = { device: options.device, threads: options.threads };
  const of = async (shown: Image): Promise<number | undefined> =>
    probabilityOf(await strongest(model, shown, { count: Infinity, ...running }), probable);
  return { before: photo && (await of(photo)), after: await of(image) };
}

/** The class that a run is about. */
export const classOf = ({ feature }: Pick<Target, 'feature'>, model: Model): number | undefined =>
  feature?.layer === model.logits && feature.position === undefined ? feature.unit : undefined;
