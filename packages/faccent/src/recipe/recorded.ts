import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Encoder } from '../concept/encoder.js';
import { FaccentError } from '../errors.js';
import { Model } from '../model/model.js';
import { type Recipe, digest } from './recipe.js';
import type { Inputs } from '../cli/run.js';
import { readEncoder } from '../models/encoder.js';
import { readMask } from '../platform/node/mask.js';
import { modelFile as fetchedFile, readExternalData } from '../models/load.js';
import { readPhoto } from '../platform/node/photo.js';
import { readBytes } from '../platform/node/read.js';

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

/** What a run was made with. */
type Record = Pick<Recipe, 'model' | 'photo' | 'encoder' | 'settings'>;

/**
 * What a run was made with, unchanged: the model and, where there were any, the photograph, the painted mask and the
 * encoder.
 * @param recordFile the file that names them
 * @throws FaccentError where one is not there, or is another by its hash
 */
export async function recordedInputs(recipe: Record, recordFile: string): Promise<Inputs> {
  const { path: modelPath, source } = recipe.model;
  const modelFile = await locate(modelPath, recordFile).catch((error: unknown) => {
    // what was fetched once can be fetched again
    if (source === undefined || path.isAbsolute(source)) throw error;
    return fetchedFile(source);
  });
  const modelBytes = await readBytes(modelFile, 'read the model');
  checkHash('model', modelFile, recipe.model.sha256, await digest(modelBytes));
  const pictures = recipe.photo && (await recordedPictures(recipe.photo, recipe.settings, recordFile));
  const encoder = recipe.encoder && (await recordedEncoder(recipe.encoder, recordFile));
  const weights = await readExternalData(modelFile, modelBytes);
  return { model: Model.read(modelBytes, recipe.model.description, weights), ...pictures, encoder };
}

async function recordedPictures(
  { path: named, sha256 }: NonNullable<Recipe['photo']>,
  { size, mask: region }: Recipe['settings'],
  recordFile: string,
): Promise<Pick<Inputs, 'photo' | 'mask'>> {
  const file = await locate(named, recordFile);
  const { image, bytes } = await readPhoto(file, size);
  checkHash('photograph', file, sha256, await digest(bytes));
  if (region === null || 'box' in region) return { photo: image };
  const maskFile = await locate(region.path, recordFile);
  const mask = await readMask(maskFile, size, file);
  checkHash('mask', maskFile, region.sha256, await digest(mask.bytes));
  return { photo: image, mask: mask.values };
}

/** The encoder of a run. @throws FaccentError as `recordedInputs` */
export async function recordedEncoder(
  { path: named, sha256 }: NonNullable<Recipe['encoder']>,
  recordFile: string,
): Promise<Encoder> {
  const file = await locate(named, recordFile);
  const { bytes, encoder } = await readEncoder(file);
  checkHash('encoder', file, sha256, await digest(bytes));
  return encoder;
}
