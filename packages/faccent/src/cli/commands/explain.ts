import path from 'node:path';
import type { Command } from 'commander';
import { readPhotograph } from 'faccent';
import { className } from '../../explanation/classes.js';
import { contrastRequest, explainedUnits } from '../../explanation/explanation.js';
import { defaultFolder } from '../files/folder.js';
import { viewsOf, withBackground, withRunFlags, withViews } from '../flags/declared.js';
import { type KeepFlags, keepOption, withDevice, withModel } from '../flags/groups.js';
import { index, size } from '../flags/parse.js';
import { place, subject } from '../flags/places.js';
import { type RunOptionFlags, optionsFrom } from '../flags/run-options.js';
import { type RunFlags, isQuiet } from '../jobs/job.js';
import { runOne } from '../jobs/one.js';
import { printModel } from '../jobs/jobs.js';
import { type ModelFlags, loadModel } from '../models/load.js';

interface ExplainFlags extends ModelFlags, RunFlags, RunOptionFlags, KeepFlags {
  readonly predicted?: string;
  readonly actual?: string;
  readonly model?: string;
  readonly layer?: string;
  readonly channels?: number;
  readonly size: [number, number];
  readonly background?: string;
  readonly out?: string;
}

const [VIEWS, STEPS] = [16, 40];

/** In its help. */
export const examples = ['faccent explain photo.jpg --predicted leopard --actual tabby --out why'];

/** Adds what `explain` takes, and what it does. */
export function define(command: Command): void {
  const described = withBackground(
    withDevice(
      withModel(
        command
          .argument('<photo>', 'an image file', subject)
          .option('--predicted <name>', 'the class that it says, by label or index (default: the strongest)')
          .option('--actual <name>', 'the class that it should say (default: the strongest other)'),
      ),
    ),
  ).option('--size <n>', 'canvas in pixels, N or HEIGHTxWIDTH', size, [320, 320]);
  withViews(withRunFlags(described, ['steps', 'strength', 'randomSeed'], { steps: `${STEPS}` }), VIEWS)
    .option(
      '--layer <name>',
      'the layer whose channels are told of (default: the last whose positions matter to the classes)',
    )
    .option('--channels <n>', 'how many of them for each accentuation (default: 4)', index)
    .option('--out <folder>', 'where the results go (default: explained/PHOTO-CLASSES)', place)
    .addOption(keepOption())
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print nothing')
    .action(explain);
}

/** Why the model said one class and not another, as one page. */
async function explain(file: string, flags: ExplainFlags): Promise<void> {
  const quiet = isQuiet(flags);
  const options = await optionsFrom(flags, ['steps', 'strength', 'randomSeed'], {
    ...{ views: viewsOf(flags) ?? VIEWS, steps: STEPS },
  });
  const { model } = await loadModel(flags.model, { ...flags, quiet });
  const read = await readPhotograph(file, { size: flags.size, background: flags.background });
  const photograph = { ...read, path: path.resolve(file) };
  const { predicted, actual, layer, channels } = flags;
  const { device, threads } = options;
  const running = { device, threads };
  const classes = await explainedUnits(model, photograph, { predicted, actual, ...running });
  const [said, meant] = classes.map((unit) => className(model, unit));
  const folder = flags.out ?? defaultFolder('explained', file, `${said}-${meant}`);

  if (!quiet) printModel(model, options);
  await runOne(
    {
      ...{ model, folder, background: flags.background },
      request: await contrastRequest(model, photograph, classes, options),
      explanation: { predicted: classes[0], actual: classes[1], layer, channels },
    },
    flags,
  );
}
