import { statSync } from 'node:fs';
import path from 'node:path';
import {
  FaccentError,
  type Model,
  type RecipeFeature,
  type RunOptions,
  type RunRequest,
  type Size,
  featuresMatching,
  recipe,
} from 'faccent';
import { colourFrom, BACKGROUND } from '../../image/background.js';
import { openNpy } from '../../image/stack.js';
import { digest } from '../../math/digest.js';
import { photographs } from '../../platform/node/photographs.js';
import { imagesIn } from '../../platform/node/photos.js';
import { readBytes } from '../../platform/node/read.js';
import { formatJson } from '../../formats/finite.js';
import { flagOf } from '../flags/declared.js';
import { ASCENT, HOLD, type RunOptionFlags, heldBy, optionsFrom } from '../flags/run-options.js';
import { type RunFlags, isQuiet } from '../jobs/job.js';
import { printModel } from '../jobs/jobs.js';
import { type ModelFlags, loadModel } from '../models/load.js';
import pc, { nameLine } from '../print/colours.js';
import { ofClass, ofFeature, onTokens } from '../target.js';
import { type Added, type Wanted, addJobs } from './add.js';
import { exemplarsFor } from './plan-exemplars.js';
import { checkNetwork } from './there.js';

/** The flags of `atlas plan`. */
export interface PlanFlags extends ModelFlags, RunFlags, RunOptionFlags {
  readonly layers: readonly string[];
  readonly photos?: readonly string[];
  /** A folder of exemplars, and how many of each unit. */
  readonly exemplars?: string;
  readonly top?: number;
  readonly from: 'photographs' | 'noise';
  readonly model?: string;
  readonly size?: Size;
  readonly background?: string;
  readonly opacityPercentile?: number;
  /** None where nothing is planned. */
  readonly out: string | null;
  /** Say what it takes, and plan nothing. */
  readonly estimate?: boolean;
  readonly workers?: number;
}

/** Views and steps of a run from a photograph, and from noise: as `accentuate` and `visualize` have them. */
const USUAL = { photographs: { views: 16 }, noise: { views: 8, steps: 200, noise: true } } as const;

/** A larger file is no photograph, in bytes. */
const MOST_BYTES = 2 ** 30;

/** Photographs that are read together. */
const AT_ONCE = 8;

/** What a recipe says of a photograph. */
type PlannedPhotograph = NonNullable<RunRequest['photo']>;

/** Plans every feature in every photograph. All that can be checked is checked before anything is written. */
export async function plan(flags: PlanFlags, side: number): Promise<void> {
  const begun = process.uptime();
  const { layers, photos, exemplars, top, from, out, size = [side, side], threads = 1 } = flags;
  checkPhotographs(flags);
  if (flags.workers !== undefined && !flags.estimate)
    throw new FaccentError('--workers is said of an estimate: add --estimate, or leave it out');
  const held = HOLD.find((name) => flags[name] !== undefined);
  if (from === 'noise' && held !== undefined)
    throw new FaccentError(
      `${flagOf(held)} is about a run's photograph, and --from noise has none: leave it out`,
    );
  const options = await optionsFrom(
    { ...flags, threads },
    ['parameterization', ...ASCENT, ...HOLD],
    USUAL[from],
  );
  const pictures = photos && (await photographsAt(photos, flags.background));
  const { model } = await loadModel(flags.model, { ...flags, quiet: isQuiet(flags) });
  const { source, path: file = source, sha256 } = model.origin!;
  if (out !== null) await checkNetwork(out, { path: file, sha256 });
  const holding = from === 'noise' ? { strength: 0 } : { regularize: heldBy(model, flags) };
  const given = { ...options, ...holding };
  if (!isQuiet(flags)) printModel(model, given, from === 'noise' ? 'noise' : 'photograph');
  const shownTo = exemplars === undefined ? undefined : await exemplarsOn(exemplars, top, model, flags);
  const wanted = await jobsFor(model, layers, shownTo ?? (() => Promise.resolve(pictures)), given, {
    size,
    opacityPercentile: flags.opacityPercentile,
  });
  if (flags.estimate) return (await import('./estimate/command.js')).estimate(wanted, begun, flags);
  const added = await addJobs(out!, wanted);
  if (flags.json) console.log(formatJson('the plan', added));
  else if (!isQuiet(flags)) printAdded(out!, added);
}

