import type { Command } from 'commander';
import { contrastCommand } from '../concepts/contrast.js';
import { craftCommand } from '../concepts/craft.js';
import { withBackground } from '../flags/declared.js';
import { CIRCUIT_SIZE, withDevice, withModel } from '../flags/groups.js';
import { LONGEST_SIDE } from '../../options.js';
import { positiveWhole, size, upTo, wholeNumber } from '../flags/parse.js';
import { newFile, photographs, place } from '../flags/places.js';

/** Parts that add up to a layer: more than it has channels are none. */
const MOST_CONCEPTS = 10_000;

/** What both commands are told. */
const withFolders = (command: Command): Command =>
  withBackground(withDevice(withModel(command)))
    .requiredOption('--layer <name>', 'the layer in whose channels to look')
    .option('--size <n>', 'canvas in pixels, N or HEIGHTxWIDTH', size, [CIRCUIT_SIZE, CIRCUIT_SIZE])
    .option('--limit <n>', 'images of a folder at most, the first by name', positiveWhole, 200);

/** In its help. */
export const examples = [
  'faccent concept contrast photos/spotted photos/plain --layer block5c --out spots.npy',
  'faccent concept craft photos/spotted --layer head --concepts 2 --out parts',
];

/** Adds `concept contrast` and `concept craft`. */
export function define(concept: Command): void {
  withFolders(
    concept
      .command('contrast')
      .description('from the mean activations of one folder of photographs to those of another')
      .argument('<with>', 'photographs that have the concept', photographs)
      .argument('<without>', 'photographs that do not', photographs),
  )
    .requiredOption('--out <file>', 'where the direction goes, a NumPy file', newFile)
    .option('--json', 'print the result as JSON')
    .action(contrastCommand);

  withFolders(
    concept
      .command('craft')
      .description('parts that add up to the activations of a folder of photographs (CRAFT)')
      .argument('<folder>', 'photographs of one kind', photographs),
  )
    .option('--concepts <n>', 'how many', upTo(MOST_CONCEPTS), 8)
    .option(
      '--patch <n>',
      "side of a patch in pixels of the canvas (default: the layer's positions)",
      upTo(LONGEST_SIDE),
    )
    .option('--random-seed <n>', 'seed of the factorization', wholeNumber, 0)
    .requiredOption('--out <folder>', 'where the directions, the table and the patches go', place)
    .option('--json', 'print the table as JSON')
    .action(craftCommand);
}
