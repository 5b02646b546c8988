import { type Command, Option } from 'commander';
import type { AccentuateFlags } from './accentuate.js';
import type { ReplayFlags } from './replay.js';
import type { ResumeFlags } from './resume.js';
import type { VisualizeFlags } from './visualize.js';
import {
  DEFAULT_SIZE,
  number,
  positiveWhole,
  size,
  wholeNumber,
  withDevice,
  withModel,
  withObjective,
  withOutputs,
} from '../options.js';

/** Adds `accentuate`, `visualize`, `replay` and `resume`. */
export function defineRuns(faccent: Command): void {
  const accentuate = withDevice(
    withModel(
      withObjective(
        faccent
          .command('accentuate')
          .description('accentuate a feature in a photograph, or in several')
          .argument('<photos...>', 'image files'),
      ),
    ),
  )
    .option('--steps <n>', 'optimization steps', positiveWhole, 100)
    .option('--size <n>', 'canvas in pixels, N or HEIGHTxWIDTH', size, [DEFAULT_SIZE, DEFAULT_SIZE])
    .addOption(
      new Option('--aspect <shape>', "square, or keep the photograph's: --size is its longer side")
        .choices(['square', 'keep'])
        .default('square'),
    )
    .option('--crops <n>', 'views a step', positiveWhole, 16)
    .option('--learning-rate <x>', 'step size (default: 0.05)', number)
    .option(
      '--regularize <layer>',
      "where to stay close to the photograph, or none (default: the model's own)",
    )
    .option('--strength <x>', 'how close: strength of the regularizer', number, 1)
    .option('--balance <x>', 'its balance by hand (default: measured)', number)
    .option('--random-seed <n>', 'seed of the random views', wholeNumber, 0)
    .option('--cutoff <x>', 'stop when the activation on the whole picture passes this', number)
    .option(
      '--ball <radius>',
      'or: stay within this L2 distance, by projected gradient (set --learning-rate)',
      number,
    )
    .option('--opacity-percentile <p>', 'percentage of the picture that is fully opaque', number, 20);
  withOutputs(accentuate, 'accentuated/PHOTO-FEATURE')
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print nothing')
    .action(async (photos: string[], flags: AccentuateFlags) =>
      (await import('./accentuate.js')).accentuateCommand(photos, flags),
    );

  const visualize = withDevice(
    withModel(
      withObjective(
        faccent
          .command('visualize')
          .description('what a feature looks for, from noise: feature visualization'),
      ),
    ),
  )
    .option('--steps <n>', 'optimization steps', positiveWhole, 200)
    .option('--size <n>', 'canvas in pixels, N or HEIGHTxWIDTH', size, [256, 256])
    .option('--crops <n>', 'views a step', positiveWhole, 8)
    .option('--learning-rate <x>', 'step size (default: 0.05; cppn 0.005)', number)
    .option('--random-seed <n>', 'seed of the noise and of the random views', wholeNumber, 0)
    .option('--cutoff <x>', 'stop when the activation on the whole picture passes this', number);
  withOutputs(visualize, 'visualized/FEATURE-PARAMETERIZATION')
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print nothing')
    .action(async (flags: VisualizeFlags) => (await import('./visualize.js')).visualizeCommand(flags));

  faccent
    .command('replay')
    .description('repeat a run and say whether it is the same to the bit')
    .argument('<recipe>', 'recipe.json of a run')
    .option('--out <folder>', 'write the results there')
    .option('--json', 'print the verdict as JSON')
    .option('--quiet', 'no progress')
    .action(async (recipe: string, flags: ReplayFlags) => {
      const identical = await (await import('./replay.js')).replayCommand(recipe, flags);
      if (!identical) process.exitCode = 1;
    });

  faccent
    .command('resume')
    .description('go on with a run that Ctrl-C ended')
    .argument('<folder>', 'the folder of its results')
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print nothing')
    .action(async (folder: string, flags: ResumeFlags) =>
      (await import('./resume.js')).resumeCommand(folder, flags),
    );
}