/** @throws FaccentError unless photographs are named in one way */
function checkPhotographs({ photos, exemplars, top, from }: PlanFlags): void {
  if (from === 'noise' && (photos ?? exemplars))
    throw new FaccentError(
      `--from noise takes no photographs: leave ${photos ? '--photos' : '--exemplars'} out`,
    );
  if (from === 'photographs' && !photos && exemplars === undefined)
    throw new FaccentError('say which photographs: --photos FOLDER, or --from noise without any');
  if (photos && exemplars !== undefined)
    throw new FaccentError('--photos and --exemplars both say which photographs: leave one out');
  if (top !== undefined && exemplars === undefined)
    throw new FaccentError('--top goes with --exemplars FOLDER: how many of each unit');
}

/** The photographs that each unit is shown in; none from noise. */
type ShownTo = (layer: string, unit: number) => Promise<readonly PlannedPhotograph[] | undefined>;

/** Exemplars that are taken of a unit. */
const TOP = 4;

async function exemplarsOn(
  folder: string,
  top: number = TOP,
  model: Model,
  { background = BACKGROUND }: PlanFlags,
): Promise<ShownTo> {
  const of = await exemplarsFor(folder, top, model, photographAt);
  return async (layer, unit) =>
    (await of(layer, unit)).map((photo) => ({ ...photo, background: colourFrom(background) }));
}

/** Every unit in its photographs, or each from noise. */
async function jobsFor(
  model: Model,
  layers: readonly string[],
  shownTo: ShownTo,
  options: RunOptions,
  picture: { readonly size: Size; readonly opacityPercentile?: number },
): Promise<Wanted[]> {
  const wanted: Wanted[] = [];
  let first: RunRequest | undefined;
  for (const { layer, units } of featuresMatching(model, layers))
    for (const unit of units) {
      const { name, objective, feature } = onTokens(model, ofFeature(labelled(model, layer, unit)));
      const pictures = await shownTo(layer, unit);
      // settings are worked out once, and are the same for all
      first ??= await recipe({
        ...{ model, options, ...picture, objective: feature! },
        photograph: pictures && { ...pictures[0]!, size: picture.size },
      });
      for (const photo of pictures ?? [undefined])
        wanted.push({ layer, request: { ...first, photo, name, objective, feature } });
    }
  return wanted;
}

/** A unit, under its label where it is a class. */
const labelled = (model: Model, layer: string, unit: number): RecipeFeature =>
  model.resolve(layer) === model.resolve(model.logits) ? ofClass(model, unit) : { layer, unit };

/** Photographs by their hashes, each once; they are decoded when they are needed. */
async function photographsAt(
  places: readonly string[],
  background: string = BACKGROUND,
): Promise<PlannedPhotograph[]> {
  const files: string[] = [];
  for (const given of places)
    files.push(...(statSync(given).isDirectory() ? await imagesIn(given) : [given]));
  const found = new Map<string, PlannedPhotograph>();
  for (let i = 0; i < files.length; i += AT_ONCE)
    for (const photo of await Promise.all(files.slice(i, i + AT_ONCE).map(photographAt)))
      if (!found.has(photo.sha256)) found.set(photo.sha256, { ...photo, background: colourFrom(background) });
  return [...found.values()];
}

/** @throws FaccentError where it is none */
async function photographAt(file: string): Promise<{ readonly path: string; readonly sha256: string }> {
  const bytes = await readBytes(file, 'read', MOST_BYTES);
  if (!openNpy(bytes, `"${file}"`)) await photographs.open(bytes, `"${file}"`);
  return { path: path.resolve(file), sha256: await digest(bytes) };
}

function printAdded(out: string, { added, known, mended, again, jobs }: Added): void {
  const parts = [
    `${added} ${known ? 'more ' : ''}${added === 1 ? 'job' : 'jobs'}`,
    known && `${known} were there`,
    mended && `${mended} of them mended`,
    again && `${again} wait again`,
  ].filter(Boolean);
  console.log(`${nameLine(out)}: ${parts.join(', ')}; ${jobs} in all`);
  console.log(`${pc.cyan(`faccent atlas work ${nameLine(out)}`)} does them`);
}
