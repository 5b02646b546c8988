import type { Command } from 'commander';
import type { BenchFlags } from './bench.js';
import type { GradientFlags } from './gradient.js';
import type { LayersFlags } from './layers.js';
import type { TopFlags } from './top.js';
import {
  DEFAULT_SIZE,
  MODEL_HELP,
  featureText,
  positiveWhole,
  size,
  withDevice,
  withModel,
} from '../options.js';

/** Adds `layers`, `top`, `bench` and `gradient`. */
export function defineLooks(faccent: Command): void {
  withModel(faccent.command('layers').description("the model's layers, and what they can carry"))
    .option('--json', 'print them as JSON')
    .action(async (flags: LayersFlags) => (await import('./layers.js')).layersCommand(flags));

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
    .action(async (photo: string, flags: TopFlags) => (await import('./top.js')).topCommand(photo, flags));

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
      (await import('./bench.js')).benchCommand(photo, flags),
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
  ).action(async (flags: GradientFlags) => (await import('./gradient.js')).gradientCommand(flags));
}
