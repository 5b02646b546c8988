import type { Command } from 'commander';
import { type DeviceChoice, FaccentError, readPhotograph, strongest } from 'faccent';
import pc from '../print/colours.js';
import { formatJson } from '../../formats/finite.js';
import { deviceOf } from '../device.js';
import { withBackground } from '../flags/declared.js';
import { DEFAULT_SIZE, withDevice, withModel } from '../flags/groups.js';
import { place, positiveWhole, size } from '../flags/parse.js';
import { exemplarsFolder, subject } from '../flags/places.js';
import { amongExemplars, rankText } from '../exemplars/among.js';
import { lookAt, placeLines } from '../layers/place.js';
import { type ModelFlags, loadModel } from '../models/load.js';
import { noteBackground } from '../print/photograph.js';
import { printFacts } from '../print/model.js';

interface TopFlags extends ModelFlags {
  readonly model?: string;
  readonly layer?: string;
  readonly at?: readonly [number, number];
  readonly count: number;
  readonly size: [number, number];
  readonly background?: string;
  /** A folder of exemplars. */
  readonly among?: string;
  readonly device: DeviceChoice;
  readonly threads?: number;
  readonly json?: boolean;
}

/** In its help. */
export const examples = ['faccent top photo.jpg', 'faccent top photo.jpg --layer block5c --at 0.4,0.5'];

/** Adds what `top` takes, and what it does. */
export function define(command: Command): void {
  withBackground(withDevice(withModel(command)))
    .argument('<photo>', 'an image file', subject)
    .option('--layer <name>', 'channels of this layer instead of classes')
    .option(
      '--at <down,right>',
      'channels that stand out at a place, in parts of height and width; of the main layers where --layer names none',
      place,
    )
    .option('-k, --count <n>', 'how many', positiveWhole, 5)
    .option('--size <n>', 'canvas in pixels, N or HEIGHTxWIDTH', size, [DEFAULT_SIZE, DEFAULT_SIZE])
    .option(
      '--among <folder>',
      'say where each lies among photographs: what faccent exemplars found of this layer',
      exemplarsFolder,
    )
    .option('--json', 'print them as JSON')
    .action(top);
}

async function top(photoPath: string, flags: TopFlags): Promise<void> {
  const device = await deviceOf(flags.device);
  const { model } = await loadModel(flags.model, { ...flags, quiet: flags.json });
  if (!flags.json) printFacts(model.facts);
  const image = await readPhotograph(photoPath, { size: flags.size, background: flags.background });
  if (!flags.json) noteBackground(image, flags.background);
  const { layer, count, threads, among } = flags;
  if (flags.at) {
    if (among !== undefined)
      throw new FaccentError(
        '--among tells of channels over all of the picture, and --at of a place: leave one out',
      );
    const found = await lookAt(model, image, flags.at, { layer, count, device, threads });
    console.log(flags.json ? formatJson('the channels', found, 1) : placeLines(found).join('\n'));
    return;
  }
  const natural = await amongExemplars(among, model, flags);
  const found = await strongest(model, image, { layer, count, device, threads });
  const units = await Promise.all(found.map(async (one) => ({ ...one, natural: await natural?.(one) })));
  if (flags.json) {
    console.log(formatJson('the units', units, 1));
    return;
  }
  for (const { unit, activation, probability, label, position, peak, natural: rank } of units) {
    const value =
      probability === undefined
        ? activation.toFixed(3)
        : `${(100 * probability).toFixed(2).padStart(6)} %  ${activation.toFixed(2)}`;
    const where = position
      ? pc.dim(`  strongest (${peak!.toFixed(2)}) at row ${position[0]}, column ${position[1]}`)
      : '';
    const told = rank ? pc.dim(`  ${rankText(rank)}`) : '';
    console.log(
      `${String(unit).padStart(5)}  ${value.padStart(9)}  ${label ? pc.bold(label) : ''}${where}${told}`.trimEnd(),
    );
  }
}
