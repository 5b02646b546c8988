import type { Command } from 'commander';
import type { AttributeFlags } from './attribute.js';
import type { ExplainFlags } from './explain.js';
import {
  featureText,
  number,
  numbers,
  positiveWhole,
  size,
  wholeNumber,
  withDevice,
  withModel,
} from '../options.js';

/** Adds `attribute` and `explain`. */
export function defineReasons(faccent: Command): void {
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
    .option('--curves', 'deletion and insertion curves, beside pixels in random order')
    .option('--sanity', 'compare with the maps of the network with its weights randomized')
    .option('--size <n>', "canvas in pixels, N or HEIGHTxWIDTH (default: the accentuation's, or 512)", size)
    .option('--random-seed <n>', 'seed of the noise and of randomized weights', wholeNumber, 0)
    .option('--out <folder>', 'where the results go (default: attributed/PHOTO-FEATURE)')
    .option('--json', 'print the numbers as JSON')
    .option('--quiet', 'print nothing')
    .action(async (photo: string, flags: AttributeFlags) =>
      (await import('./attribute.js')).attributeCommand(photo, flags),
    );

  withDevice(
    withModel(
      faccent
        .command('explain')
        .description('why the model says one class and not another, as one page')
        .argument('<photo>', 'an image file')
        .option('--predicted <name>', 'the class that it says, by label or index (default: the strongest)')
        .option('--actual <name>', 'the class that it should say (default: the strongest other)'),
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
      (await import('./explain.js')).explainCommand(photo, flags),
    );
}
