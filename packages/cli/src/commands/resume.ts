import path from 'node:path';
import { FaccentError, currentRecipe } from 'faccent';
import pc from 'picocolors';
import { type OutputFolder, openFolder } from '../files/atomic.js';
import { readCheckpoint, removeCheckpoint, writeCheckpoint } from '../files/checkpoint.js';
import { recordedInputs } from '../files/recorded.js';
import { INTERRUPTED } from '../interrupt.js';
import { resultFiles } from '../outputs/results.js';
import { Interrupted, type Request, execute } from '../run.js';

/** Keeps an interrupted run in its folder, and says how it goes on. */
export async function keep(
  output: OutputFolder,
  folder: string,
  request: unknown,
  { checkpoint }: Interrupted,
): Promise<void> {
  await writeCheckpoint(output, request, checkpoint);
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
  const inputs = await recordedInputs(asked, path.join(folder, 'checkpoint.json'));
  const output = await openFolder(folder);
  try {
    const quiet = flags.quiet === true || flags.json === true;
    const { recipe, result } = await execute(asked, inputs, quiet, { resume: checkpoint });
    await output.write(await resultFiles(recipe, inputs.photo, result));
    await removeCheckpoint(folder);
    const { activation, steps } = recipe.results;
    if (flags.json)
      console.log(JSON.stringify({ folder: path.resolve(folder), activation, steps: steps.length }));
    else if (!flags.quiet)
      console.log(
        `${pc.bold(recipe.name)}: ${steps.length} steps, activation ${activation.before.toFixed(3)} → ${pc.bold(activation.after.toFixed(3))}; pictures and recipe: ${pc.cyan(path.join(folder, path.sep))}`,
      );
  } catch (error) {
    if (error instanceof Interrupted) return keep(output, folder, asked, error);
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
