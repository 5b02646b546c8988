import path from 'node:path';
import { DEFAULTS, type RecipeSettings } from 'faccent';
import { plainName } from '../files/folder.js';
import { type ModelFlags, loadModel } from '../files/model.js';
import { type ObjectiveFlags, wantedOf } from '../objective.js';
import type { OutputFlags, ParameterizationName } from '../options.js';
import { parameterizationOf } from '../parameterizations.js';
import { type RunFlags, checkOutputs, classOf, isQuiet, perform } from './perform.js';

export interface VisualizeFlags extends ModelFlags, ObjectiveFlags, OutputFlags, RunFlags {
  readonly model?: string;
  readonly parameterization: ParameterizationName;
  readonly steps: number;
  readonly size: [number, number];
  readonly crops: number;
  readonly learningRate?: number;
  readonly randomSeed: number;
  readonly cutoff?: number;
}

/** Feature visualization (Olah et al. 2017): what a feature looks for, from noise. */
export async function visualizeCommand(flags: VisualizeFlags): Promise<void> {
  await checkOutputs(flags);
  const loaded = await loadModel(flags.model, { ...flags, quiet: isQuiet(flags) });
  const wanted = wantedOf(loaded.model, flags);
  const { description, learningRate = DEFAULTS.learningRate } = parameterizationOf(flags.parameterization);
  const { size, steps, crops, randomSeed, cutoff = null } = flags;
  const settings: RecipeSettings = {
    ...{ size, steps, transform: { name: 'box', crops }, optimizer: { name: 'adam' } },
    ...{
      learningRate: flags.learningRate ?? learningRate,
      schedule: { name: 'constant' },
      randomSeed,
      cutoff,
    },
    // there is no photograph to stay close to
    ...{
      regularize: [],
      strength: 0,
      balance: null,
      ball: null,
      mask: null,
      redirect: false,
      percentile: 20,
    },
  };
  const folder = flags.out ?? path.join('visualized', `${plainName(wanted.name)}-${flags.parameterization}`);
  const probable = flags.class === undefined ? undefined : classOf(wanted, loaded.model);
  await perform({ loaded, wanted, parameterization: description, settings, folder, probable }, flags);
}
