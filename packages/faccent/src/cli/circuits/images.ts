import type { Command } from 'commander';
import { withBackground } from '../flags/declared.js';
import { CIRCUIT_SIZE, withDevice, withModel } from '../flags/groups.js';
import { featureText, layerNames, positiveWhole, size } from '../flags/parse.js';
import { photographs } from '../flags/places.js';

/** What commands about circuits are told. */
export const withImages = (command: Command): Command =>
  withBackground(withDevice(withModel(command)))
    .option('--feature <layer:unit>', 'the channel', featureText)
    .option('--class <name>', 'or: the class, by label or index')
    .requiredOption('--natural <folder>', 'photographs that drive the feature', photographs)
    .option('--layers <names>', 'layers with commas between them (default: the ends of blocks)', layerNames)
    .option('--size <n>', 'canvas in pixels, N or HEIGHTxWIDTH', size, [CIRCUIT_SIZE, CIRCUIT_SIZE])
    .option('--limit <n>', 'images of a folder at most, the first by name', positiveWhole, 50);
