import { stat } from 'node:fs/promises';
import path from 'node:path';
import {
  FaccentError,
  type LoadedEncoder,
  type Model,
  type Photograph,
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
import { withoutSecrets } from '../../platform/address.js';
import { hubEndpoint } from '../../platform/node/environment.js';
import { fileFailure } from '../../platform/node/failure.js';
import { hashOf } from '../../platform/node/verified.js';
import { DamagedError, OfflineError } from '../../platform/transfer.js';
import { modelFile } from '../models/load.js';

/** Larger files are none that a recipe was made with, in bytes. */
const LIMIT = 2 ** 31;

/** How what a recipe names is found where it is not where the recipe says. */
export interface Finding {
  /** Where the model is now, as a person gives it. */
  readonly model?: string;
  /** Whether the recipe's model may be fetched: a recipe may be a stranger's, and so are its addresses. */
  readonly fetch?: boolean;
}

/** A file that a recipe names: where it says, or in the recipe's own folder under the same name. */
async function locate(named: string, recipeFile: string): Promise<string> {
  const folder = path.dirname(recipeFile);
  // what begins with two slashes is on another machine, for some systems
  const elsewhere = /^(?:\\\\|\/\/)/.test(named);
  const candidates = [
    ...(elsewhere ? [] : [path.resolve(folder, named)]),
    path.join(folder, path.basename(named.replaceAll('\\', '/'))),
  ];
  for (const candidate of candidates) {
    const found = await stat(candidate).catch(() => undefined);
    if (found?.isFile()) return candidate;
  }
  throw new FaccentError(`the recipe's file "${named}" is not there: put it back, or beside the recipe`);
}

function checkHash(what: string, file: string, expected: string, found: string | undefined): void {
  if (found !== expected) {
    throw new FaccentError(
      `the ${what} "${file}" is not the one that the recipe was made with (SHA-256 ${expected.slice(0, 12)}…): put that one back`,
    );
  }
}

/**
 * A file that a recipe names, once its hash is right: before that nothing of it is read for what it is, since whoever
 * made the recipe may have meant to see what it is.
 */
async function recordedFile(
  what: string,
  named: string,
  sha256: string,
  recordFile: string,
): Promise<string> {
  const file = await locate(named, recordFile);
  const { size } = await stat(file);
  // what the system makes up as it is read says that it is empty, and may not end
  const hash = size > 0 && size <= LIMIT ? hashOf(file, 'sha256') : Promise.resolve(undefined);
  const found = await hash.catch((cause: unknown) => {
    throw fileFailure(`read the ${what}`, file, cause);
  });
  checkHash(what, file, sha256, found);
  return file;
}

/** The pictures that a run was made with. */
export interface RecordedPictures {
  readonly photo: Photograph;
  readonly mask?: Float32Array;
}

/** What a run was made with. */
type Recorded = Pick<RunRequest, 'model' | 'photo' | 'encoder' | 'networks' | 'settings'>;

/**
 * What a run was made with, unchanged: the model and, where there were any, the photograph, the painted mask and the
 * encoder; and the other networks that the objective looks at.
 * @param recordFile the file that names them
 * @throws FaccentError where one is not there, or is another by its hash
 */
export async function recordedInputs(
  recipe: Recorded,
  recordFile: string,
  finding: Finding = {},
): Promise<RecipeInputs> {
  const pictures = recipe.photo && (await recordedPictures(recipe.photo, recipe.settings, recordFile));
  const encoder = recipe.encoder && (await recordedEncoder(recipe.encoder, recordFile)).encoder;
  const networks = recipe.networks && (await recordedNetworks(recipe.networks, recordFile, finding));
  const model = await recordedNetwork(recipe.model, recordFile, finding);
  return { model, ...pictures, encoder, networks };
}

/** A run's model. @throws FaccentError as `recordedInputs` */
export async function recordedNetwork(
  recorded: RunRequest['model'],
  recordFile: string,
  { model, fetch = false }: Finding = {},
): Promise<Model> {
  const file = await (model === undefined ? recordedModel(recorded, recordFile, fetch) : modelFile(model));
  checkHash('model', file.origin.path ?? file.origin.source, recorded.sha256, file.origin.sha256);
  return readModelFile(file, recorded.description);
}

/** The other networks of a run's objective. @throws FaccentError as `recordedInputs` */
export async function recordedNetworks(
  networks: readonly RunRequest['model'][],
  recordFile: string,
  { fetch }: Finding,
): Promise<Model[]> {
  // where a person says that the model is, is of the run's own
  return Promise.all(networks.map((network) => recordedNetwork(network, recordFile, { fetch })));
}

/** The file of a recipe's model: what ships is known by its hash, wherever it was. */
async function recordedModel(
  { path: named, source, sha256 }: RunRequest['model'],
  recordFile: string,
  fetch: boolean,
): Promise<ModelFile> {
  const shipped = nameOfHash(sha256);
  let missing: FaccentError;
  try {
    return await openModel(await recordedFile('model', named, sha256, recordFile));
  } catch (error) {
    if (!(error instanceof FaccentError)) throw error;
    missing = error;
  }
  if (shipped !== undefined) return openModel(shipped);
  // what was fetched once can be fetched again; a name or a path would be one of this machine's
  if (source === undefined || !/^(?:hf:|https?:\/\/)/i.test(source)) throw missing;
  try {
    return await openModel(source, { offline: fetch ? undefined : true, foreign: true });
  } catch (error) {
    if (!fetch && error instanceof DamagedError)
      throw new FaccentError(`${error.message} (here --fetch allows it)`, { cause: error });
    if (fetch || !(error instanceof OfflineError)) throw error;
    throw new FaccentError(
      `${missing.message}; or --fetch gets it from ${placeOf(source)}, which is done only where it is asked for`,
      { cause: error },
    );
  }
}

/** Where a model would be fetched from, for people. */
const placeOf = (source: string): string =>
  source.startsWith('hf:') ? `${source} (${new URL(hubEndpoint()).host})` : withoutSecrets(source);

/** A run's photograph and painted mask. @throws FaccentError as `recordedInputs` */
export async function recordedPictures(
  { path: named, sha256, background }: RecordedPhoto,
  { size, mask: region }: RunRequest['settings'],
  recordFile: string,
): Promise<RecordedPictures> {
  const file = await recordedFile('photograph', named, sha256, recordFile);
  const photo = await readPhotograph(file, { size, background });
  checkHash('photograph', file, sha256, photo.sha256);
  if (region === null || 'box' in region) return { photo };
  const maskFile = await recordedFile('mask', region.path, region.sha256, recordFile);
  const mask = await readMask(maskFile, photo);
  checkHash('mask', maskFile, region.sha256, mask.sha256);
  return { photo, mask: mask.values };
}

/** The encoder of a run. @throws FaccentError as `recordedInputs` */
export async function recordedEncoder(
  { path: named, sha256 }: RecordedFile,
  recordFile: string,
): Promise<LoadedEncoder> {
  const file = await recordedFile('encoder', named, sha256, recordFile);
  const encoder = await loadEncoder(file);
  checkHash('encoder', file, sha256, encoder.sha256);
  return encoder;
}
