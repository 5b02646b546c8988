import { type Command, Option } from 'commander';
import type { AccentuateFlags } from './accentuate.js';
import type { ReplayFlags } from './replay.js';
import type { ResumeFlags } from './resume.js';
import type { VisualizeFlags } from './visualize.js';
import {
  CROPS,
  DEFAULT_SIZE,
  listed,
  number,
  pixelBox,
  size,
  withDescent,
  withDevice,
  withMeasures,
  withModel,
  withObjective,
  withOutputs,
} from '../options.js';

/** Adds `accentuate`, `visualize`, `replay` and `resume`. */
export function defineRuns(faccent: Command): void {
  const accentuate = withDescent(
    withDevice(
      withModel(
        withObjective(
          faccent
            .command('accentuate')
            .description('accentuate features in photographs: every one in every one')
            .argument('<photos...>', 'image files'),
        ),
      ),
    ),
    { steps: 100, crops: CROPS.accentuate, learningRate: '0.05' },
  )
    .optionsGroup('The picture, and how close it stays:')
    .option('--size <n>', 'canvas in pixels, N or HEIGHTxWIDTH', size, [DEFAULT_SIZE, DEFAULT_SIZE])
    .addOption(
      new Option('--aspect <shape>', 'square, or as the photograph: --size is the longer side')
        .choices(['square', 'keep'])
        .default('square'),
    )
    .option(
      '--regularize <layer>',
      "where to stay close: LAYER[:P[:WEIGHT]] or none; again for more (default: the model's)",
      listed,
    )
    .option('--strength <x>', 'how close: strength of the regularizer', number, 1)
    .option('--balance <x>', 'its balance by hand (default: measured)', number)
    .option(
      '--ball <radius>',
      'or: stay within this L2 distance, by projected gradient (set --learning-rate)',
      number,
    )
    .option('--mask <file>', 'a painted picture: what is white in it may change')
    .option('--box <y0,x0,y1,x1>', 'or: what is within these pixels of the canvas', pixelBox)
    .option('--opacity-percentile <p>', 'percentage of the picture that is fully opaque', number, 20);
  withOutputs(withMeasures(accentuate), 'accentuated/PHOTO-FEATURE').action(
    async (photos: string[], flags: AccentuateFlags) =>
      (await import('./accentuate.js')).accentuateCommand(photos, flags),
  );

  const visualize = withDescent(
    withDevice(
      withModel(
        withObjective(
          faccent
            .command('visualize')
            .description('what features look for, from noise: feature visualization'),
        ),
      ),
    ),
    { steps: 200, crops: CROPS.visualize, learningRate: '0.05; cppn 0.005' },
  ).option('--size <n>', 'canvas in pixels, N or HEIGHTxWIDTH', size, [256, 256]);
  withOutputs(visualize, 'visualized/FEATURE-PARAMETERIZATION').action(async (flags: VisualizeFlags) =>
    (await import('./visualize.js')).visualizeCommand(flags),
  );

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
