import type { Command } from 'commander';
import { circuitCommand } from '../circuits/circuit.js';
import { withImages } from '../circuits/images.js';
import { withViews } from '../flags/declared.js';
import { MOST_STEPS } from '../../options.js';
import { positiveWhole, upTo } from '../flags/parse.js';
import { place } from '../flags/places.js';

/** In its help. */
export const examples = ['faccent circuit --class leopard --natural photos/spotted --top 4 --out circuit'];

/** Adds what `circuit` takes, and what it does. */
export function define(command: Command): void {
  withViews(
    withImages(command)
      .option('--top <n>', 'channels a layer', positiveWhole, 8)
      .option('--accentuate', 'show each in an accentuation of the photograph it is strongest in')
      .option('--steps <n>', 'steps of an accentuation', upTo(MOST_STEPS), 12),
    8,
  )
    .option('--out <folder>', 'write circuit.png and circuit.json there', place)
    .option('--json', 'print the result as JSON')
    .action(circuitCommand);
}
