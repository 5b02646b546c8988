import path from 'node:path';
import { FaccentError, type RunRequest, checkRecipe } from 'faccent';
import { parsedJson } from '../../declaration/json.js';
import { readText } from '../../platform/node/read.js';
import type { Asked } from './asked.js';

/**
 * Looks whether a folder's results may be written over by a run that goes on.
 * @throws FaccentError where they are newer, and of another run
 */
export async function checkNewer(folder: string, { request, explanation, command }: Asked): Promise<void> {
  const name = explanation ? 'recipe-contrast.json' : 'recipe.json';
  const text = await readText(path.join(folder, name)).catch(() => undefined);
  if (text === undefined) return;
  let other: boolean;
  try {
    const recipe = checkRecipe(parsedJson(text, name));
    other = recipe.created > command.began && essence(recipe) !== essence(request);
  } catch {
    // nobody knows what it is of
    other = true;
  }
  if (other)
    throw new FaccentError(
      `results there are newer: "${folder}" holds those of another run than the unfinished one, which began before them; move them (or delete its "unfinished" folder, to give the run up)`,
    );
}

/** What makes two runs the same. */
const essence = ({ environment: { device, threads }, model, photo, encoder, ...rest }: RunRequest): string =>
  JSON.stringify([
    ...[device, threads, model.sha256, photo?.sha256, encoder?.sha256],
    ...[rest.name, rest.objective, rest.settings],
  ]);
