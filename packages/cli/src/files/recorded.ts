import { stat } from 'node:fs/promises';
import path from 'node:path';
import { FaccentError, Model, type Recipe, type Size, digest } from 'faccent';
import { modelFile as fetchedFile, readExternalData } from './model.js';
import { type Photo, readPhoto } from './photo.js';
import { readBytes } from './read.js';

/** A file that a recipe names: where it says, or in the recipe's own folder under the same name. */
async function locate(named: string, recipeFile: string): Promise<string> {
  const folder = path.dirname(recipeFile);
  const candidates = [path.resolve(folder, named), path.join(folder, path.basename(named))];
  for (const candidate of candidates) {
    if (
      await stat(candidate).then(
        () => true,
        () => false,
      )
    )
      return candidate;
  }
  throw new FaccentError(`the recipe's file "${named}" is not there: put it back, or beside the recipe`);
}

function checkHash(what: string, file: string, expected: string, found: string): void {
  if (found !== expected) {
    throw new FaccentError(
      `the ${what} "${file}" is not the one that the recipe was made with (SHA-256 ${found.slice(0, 12)}…, not ${expected.slice(0, 12)}…): put that one back`,
    );
  }
}

/**
 * The model and, where there was one, the photograph that a run was made with, unchanged.
 * @param recordFile the file that names them
 * @throws FaccentError where one is not there, or is another by its hash
 */
export async function recordedInputs(
  recipe: Pick<Recipe, 'model' | 'photo' | 'settings'>,
  recordFile: string,
): Promise<{ model: Model; photo?: Photo }> {
  const { path: modelPath, source } = recipe.model;
  const modelFile = await locate(modelPath, recordFile).catch((error: unknown) => {
    // what was fetched once can be fetched again
    if (source === undefined || path.isAbsolute(source)) throw error;
    return fetchedFile(source);
  });
  const modelBytes = await readBytes(modelFile, 'read the model');
  checkHash('model', modelFile, recipe.model.sha256, await digest(modelBytes));
  const photo = recipe.photo && (await recordedPhoto(recipe.photo, recipe.settings.size, recordFile));
  const weights = await readExternalData(modelFile, modelBytes);
  return { model: Model.read(modelBytes, recipe.model.description, weights), photo };
}

async function recordedPhoto(
  { path: named, sha256 }: NonNullable<Recipe['photo']>,
  size: Size,
  recordFile: string,
): Promise<Photo> {
  const file = await locate(named, recordFile);
  const photo = await readPhoto(file, size);
  checkHash('photograph', file, sha256, await digest(photo.bytes));
  return photo;
}
