import { stat } from 'node:fs/promises';
import path from 'node:path';
import {
  FaccentError,
  type Image,
  type LoadedEncoder,
  type RecipeInputs,
  type RecordedFile,
  type RecordedPhoto,
  type RunRequest,
  loadEncoder,
  readMask,
  readPhotograph,
} from 'faccent';
import { type ModelFile, openModel, readModelFile } from '../../models/open.js';
import { nameOfHash } from '../../models/shipped.js';
import { modelFile } from '../models/load.js';

/** A file that a recipe names: where it says, or in the recipe's own folder under the same name. */
async function locate(named: string, recipeFile: string): Promise<string> {
  const folder = path.dirname(recipeFile);
  const candidates = [path.resolve(folder, named), path.join(folder, path.basename(named))];
  for (const candidate of candidates) {
    const found = await stat(candidate).catch(() => undefined);
    if (found?.isFile()) return candidate;
  }
  throw new FaccentError(`the recipe's file "${named}" is not there: put it back, or beside the recipe`);
}

function checkHash(what: string, file: string, expected: string, found: string | undefined): void {
  if (found !== expected) {
    throw new FaccentError(
      `the ${what} "${file}" is not the one that the recipe was made with (SHA-256 ${found?.slice(0, 12)}…, not ${expected.slice(0, 12)}…): put that one back`,
    );
  }
}

/** What a run was made with. */
type Recorded = Pick<RunRequest, 'model' | 'photo' | 'encoder' | 'settings'>;

/**
 * What a run was made with, unchanged: the model and, where there were any, the photograph, the painted mask and the
 * encoder.
 * @param recordFile the file that names them
 * @param model where the model is now, if not where the record says
 * @throws FaccentError where one is not there, or is another by its hash
 */
export async function recordedInputs(
  recipe: Recorded,
  recordFile: string,
  model?: string,
): Promise<RecipeInputs> {
  const file = await (model === undefined ? recordedModel(recipe.model, recordFile) : modelFile(model));
  checkHash('model', file.origin.path ?? file.origin.source, recipe.model.sha256, file.origin.sha256);
  const pictures = recipe.photo && (await recordedPictures(recipe.photo, recipe.settings, recordFile));
  const encoder = recipe.encoder && (await recordedEncoder(recipe.encoder, recordFile)).encoder;
  return { model: await readModelFile(file, recipe.model.description), ...pictures, encoder };
}

/** The file of a recipe's model: what ships is known by its hash, wherever it was. */
async function recordedModel(
  { path: named, source, sha256 }: RunRequest['model'],
  recordFile: string,
): Promise<ModelFile> {
  try {
    return await openModel(await locate(named, recordFile));
  } catch (error) {
    if (!(error instanceof FaccentError)) throw error;
    const shipped = nameOfHash(sha256);
    if (shipped !== undefined) return openModel(shipped);
    // what was fetched once can be fetched again
    if (source === undefined || path.isAbsolute(source)) throw error;
    return openModel(source);
  }
}

async function recordedPictures(
  { path: named, sha256, background }: RecordedPhoto,
  { size, mask: region }: RunRequest['settings'],
  recordFile: string,
): Promise<{ photo: Image; mask?: Float32Array }> {
  const file = await locate(named, recordFile);
  const photo = await readPhotograph(file, { size, background });
  checkHash('photograph', file, sha256, photo.sha256);
  if (region === null || 'box' in region) return { photo };
  const maskFile = await locate(region.path, recordFile);
  const mask = await readMask(maskFile, photo);
  checkHash('mask', maskFile, region.sha256, mask.sha256);
  return { photo, mask: mask.values };
}

/** The encoder of a run. @throws FaccentError as `recordedInputs` */
export async function recordedEncoder(
  { path: named, sha256 }: RecordedFile,
  recordFile: string,
): Promise<LoadedEncoder> {
  const file = await locate(named, recordFile);
  const encoder = await loadEncoder(file);
  checkHash('encoder', file, sha256, encoder.sha256);
  return encoder;
}
