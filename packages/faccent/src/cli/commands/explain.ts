import path from 'node:path';
import type { Command } from 'commander';
import {
  type ExplainOptions,
  type Explanation,
  explainedNames,
  explanation,
  explanationFiles,
  explanationJson,
  readPhotograph,
} from 'faccent';
import pc from '../print/colours.js';
import { isExplanationFile } from '../../report/own-files.js';
import { defaultFolder } from '../files/folder.js';
import { viewsOf, withBackground, withRunFlags, withViews } from '../flags/declared.js';
import { withDevice, withModel } from '../flags/groups.js';
import { index, size } from '../flags/parse.js';
import { place, subject } from '../flags/places.js';
import { type RunOptionFlags, optionsFrom } from '../flags/run-options.js';
import { inOneGo } from '../signals/in-one-go.js';
import type { Interrupt } from '../signals/interrupt.js';
import { type RunFlags, isQuiet } from '../jobs/job.js';
import { printModel } from '../jobs/jobs.js';
import { keepingBackend } from '../jobs/run.js';
import { type ModelFlags, loadModel } from '../models/load.js';
import { noteBackground } from '../print/photograph.js';
import { type Progress, showProgress } from '../print/progress.js';
import { printExplanation } from '../print/run.js';

interface ExplainFlags extends ModelFlags, RunFlags, RunOptionFlags {
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
  if (!quiet) noteBackground(read, flags.background);
  const photograph = { ...read, path: path.resolve(file) };
  const { predicted, actual, layer, channels } = flags;
  const { device, threads } = options;
  const running = { device, threads };
  const names = await explainedNames(model, photograph, { predicted, actual, ...running });
  const folder = flags.out ?? defaultFolder('explained', file, `${names.predicted}-${names.actual}`);

  if (!quiet) printModel(model, options);
  await inOneGo(folder, 'an explanation', async (output, interrupt) => {
    const made = await shown(
      interrupt,
      (onPart) =>
        explanation(model, photograph, {
          ...{ ...options, predicted, actual, layer, channels, onPart, backend: keepingBackend(quiet) },
        }),
      quiet,
    );
    await output.write(await explanationFiles(made), isExplanationFile);
    printExplanation(explanationJson(made), folder, flags);
  });
}

/**
 * Makes an explanation, with the progress of each of its accentuations shown.
 * @throws Interrupted where its end is asked for
 */
async function shown(
  interrupt: Interrupt,
  begin: (onPart: NonNullable<ExplainOptions['onPart']>) => ReturnType<typeof explanation>,
  quiet: boolean,
): Promise<Explanation> {
  let progress: Progress | undefined;
  let steps = 0;
  const run = begin((part, name, place) => {
    progress?.stop();
    progress = undefined;
    steps = place.steps;
    const kind = part === 'channel' ? 'the channel ' : '';
    if (!quiet) console.error(pc.dim(`accentuating ${kind}${name} (${place.at} of ${place.of})`));
  });
  try {
    for (;;) {
      const { done, value } = await interrupt.during(run.next());
      if (done) return value;
      progress ??= await showProgress(steps, quiet);
      progress.step(value);
    }
  } finally {
    progress?.stop();
  }
}
