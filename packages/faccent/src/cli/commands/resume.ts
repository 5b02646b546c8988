import path from 'node:path';
import { FaccentError, currentRecipe } from 'faccent';
import pc from 'picocolors';
import { type OutputFolder, openFolder } from '../../platform/node/atomic.js';
import { readCheckpoint, removeCheckpoint, writeCheckpoint } from '../../recipe/checkpoint.js';
import { recordedInputs } from '../../recipe/recorded.js';
import { INTERRUPTED } from '../interrupt.js';
import { measureRun } from '../measures.js';
import { ANIMATIONS, type OutputFlags } from '../options.js';
import { resultFiles } from '../../report/results.js';
import { tensorFiles } from '../../report/tensors.js';
import { Interrupted, type Request, execute } from '../run.js';

/** What an interrupted run was asked to write. */
type Outputs = Pick<OutputFlags, 'animate' | 'snapshots' | 'report' | 'saveTensors'>;

/** Keeps an interrupted run in its folder, and says how it goes on. */
export async function keep(
  output: OutputFolder,
  folder: string,
  request: object | undefined,
  { animate, snapshots, report, saveTensors }: Outputs,
  { checkpoint }: Interrupted,
): Promise<void> {
  // it may be resumed from another folder
  const file = saveTensors === undefined ? undefined : path.resolve(saveTensors);
  const outputs: Outputs = { animate, snapshots, report, saveTensors: file };
  await writeCheckpoint(output, { ...request, outputs }, checkpoint);
  process.exitCode = INTERRUPTED;
  console.error(
    `interrupted after ${checkpoint.steps.length} steps: ${pc.cyan(`faccent resume ${folder}`)} goes on`,
  );
}

export interface ResumeFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Goes on with an interrupted run, and writes the results that it would have had. */
export async function resumeCommand(folder: string, flags: ResumeFlags): Promise<void> {
  const { request, checkpoint } = await readCheckpoint(folder);
  const asked = requestOf(request, folder);
  const outputs = outputsOf(request, folder);
  const { animate, snapshots, report, saveTensors } = outputs;
  const inputs = await recordedInputs(asked, path.join(folder, 'checkpoint.json'));
  const output = await openFolder(folder);
  const tensors = saveTensors === undefined ? undefined : await openFolder(path.dirname(saveTensors));
  try {
    const quiet = flags.quiet === true || flags.json === true;
    const { recipe, result, seconds } = await execute(asked, inputs, quiet, {
      resume: checkpoint,
      snapshots,
    });
    const { photo } = inputs;
    const measures = photo && (await measureRun(recipe, { ...inputs, photo }, result.image));
    const told = report ? { seconds, measures } : undefined;
    await output.write(await resultFiles(recipe, photo, result, { animate, report: told, measures }));
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
    if (error instanceof Interrupted) return keep(output, folder, asked, outputs, error);
    throw error;
  }
}

/** @throws FaccentError where it lacks a part */
function requestOf(json: unknown, folder: string): Request {
  const request = currentRecipe(json as Record<string, unknown>) as Partial<Request>;
  for (const part of ['environment', 'model', 'objective', 'parameterization', 'settings'] as const) {
    if (typeof request[part] !== 'object')
      throw new FaccentError(`the interrupted run in "${folder}" does not say its ${part}: start it again`);
  }
  return request as Request;
}

/** @throws FaccentError where they are none that a run can write */
function outputsOf(request: unknown, folder: string): Outputs {
  const { outputs = {} } = request as { outputs?: Outputs };
  const { animate, snapshots, report, saveTensors } = outputs ?? {};
  const fine =
    (animate === undefined ||
      (Array.isArray(animate) &&
        animate.every((name: unknown) => (ANIMATIONS as readonly unknown[]).includes(name)))) &&
    (snapshots === undefined || (Number.isInteger(snapshots) && snapshots > 0)) &&
    (report === undefined || typeof report === 'boolean') &&
    (saveTensors === undefined || typeof saveTensors === 'string');
  if (!fine)
    throw new FaccentError(
      `the interrupted run in "${folder}" does not say what it should write: start it again`,
    );
  return { animate, snapshots, report, saveTensors };
}
