import { createRequire } from 'node:module';
import { Command, Option } from 'commander';
import type { AccentuateFlags } from './commands/accentuate.js';
import type { AttributeFlags } from './commands/attribute.js';
import type { BenchFlags } from './commands/bench.js';
import type { ExplainFlags } from './commands/explain.js';
import type { GradientFlags } from './commands/gradient.js';
import type { LayersFlags } from './commands/layers.js';
import type { ResumeFlags } from './commands/resume.js';
import type { ReplayFlags } from './commands/replay.js';
import type { TopFlags } from './commands/top.js';
import type { VisualizeFlags } from './commands/visualize.js';
import { defineCircuits } from './circuits/define.js';
import { defineModels } from './models/define.js';
import {
  DEFAULT_SIZE,
  MODEL_HELP,
  featureText,
  number,
  numbers,
  positiveWhole,
  size,
  wholeNumber,
  withDevice,
  withModel,
  withObjective,
  withOutputs,
} from './options.js';

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

/** Commands load what they need when they run: help is instant. */
function program(): Command {
  const faccent = new Command('faccent')
    .description("shows what a vision network's feature sees in a photograph, and where")
    .version(version)
    .showHelpAfterError('(faccent COMMAND --help lists the options)')
    .configureHelp({ helpWidth: 110 });

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
      (await import('./commands/accentuate.js')).accentuateCommand(photos, flags),
    );

  faccent
    .command('replay')
    .description('repeat a run and say whether it is the same to the bit')
    .argument('<recipe>', 'recipe.json of a run')
    .option('--out <folder>', 'write the results there')
    .option('--json', 'print the verdict as JSON')
    .option('--quiet', 'no progress')
    .action(async (recipe: string, flags: ReplayFlags) => {
      const identical = await (await import('./commands/replay.js')).replayCommand(recipe, flags);
      if (!identical) process.exitCode = 1;
    });

  faccent
    .command('resume')
    .description('go on with a run that Ctrl-C ended')
    .argument('<folder>', 'the folder of its results')
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print nothing')
    .action(async (folder: string, flags: ResumeFlags) =>
      (await import('./commands/resume.js')).resumeCommand(folder, flags),
    );

  withDevice(
    withModel(
      faccent
        .command('attribute')
        .description(
          'maps of what in a photograph a feature comes from, by several methods, and their agreement',
        )
        .argument('<photo>', 'an image file')
        .option('--feature <layer:unit>', 'the channel to explain', featureText)
        .option('--class <name>', 'or: the class, by label or index')
        .option('--position <y,x>', 'one position of the channel instead of its mean', numbers(2)),
    ),
  )
    .option('--method <names>', 'methods with commas between them, or all', 'all')
    .option('--layer <name>', 'the layer of grad-cam and signed-cam (default: the last with positions)')
    .option('--accentuation <folder>', 'an accentuation to lay beside, and its feature unless one is named')
    .option('--range-images <folder>', 'images that the colours of signed-cam span (default: this one)')
    .option('--curves', 'areas under the deletion and insertion curves')
    .option('--sanity', 'compare with the maps of the network with its weights randomized')
    .option('--size <n>', "canvas in pixels, N or HEIGHTxWIDTH (default: the accentuation's, or 512)", size)
    .option('--random-seed <n>', 'seed of the noise and of randomized weights', wholeNumber, 0)
    .option('--out <folder>', 'where the results go (default: attributed/PHOTO-FEATURE)')
    .option('--json', 'print the numbers as JSON')
    .option('--quiet', 'print nothing')
    .action(async (photo: string, flags: AttributeFlags) =>
      (await import('./commands/attribute.js')).attributeCommand(photo, flags),
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
    .action(async (flags: VisualizeFlags) =>
      (await import('./commands/visualize.js')).visualizeCommand(flags),
    );

  withDevice(
    withModel(
      faccent
        .command('explain')
        .description('why the model says one class and not another, as one page')
        .argument('<photo>', 'an image file')
        .option('--predicted <name>', 'the class that it says (default: the strongest)')
        .option('--actual <name>', 'the class that it should say (default: the second strongest)'),
    ),
  )
    .option('--steps <n>', 'optimization steps of each accentuation', positiveWhole, 60)
    .option('--size <n>', 'canvas in pixels, N or HEIGHTxWIDTH', size, [320, 320])
    .option('--crops <n>', 'views a step', positiveWhole, 16)
    .option('--strength <x>', 'how close to the photograph', number, 1)
    .option('--random-seed <n>', 'seed of the random views', wholeNumber, 0)
    .option('--out <folder>', 'where the results go (default: explained/PHOTO-CLASSES)')
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print nothing')
    .action(async (photo: string, flags: ExplainFlags) =>
      (await import('./commands/explain.js')).explainCommand(photo, flags),
    );

  withModel(faccent.command('layers').description("the model's layers, and what they can carry"))
    .option('--json', 'print them as JSON')
    .action(async (flags: LayersFlags) => (await import('./commands/layers.js')).layersCommand(flags));

  withDevice(
    withModel(
      faccent
        .command('top')
        .description('the strongest classes in a photograph, or the strongest channels of a layer'),
    ),
  )
    .argument('<photo>', 'an image file')
    .option('--layer <name>', 'channels of this layer instead of classes')
    .option('-k, --count <n>', 'how many', positiveWhole, 5)
    .option('--size <n>', 'canvas in pixels, N or HEIGHTxWIDTH', size, [DEFAULT_SIZE, DEFAULT_SIZE])
    .option('--json', 'print them as JSON')
    .action(async (photo: string, flags: TopFlags) =>
      (await import('./commands/top.js')).topCommand(photo, flags),
    );

  withDevice(
    withModel(
      faccent
        .command('bench')
        .description('what a step costs on this machine')
        .argument('<photo>', 'an image file')
        .option('--feature <layer:unit>', 'the channel to accentuate', featureText)
        .option('--class <name>', 'or: the class, by label or index'),
    ),
  )
    .option('--steps <n>', 'steps, of which the first does not count', positiveWhole, 8)
    .option('--size <n>', 'canvas in pixels, N or HEIGHTxWIDTH', size, [DEFAULT_SIZE, DEFAULT_SIZE])
    .option('--crops <n>', 'views a step', positiveWhole, 16)
    .option('--views-at-once <n>', 'views that are in memory together (default: 4 on a CPU)', positiveWhole)
    .option(
      '--regularize <layer>',
      "where to stay close to the photograph, or none (default: the model's own)",
    )
    .option('--json', 'print the result as JSON')
    .action(async (photo: string, flags: BenchFlags) =>
      (await import('./commands/bench.js')).benchCommand(photo, flags),
    );

  withDevice(
    faccent
      .command('gradient')
      .description('the gradient of a unit in an input tensor as it is, to check against other frameworks')
      .option('--model <name>', MODEL_HELP)
      .requiredOption('--feature <layer:unit>', 'the channel or logit', featureText)
      .requiredOption('--input <file>', 'the input, a NumPy file')
      .requiredOption('--out <file>', 'where the gradient goes, a NumPy file')
      .option('--input-name <name>', 'the input that is differentiated, where there are several')
      .option(
        '--set <name=value...>',
        'a number or a NumPy file for a further input',
        (v: string, all: string[]) => [...all, v],
        [],
      ),
  ).action(async (flags: GradientFlags) => (await import('./commands/gradient.js')).gradientCommand(flags));

  defineCircuits(faccent);
  defineModels(faccent);

  return faccent;
}

/** Runs a command line. What a person can mend is one message and status 1; anything else shows its stack. */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    await program().parseAsync([...argv], { from: 'user' });
  } catch (error) {
    process.exitCode = 1;
    const { name, message, stack } = error as Error;
    const expected = name === 'FaccentError' || name === 'GraphError';
    console.error(expected && !process.env.FACCENT_DEBUG ? `error: ${message}` : stack);
  }
}
