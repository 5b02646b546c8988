import { type Command, Option } from 'commander';
import { withBackground } from '../flags/declared.js';
import { DEFAULT_SIZE, withDevice, withModel } from '../flags/groups.js';
import { index, patterns, positiveWhole, shard, size } from '../flags/parse.js';
import { folder, folders, place } from '../flags/places.js';
import type { ExemplarsFlags } from '../exemplars/flags.js';

/** In its help. */
export const examples = ['faccent exemplars photos --layers block6a:0-7 --out exemplars'];

/** Adds what `exemplars` takes, and what it does. */
export function define(command: Command): void {
  withBackground(withDevice(withModel(command)))
    .argument('[folder]', 'photographs, also in folders below it', folder)
    .option(
      '--layers <patterns...>',
      'layers and units, like block6a:0-7, "mixed4*" or head:1,5 (all units, where none is said)',
      patterns,
    )
    .option('--top <n>', 'the strongest photographs of each channel', positiveWhole, 20)
    .option('--sample <n>', 'parts of its range of which one is drawn each', index, 10)
    .addOption(
      new Option('--by <value>', "by a channel's mean over positions, or its largest")
        .choices(['activation', 'peak'])
        .default('activation'),
    )
    .option('--size <n>', 'canvas in pixels, N or HEIGHTxWIDTH', size, [DEFAULT_SIZE, DEFAULT_SIZE])
    .option(
      '--shard <part/parts>',
      'only this part of the photographs, like 1/4: the last puts all together',
      shard,
    )
    .option('--merge <folders...>', 'put together what was measured in these folders', folders)
    .option('--out <folder>', 'where the results go', place, 'exemplars')
    .option('--json', 'print what was done as JSON')
    .option('--quiet', 'print nothing')
    .action(async (photographs: string | undefined, flags: ExemplarsFlags) =>
      (await import('../exemplars/command.js')).exemplars(photographs, flags),
    );
}
