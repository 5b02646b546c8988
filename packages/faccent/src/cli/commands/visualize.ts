import path from 'node:path';
import type { Command } from 'commander';
import type { Size } from 'faccent';
import { encoderOf } from '../encoder.js';
import { directionOf } from '../files/direction.js';
import { folderIn, runNames } from '../files/folder.js';
import { choices } from '../flags/choices.js';
import { sizeFlag, withRunFlags } from '../flags/declared.js';
import {
  type KeepFlags,
  type OutputFlags,
  checkOutputs,
  grouped,
  withDevice,
  withModel,
  withObjective,
  withOutputs,
} from '../flags/groups.js';
import { ASCENT, type RunOptionFlags, optionsFrom } from '../flags/run-options.js';
import { type Job, type RunFlags, classOf, isQuiet } from '../jobs/job.js';
import { runJobs } from '../jobs/jobs.js';
import { type ModelFlags, loadModel } from '../models/load.js';
import { type ObjectiveFlags, checkObjective, targetsOf } from '../target.js';

interface VisualizeFlags
  extends ModelFlags, ObjectiveFlags, OutputFlags, KeepFlags, RunFlags, RunOptionFlags {
  readonly model?: string;
  readonly size?: Size;
}

const [VIEWS, STEPS, SIDE] = [8, 200, 256];

/** In its help. */
export const examples = ['faccent visualize --feature block5c:12 --out visualized'];

/** Adds what `visualize` takes, and what it does. */
export function define(command: Command): void {
  withObjective(command);
  grouped(command, 'How it climbs', (c) =>
    withRunFlags(c, ['parameterization', ...ASCENT], { views: `${VIEWS}`, steps: `${STEPS}` }),
  );
  command.addOption(sizeFlag(`${SIDE}`));
  withDevice(withModel(withOutputs(command, 'visualized/FEATURE-PARAMETERIZATION')))
    .addHelpText('after', choices)
    .action(visualize);
}

/** Feature visualization (Olah et al. 2017): what features look for, from noise. */
async function visualize(flags: VisualizeFlags): Promise<void> {
  await checkOutputs(flags);
  const options = await optionsFrom(flags, ['parameterization', ...ASCENT], {
    ...{ views: VIEWS, steps: STEPS, noise: true },
  });
  const direction = await directionOf(flags);
  const encoder = await encoderOf(flags.encoder);
  await checkObjective(flags, { encoder: encoder?.encoder });
  const { model } = await loadModel(flags.model, { ...flags, quiet: isQuiet(flags) });
  const targets = targetsOf(model, flags, { encoder: encoder?.encoder, direction });
  const { size = [SIDE, SIDE] } = flags;
  const way = options.parameterization?.name ?? 'fourier';
  const called = runNames([], targets);
  const jobs = targets.map((target): Job => {
    const name = called.feature(target);
    const folder =
      flags.out === undefined
        ? path.join('visualized', `${name}-${way}`)
        : folderIn(flags.out, targets.length > 1 ? name : undefined);
    const probable = flags.class === undefined ? undefined : classOf(target, model);
    // there is no photograph to stay close to
    return { model, encoder, target, options: { ...options, strength: 0 }, size, folder, probable };
  });
  await runJobs(jobs, flags);
}
