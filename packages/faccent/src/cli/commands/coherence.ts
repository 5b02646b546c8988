import { type Command, Option } from 'commander';
import { coherenceCommand } from '../circuits/coherence.js';
import type { CoherenceFlags } from '../circuits/groups.js';
import { withImages } from '../circuits/images.js';
import { withViews } from '../flags/declared.js';
import { MOST_STEPS } from '../../options.js';
import { nonNegative, number, upTo, wholeNumber } from '../flags/parse.js';
import { photographs, place } from '../flags/places.js';

const cutoff = (text: string): CoherenceFlags['cutoff'] =>
  text === 'natural' || text === 'none' ? text : number(text);

/** From noise: each is a run. */
const MOST_VISUALIZATIONS = 10_000;

/** In its help. */
export const examples = [
  'faccent coherence --class leopard --natural photos/spotted --seeds photos/plain --out coherence',
];

/** Adds what `coherence` takes, and what it does. */
export function define(command: Command): void {
  withViews(
    withImages(command)
      .requiredOption(
        '--seeds <folder>',
        'other photographs, in which the feature is accentuated',
        photographs,
      )
      .option('--other <folder>', 'unrelated photographs, to compare with', photographs)
      .option('--visualizations <n>', 'from noise, of each kind', upTo(MOST_VISUALIZATIONS), 4)
      .option('--steps <n>', 'optimization steps', upTo(MOST_STEPS), 60),
    8,
  )
    .option('--strength <x>', 'how close accentuations stay to their seeds', nonNegative, 1)
    .option(
      '--cutoff <x>',
      'stop when the activation on the whole picture passes this number; natural: the mean of --natural; none: do not',
      cutoff,
      'natural',
    )
    .addOption(
      new Option('--measure <name>', 'how vectors are compared')
        .choices(['pearson', 'cosine'])
        .default('pearson'),
    )
    .option('--random-seed <n>', 'seed of the random views and of the intervals', wholeNumber, 0)
    .requiredOption('--out <folder>', 'where the plot, the pictures and the numbers go', place)
    .option('--json', 'print the numbers as JSON')
    .option('--quiet', 'print nothing')
    .action(coherenceCommand);
}
