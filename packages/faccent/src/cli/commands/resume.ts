import path from 'node:path';
import type { Command } from 'commander';
import { measureRun, runFiles, tensorFiles } from 'faccent';
import pc from 'picocolors';
import { openFolder } from '../../platform/node/atomic.js';
import { isRunFile } from '../../report/own-files.js';
import { readCheckpoint, removeCheckpoint } from '../files/checkpoint.js';
import { checkKeptTensors } from '../files/kept-tensors.js';
import { recordedInputs } from '../files/recorded.js';
import { FETCH_HELP, RECORDED_MODEL_HELP } from '../flags/groups.js';
import { isQuiet } from '../jobs/job.js';
import { keep, keptRun } from '../jobs/keep.js';
import { Interrupted, runHere } from '../jobs/run.js';

interface ResumeFlags {
  readonly model?: string;
  readonly fetch?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Adds what `resume` takes, and what it does. */
export function define(command: Command): void {
  command
    .argument('<folder>', 'the folder of its results')
    .option('--model <name>', RECORDED_MODEL_HELP)
    .option('--fetch', FETCH_HELP)
    .option('--json', 'print the result as JSON')
    .option('--quiet', 'print nothing')
    .action(resume);
}

/** Goes on with an interrupted run, and writes the results that it would have had. */
async function resume(folder: string, flags: ResumeFlags): Promise<void> {
  const { request: kept, checkpoint } = await readCheckpoint(folder);
  const { request, outputs } = keptRun(kept, folder);
  const { animate, snapshots, report, saveTensors } = outputs;
  await checkKeptTensors(saveTensors);
  const inputs = await recordedInputs(request, path.join(folder, 'checkpoint.json'), flags);
  const output = await openFolder(folder);
  const tensors =
    saveTensors === undefined ? undefined : await openFolder(path.dirname(saveTensors), { shared: true });
  try {
    const run = await runHere(request, inputs, isQuiet(flags), { resume: checkpoint, snapshots });
    const { recipe, result, seconds } = run;
    const { photo } = inputs;
    const measures = photo && (await measureRun(recipe, { ...inputs, photo, image: result.image }));
    await output.write(
      await runFiles(recipe, photo, result, { animate, report, summary: { seconds, measures } }),
      isRunFile,
    );
    await tensors?.write(tensorFiles(saveTensors!, result, recipe.name));
    await removeCheckpoint(folder);
    const { activation, steps } = recipe.results;
    if (flags.json)
      console.log(JSON.stringify({ folder: path.resolve(folder), activation, steps: steps.length }));
    else if (!flags.quiet)
      console.log(
        `${pc.bold(recipe.name)}: ${steps.length} steps, activation ${activation.before.toFixed(3)} → ${pc.bold(activation.after.toFixed(3))}; pictures and recipe: ${pc.cyan(path.join(folder, path.sep))}`,
      );
  } catch (error) {
    await tensors?.abandon();
    if (error instanceof Interrupted) return keep(output, folder, request, outputs, error);
    throw error;
  }
}
