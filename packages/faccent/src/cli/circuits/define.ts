import { type Command, Option } from 'commander';
import {
  CIRCUIT_SIZE,
  featureText,
  layerNames,
  number,
  positiveWhole,
  size,
  wholeNumber,
  withDevice,
  withModel,
} from '../options.js';
import type { CircuitFlags } from './circuit.js';
import type { CoherenceFlags } from './coherence.js';

/** What both commands are told. */
const withImages = (command: Command): Command =>
  withDevice(withModel(command))
    .option('--feature <layer:unit>', 'the channel', featureText)
    .option('--class <name>', 'or: the class, by label or index')
    .requiredOption('--natural <folder>', 'photographs that drive the feature')
    .option('--layers <names>', 'layers with commas between them (default: the ends of blocks)', layerNames)
    .option('--size <n>', 'canvas in pixels, N or HEIGHTxWIDTH', size, [CIRCUIT_SIZE, CIRCUIT_SIZE])
    .option('--limit <n>', 'images of a folder at most, the first by name', positiveWhole, 50);

const cutoff = (text: string): CoherenceFlags['cutoff'] =>
  text === 'natural' || text === 'none' ? text : number(text);

/** `faccent circuit` and `faccent coherence`. */
export function defineCircuits(faccent: Command): void {
  withImages(faccent.command('circuit').description('the channels that carry a feature, layer by layer'))
    .option('--top <n>', 'channels a layer', positiveWhole, 8)
    .option('--accentuate', 'show each in an accentuation of the photograph it is strongest in')
    .option('--steps <n>', 'steps of an accentuation', positiveWhole, 12)
    .option('--crops <n>', 'views a step', positiveWhole, 8)
    .option('--out <folder>', 'write circuit.png and circuit.json there')
    .option('--json', 'print the result as JSON')
    .action(async (flags: CircuitFlags) => (await import('./circuit.js')).circuitCommand(flags));

  withImages(
    faccent
      .command('coherence')
      .description('whether accentuations and visualizations take the route that photographs take'),
  )
    .requiredOption('--seeds <folder>', 'other photographs, in which the feature is accentuated')
    .option('--other <folder>', 'unrelated photographs, to compare with')
    .option('--visualizations <n>', 'from noise, of each kind', positiveWhole, 4)
    .option('--steps <n>', 'optimization steps', positiveWhole, 60)
    .option('--crops <n>', 'views a step', positiveWhole, 8)
    .option('--strength <x>', 'how close accentuations stay to their seeds', number, 1)
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
    .requiredOption('--out <folder>', 'where the plot, the pictures and the numbers go')
    .option('--json', 'print the numbers as JSON')
    .option('--quiet', 'print nothing')
    .action(async (flags: CoherenceFlags) => (await import('./coherence.js')).coherenceCommand(flags));
}
