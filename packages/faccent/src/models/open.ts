import { files, modelPlaces } from '#platform';
import { GraphError, type ReadOptions, externalDataFiles } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { digestWhereSecure } from '../math/digest.js';
import { Model, type ModelOrigin } from '../model/model.js';
import type { ModelFolder, Source } from '../platform/platform.js';
import type { TransferOptions } from '../platform/transfer.js';
import type { Partly } from './fields.js';
import { type Found, locate } from './locate.js';
import { insteadOf, refuseOtherFormats } from './other-formats.js';
import { directoryOf, insideFolder, join } from './reference.js';
import { DEFAULT_NETWORK } from './shipped.js';

/**
 * Where a model is: the name of one that ships or of the catalogue, `hf:OWNER/REPO[@REVISION][/path/FILE.onnx]`, an http(s)
 * address, the path of a file or of its folder (in Node.js), a Blob, or the bytes of an ONNX file.
 */
export type ModelSource = Source;

/** The file of a model, with what belongs to it, before anything is known of what it is for. */
export interface ModelFile {
  readonly bytes: Uint8Array;
  /** Weights that are stored outside the file. */
  readonly weights: ReadOptions;
  readonly folder: ModelFolder;
  readonly origin: ModelOrigin;
}

/** Options with what the environment says. */
export const transferOf = (options: TransferOptions): TransferOptions => ({
  ...options,
  offline: options.offline ?? modelPlaces.offline(),
});

/** Where a source leads, fetched where it is not here. What reads the Hub is loaded when it is asked. */
export async function folderOf(
  source: ModelSource,
  options: TransferOptions,
): Promise<{ folder: ModelFolder; entry?: Found['entry']; ships?: true }> {
  const text = typeof source === 'string' ? source : 'href' in source ? source.href : undefined;
  if (text === undefined) return { folder: await folderOfBytes(source) };
  const { reference, entry } = await locate(text.startsWith('file:') ? modelPlaces.pathOf(text) : text);
  if (reference.kind === 'shipped')
    return { folder: modelPlaces.shipped(reference.name), entry, ships: true };
  if (reference.kind === 'file') return { folder: modelPlaces.file(reference.file), entry };
  if (reference.kind === 'url') return { folder: await modelPlaces.address(reference.url, options), entry };
  const { Repository } = await import('./repository.js');
  return { folder: await new Repository(reference, options).fetchModel(), entry };
}

/** Bytes, with nothing beside them. */
async function folderOfBytes(source: ModelSource): Promise<ModelFolder> {
  const { bytes, path } = await files.read(source, 'read the model');
  const model = path ?? 'model.onnx';
  return {
    ...{ model, source: path ?? 'bytes', foreign: true },
    nameOf: (name) => name,
    read: (name) => Promise.resolve(name === model ? bytes : undefined),
  };
}

/** Reads the file of a model that is here, and what is stored outside it. @param what errors call it */
export async function readFolder(folder: ModelFolder, what = 'model'): Promise<ModelFile> {
  const name = folder.nameOf(folder.model);
  const bytes = await folder.read(folder.model);
  if (!bytes) {
    const instead = insteadOf((await folder.names?.()) ?? []);
    throw new FaccentError(`cannot read the ${what} "${name}": there is no such file${instead}`);
  }
  await named(name, () => refuseOtherFormats(bytes));
  const { source, path } = folder;
  return {
    ...{ bytes, folder },
    weights: await named(name, () => readWeights(folder, bytes)),
    origin: { source, path, sha256: (await digestWhereSecure(bytes)) ?? '', sources: {} },
  };
}

/**
 * Opens the file of a model without asking what it is for.
 * @param what errors call it
 * @throws FaccentError, GraphError that say what is wrong and what to do
 */
export async function openModel(
  source: ModelSource = DEFAULT_NETWORK,
  options: TransferOptions = {},
  what?: string,
): Promise<ModelFile> {
  return readFolder((await folderOf(source, transferOf(options))).folder, what);
}

/** A model's file as a model. @param description the contents of its `model.json`, complete */
export const readModelFile = (
  { bytes, weights, folder, origin }: ModelFile,
  description: Partly,
): Promise<Model> =>
  named(folder.nameOf(folder.model), () => Model.read(bytes, description, { ...weights, origin }));

/**
 * The files that hold a model's weights beside it.
 * @throws FaccentError for a name that leads out of the model's folder, and for a file that is not there
 */
export async function readWeights(folder: ModelFolder, bytes: Uint8Array): Promise<ReadOptions> {
  const externalData = new Map<string, Uint8Array>();
  for (const location of externalDataFiles(bytes)) {
    const inside = insideFolder(location);
    if (inside === undefined)
      throw new FaccentError(
        `its weights are said to be in "${location}", which is not in the model's own folder: refused`,
      );
    const name = join(directoryOf(folder.model), inside);
    const data = await folder.read(name);
    if (!data)
      throw new FaccentError(`cannot read the weights "${folder.nameOf(name)}": there is no such file`);
    externalData.set(location, data);
  }
  return { externalData };
}

/** Runs something that reads a model, and puts the file's name before what is wrong with it. */
export async function named<T>(file: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GraphError) throw new GraphError(`"${file}": ${error.message}`, { cause: error });
    if (error instanceof FaccentError)
      throw new FaccentError(`"${file}": ${error.message}`, { cause: error, help: error.help });
    throw error;
  }
}
