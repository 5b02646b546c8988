import type { Command } from 'commander';
import { withDevice, withModel } from '../flags/groups.js';
import { nonNegative, share, wholeNumber } from '../flags/parse.js';
import { file, files, place } from '../flags/places.js';
import type { AnalyseFlags } from '../experiment/analyse.js';
import type { MakeFlags } from '../experiment/flags.js';

/** In its help. */
export const examples = [
  'faccent experiment plan.json --out experiment',
  'faccent experiment make plan.json --out experiment',
  'faccent experiment analyse answers/*.csv --out analysis',
];

/** `faccent experiment`: a page that asks people what pictures tell them of units, and what their answers come to. */
export function define(experiment: Command): void {
  withDevice(
    withModel(
      experiment
        .command('make', { isDefault: true })
        .description('make the page of an experiment from its plan; `faccent experiment PLAN` does, too'),
    ),
  )
    .argument('<design>', "the experiment's plan, JSON (docs/experiment.md)", file)
    .option('--out <folder>', 'where the page goes', place, 'experiment')
    .option('--json', 'print what was made as JSON')
    .option('--quiet', 'print nothing')
    .action(async (plan: string, flags: MakeFlags) =>
      (await import('../experiment/make.js')).make(plan, flags),
    );
  experiment
    .command('analyse')
    .description('what the answers of participants come to: accuracies with intervals, differences, tables')
    .argument('<answers...>', 'the files that the page has saved, CSV', files)
    .option(
      '--catch <share>',
      'share of catch trials that must be right for a participant to count (default: 0.8)',
      share,
    )
    .option(
      '--fastest <seconds>',
      'a median choice that is faster does not count (default: 0.3)',
      nonNegative,
    )
    .option('--random-seed <n>', 'seed of the resampling (default: 0)', wholeNumber)
    .option('--out <folder>', 'write trials.csv, conditions.csv, analysis.json and accuracy.svg there', place)
    .option('--json', 'print the analysis as JSON')
    .option('--quiet', 'print nothing')
    .action(async (answers: string[], flags: AnalyseFlags) =>
      (await import('../experiment/analyse.js')).analyse(answers, flags),
    );
}
