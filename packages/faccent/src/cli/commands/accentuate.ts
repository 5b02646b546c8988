import path from 'node:path';
import { FaccentError, type RecipeSettings, type Size } from 'faccent';
import { directionOf } from '../files/direction.js';
import { readEncoder } from '../../models/encoder.js';
import { defaultFolder, folderIn, plainName } from '../files/folder.js';
import { type ModelFlags, loadModel } from '../../models/load.js';
import { canvasLike, shapeOf } from '../../platform/node/photo.js';
import type { MeasureFlags } from '../measures.js';
import { type ObjectiveFlags, wantedOf } from '../objective.js';
import { CROPS, type OutputFlags, type ParameterizationName } from '../options.js';
import { parameterizationOf } from '../parameterizations.js';
import { performAll } from './run-jobs.js';
import { type Job, type RunFlags, checkOutputs, classOf, isQuiet } from './run-job.js';
import {
  type DescentFlags,
  type HoldFlags,
  type RegionFlags,
  descentOf,
  holdOf,
  regionOf,
} from './settings.js';

export interface AccentuateFlags
  extends
    ModelFlags,
    ObjectiveFlags,
    OutputFlags,
    RunFlags,
    DescentFlags,
    HoldFlags,
    RegionFlags,
    MeasureFlags {
  readonly model?: string;
  readonly parameterization: ParameterizationName;
  readonly size: [number, number];
  readonly aspect: 'square' | 'keep';
  readonly opacityPercentile: number;
}

/** Accentuates every feature in every photograph. All that can be checked is checked before the first run. */
export async function accentuateCommand(photos: readonly string[], flags: AccentuateFlags): Promise<void> {
  await checkOutputs(flags);
  const quiet = isQuiet(flags);
  const loaded = await loadModel(flags.model, { ...flags, quiet });
  const encoder = flags.encoder === undefined ? undefined : await readEncoder(flags.encoder);
  const features = wantedOf(loaded.model, flags, {
    encoder: encoder?.encoder,
    direction: await directionOf(flags),
  });
  const { description, learningRate } = parameterizationOf(flags.parameterization);
  const settings = {
    ...descentOf(flags, { crops: CROPS.accentuate, learningRate, ball: flags.ball !== undefined }),
    ...holdOf(loaded.model, flags, quiet),
    percentile: flags.opacityPercentile,
  };
  const jobs: Job[] = [];
  for (const photo of photos) {
    const size = await canvasOf(photo, flags);
    const here: RecipeSettings = { ...settings, size, mask: await regionOf(flags, photo, size) };
    for (const wanted of features) {
      const folder =
        flags.out === undefined
          ? defaultFolder('accentuated', photo, wanted.name)
          : folderIn(
              flags.out,
              photos.length > 1 ? path.parse(photo).name : undefined,
              features.length > 1 ? plainName(wanted.name) : undefined,
            );
      const probable = flags.class === undefined ? undefined : classOf(wanted, loaded.model);
      jobs.push({
        loaded,
        photo,
        encoder,
        wanted,
        parameterization: description,
        settings: here,
        folder,
        probable,
      });
    }
  }
  await performAll(jobs, flags);
}

/** The canvas: as it was asked for, or in the photograph's own shape. */
async function canvasOf(photo: string, { size, aspect }: AccentuateFlags): Promise<Size> {
  if (aspect === 'keep') {
    if (size[0] !== size[1])
      throw new FaccentError('--aspect keep takes one --size N, the longer side, not HEIGHTxWIDTH');
    return canvasLike(photo, size[0]);
  }
  await shapeOf(photo);
  return size;
}
