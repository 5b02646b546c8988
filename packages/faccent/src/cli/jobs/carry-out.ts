import path from 'node:path';
import {
  type Comparisons,
  FaccentError,
  type GraphCache,
  type Image,
  type LoadedEncoder,
  type Model,
  type RecipeInputs,
  type RecipeRun,
  type Step,
  measureRun,
  runFiles,
  strongest,
  tensorFiles,
} from 'faccent';
import { probabilityOf } from '../../explanation/classes.js';
import { type OutputFolder, openFolder } from '../../platform/node/atomic.js';
import { isRunFile } from '../../report/own-files.js';
import type { ComparisonsOf } from '../comparisons.js';
import { type RecordedPictures, recordedPictures } from '../files/recorded.js';
import { type Interrupt, Interrupted } from '../signals/interrupt.js';
import { isRefusal } from '../print/failure.js';
import { noteBackground } from '../print/photograph.js';
import { type Outcome, type Summary, outcomeOf, printRun } from '../print/run.js';
import { resumeCommand } from '../print/shell.js';
import type { AskedOutputs, CheckpointEvery } from '../unfinished/asked.js';
import { here } from '../unfinished/here.js';
import { ASKED, type Store } from '../unfinished/store.js';
import { type RunFlags, isQuiet } from './job.js';
import { Keeper, NotKept } from './keeper.js';
import { runHere } from './run.js';

/** A run that is kept from its beginning until its results are there. */
export interface BegunRun {
  readonly store: Store;
  /** Its folder, which is this process's. */
  readonly output: OutputFolder;
  /** Whether this command began it: where it cannot be made, nothing of it stays. */
  readonly fresh: boolean;
  readonly checkpoint: CheckpointEvery;
}

/** What runs are made with. */
export interface Loaded {
  readonly model: Model;
  readonly encoder?: LoadedEncoder;
  /** Other networks that objectives look at. */
  readonly networks?: readonly Model[];
  readonly comparisons: ComparisonsOf;
  /** Whether what was fetched once may be fetched again. */
  readonly fetch?: boolean;
}

/** How runs are carried out. */
export interface CarryOutOptions {
  readonly flags: Pick<RunFlags, 'json' | 'quiet'>;
  readonly cache: GraphCache;
  readonly interrupt: Interrupt;
  /** Is told once more of the run is kept. */
  readonly onKept: () => Promise<void>;
}

/**
 * Makes a run's pictures, from where it was left, and writes all of its files or none. What it is kept by goes with the
 * last of them.
 * @throws Interrupted with the run kept
 */
export async function carryOut(
  begun: BegunRun,
  { model, encoder, networks, comparisons }: Loaded,
  { flags, cache, interrupt, onKept }: CarryOutOptions,
): Promise<Outcome> {
  const { store, output, checkpoint } = begun;
  const { folder, asked } = store;
  const { request, outputs } = asked;
  const quiet = isQuiet(flags);
  const pictures = request.photo && (await picturesOf(store, quiet));
  const inputs = { model, ...pictures, encoder: encoder?.encoder, networks };
  const now = await here(inputs.photo?.data);
  const found = await store.find(now);
  const keeper = new Keeper(store, checkpoint, now, found?.seconds ?? 0);
  let last: Step | undefined;
  let run: RecipeRun | undefined;
  try {
    run = await runHere(request, inputs, {
      ...{ quiet, interrupt, cache, snapshots: outputs.snapshots, resume: found?.checkpoint },
      onStep: async (step) => {
        last = step;
        if (interrupt.status === undefined && !keeper.due) return;
        await keeper.keep(step);
        await onKept();
        if (interrupt.status !== undefined) throw new Interrupted();
      },
    });
    const { settings } = request;
    const compared = await interrupt.during(comparisons(request, settings.size, model));
    const summary = {
      ...(await interrupt.during(measured(run, inputs, compared, asked.probable))),
      seconds: (found?.seconds ?? 0) + run.seconds,
    };
    await write(output, outputs, run, inputs.photo, summary);
    await store.finish();
    printRun({ ...outputs, ...flags }, run.recipe, folder, summary);
    return outcomeOf(run.recipe, folder, summary);
  } catch (error) {
    throw await ending(error, begun, run !== undefined, async () => last && keeper.keep(last));
  }
}

/**
 * What is to be thrown where a run ends before its files are written: it is kept as it stands, or forgotten where it cannot be
 * made.
 * @param made whether it was made, and only its files are not there
 * @param keepLast keeps its last step, if it has one
 */
export async function ending(
  error: unknown,
  { store, fresh }: BegunRun,
  made: boolean,
  keepLast: () => Promise<void>,
): Promise<unknown> {
  if (error instanceof NotKept) return error;
  if (!made && isRefusal(error)) {
    if (fresh) await store.drop();
    return error;
  }
  // so that what goes on has only the rest to do
  if (made || !(error instanceof Interrupted)) await keepLast().catch(() => undefined);
  return made && isRefusal(error) ? stillKept(error, store.folder) : error;
}

/** The pictures of a run, as they were when it was asked for. */
export async function picturesOf({ folder, asked }: Store, quiet: boolean): Promise<RecordedPictures> {
  const { request, comparisons } = asked;
  const pictures = await recordedPictures(request.photo!, request.settings, path.join(folder, ASKED));
  if (!quiet) noteBackground(pictures.photo, comparisons.background);
  return pictures;
}

/** What is known of a run besides its recipe. */
async function measured(
  { recipe, result: { image, steps } }: RecipeRun,
  inputs: RecipeInputs,
  compared: Comparisons,
  probable: number | undefined,
): Promise<Omit<Summary, 'seconds'>> {
  const { photo } = inputs;
  return {
    dead: steps.at(-1)?.dead,
    probabilities: probable === undefined ? undefined : await probabilities(recipe, inputs, image, probable),
    measures: photo && (await measureRun(recipe, { ...inputs, photo, image }, compared)),
  };
}

/** Of the class that a run is about, before and after. */
async function probabilities(
  { environment }: RecipeRun['recipe'],
  { model, photo }: RecipeInputs,
  image: Image,
  probable: number,
): Promise<Summary['probabilities']> {
  const of = async (shown: Image): Promise<number | undefined> =>
    probabilityOf(await strongest(model, shown, { count: Infinity, ...environment }), probable);
  try {
    return { before: photo && (await of(photo)), after: await of(image) };
  } catch (error) {
    // scores of other classes that are no numbers are no reason to lose the run
    if (!(error instanceof FaccentError)) throw error;
    return { because: error.message };
  }
}

/** Writes the files of a run: those of its folder, and the tensors that are wanted elsewhere. */
async function write(
  output: OutputFolder,
  { animate, report, saveTensors }: AskedOutputs,
  { recipe, result }: RecipeRun,
  photo: Image | undefined,
  summary: Summary,
): Promise<void> {
  await output.write(await runFiles(recipe, photo, result, { animate, report, summary }), isRunFile);
  if (saveTensors === undefined) return;
  const tensors = await openFolder(path.dirname(saveTensors), { shared: true });
  try {
    await tensors.write(tensorFiles(saveTensors, result, recipe.name));
  } finally {
    await tensors.abandon();
  }
}

/** What is said where the run is done, and its results cannot be written. */
const stillKept = (error: Error, folder: string): FaccentError =>
  new FaccentError(`${error.message}; the run is kept, and ${resumeCommand(folder)} does the rest`, {
    cause: error,
  });
