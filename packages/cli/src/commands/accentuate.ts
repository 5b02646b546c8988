import path from 'node:path';
import { DEFAULTS, FaccentError, type GraphCache, type RecipeSettings, type Size, graphCache } from 'faccent';
import pc from 'picocolors';
import { defaultFolder } from '../files/folder.js';
import { type ModelFlags, loadModel } from '../files/model.js';
import { canvasLike, readPhoto } from '../files/photo.js';
import { INTERRUPTED } from '../interrupt.js';
import { type ObjectiveFlags, wantedOf } from '../objective.js';
import type { OutputFlags, ParameterizationName } from '../options.js';
import { parameterizationOf } from '../parameterizations.js';
import { type RunFlags, checkOutputs, classOf, isQuiet, perform } from './perform.js';

export interface AccentuateFlags extends ModelFlags, ObjectiveFlags, OutputFlags, RunFlags {
  readonly model?: string;
  readonly parameterization: ParameterizationName;
  readonly steps: number;
  readonly size: [number, number];
  readonly aspect: 'square' | 'keep';
  readonly crops: number;
  readonly learningRate?: number;
  readonly regularize?: string;
  readonly strength: number;
  readonly balance?: number;
  readonly randomSeed: number;
  readonly cutoff?: number;
  readonly ball?: number;
  readonly opacityPercentile: number;
}

/** Accentuates photographs one after the other, in one compiled graph. */
export async function accentuateCommand(photos: readonly string[], flags: AccentuateFlags): Promise<void> {
  const cache = graphCache();
  try {
    for (const photo of photos) {
      // several share the folder that is asked for, each in one of its own
      const several = flags.out !== undefined && photos.length > 1;
      const out = several ? path.join(flags.out, path.parse(photo).name) : flags.out;
      await accentuatePhoto(photo, { ...flags, out }, cache);
      if (process.exitCode === INTERRUPTED) return;
    }
  } finally {
    await cache.release();
  }
}

async function accentuatePhoto(photoPath: string, flags: AccentuateFlags, cache: GraphCache): Promise<void> {
  await checkOutputs(flags);
  const quiet = isQuiet(flags);
  const loaded = await loadModel(flags.model, { ...flags, quiet });
  const { model } = loaded;
  const wanted = wantedOf(model, flags);
  const size = await canvasOf(photoPath, flags);
  const photo = { ...(await readPhoto(photoPath, size)), path: photoPath };
  const regularize =
    flags.regularize === 'none' ? null : (flags.regularize ?? model.description.regularize ?? null);
  if (regularize === null && flags.regularize === undefined && !quiet) {
    console.error(
      pc.yellow(
        'note: the model names no layer to stay close at; --regularize LAYER holds the picture to the photograph',
      ),
    );
  }
  const { description, learningRate = DEFAULTS.learningRate } = parameterizationOf(flags.parameterization);
  const settings: RecipeSettings = {
    size,
    steps: flags.steps,
    transform: { name: 'box', crops: flags.crops },
    optimizer: { name: flags.ball === undefined ? 'adam' : 'sgd' },
    learningRate: flags.learningRate ?? (flags.ball === undefined ? learningRate : null),
    schedule: { name: 'constant' },
    regularize: regularize === null ? [] : [{ layer: regularize }],
    strength: flags.strength,
    balance: flags.balance ?? null,
    randomSeed: flags.randomSeed,
    cutoff: flags.cutoff ?? null,
    ball: flags.ball ?? null,
    mask: null,
    redirect: false,
    percentile: flags.opacityPercentile,
  };
  const folder = flags.out ?? defaultFolder('accentuated', photoPath, wanted.name);
  const probable = flags.class === undefined ? undefined : classOf(wanted, model);
  await perform(
    { loaded, photo, wanted, parameterization: description, settings, folder, probable },
    flags,
    cache,
  );
}

/** The canvas: as it was asked for, or in the photograph's own shape. */
async function canvasOf(photoPath: string, { size, aspect }: AccentuateFlags): Promise<Size> {
  if (aspect === 'square') return size;
  if (size[0] !== size[1])
    throw new FaccentError('--aspect keep takes one --size N, the longer side, not HEIGHTxWIDTH');
  return canvasLike(photoPath, size[0]);
}
