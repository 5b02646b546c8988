import path from 'node:path';
import type { RecipeSettings } from 'faccent';
import { directionOf } from '../files/direction.js';
import { readEncoder } from '../../models/encoder.js';
import { folderIn, plainName } from '../files/folder.js';
import { type ModelFlags, loadModel } from '../../models/load.js';
import { type ObjectiveFlags, wantedOf } from '../objective.js';
import { CROPS, type OutputFlags, type ParameterizationName } from '../options.js';
import { parameterizationOf } from '../parameterizations.js';
import { performAll } from './run-jobs.js';
import { type Job, type RunFlags, checkOutputs, classOf, isQuiet } from './run-job.js';
import { type DescentFlags, descentOf } from './settings.js';

export interface VisualizeFlags extends ModelFlags, ObjectiveFlags, OutputFlags, RunFlags, DescentFlags {
  readonly model?: string;
  readonly parameterization: ParameterizationName;
  readonly size: [number, number];
}

/** Feature visualization (Olah et al. 2017): what features look for, from noise. */
export async function visualizeCommand(flags: VisualizeFlags): Promise<void> {
  await checkOutputs(flags);
  const loaded = await loadModel(flags.model, { ...flags, quiet: isQuiet(flags) });
  const encoder = flags.encoder === undefined ? undefined : await readEncoder(flags.encoder);
  const { description, learningRate, noiseTransform } = parameterizationOf(flags.parameterization);
  const settings: RecipeSettings = {
    ...descentOf(flags, { crops: CROPS.visualize, learningRate, transform: noiseTransform }),
    // there is no photograph to stay close to
    ...{
      size: flags.size,
      regularize: [],
      strength: 0,
      balance: null,
      ball: null,
      mask: null,
      percentile: 20,
    },
  };
  const features = wantedOf(loaded.model, flags, {
    encoder: encoder?.encoder,
    direction: await directionOf(flags),
  });
  const jobs = features.map((wanted): Job => {
    const name = plainName(wanted.name);
    const folder =
      flags.out === undefined
        ? path.join('visualized', `${name}-${flags.parameterization}`)
        : folderIn(flags.out, features.length > 1 ? name : undefined);
    const probable = flags.class === undefined ? undefined : classOf(wanted, loaded.model);
    return { loaded, encoder, wanted, parameterization: description, settings, folder, probable };
  });
  await performAll(jobs, flags);
}
