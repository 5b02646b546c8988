import path from 'node:path';
import { FaccentError } from '../errors.js';
import { GraphError, type ReadOptions, externalDataFiles } from 'onnx-grad';
import { Model, Network } from '../model/model.js';
import { EMBEDDED_NAME } from './catalogue.js';
import { type Partly, readLabels } from './describe.js';
import { showTransfers } from '../cli/print/transfers.js';
import { type ResolvedModel, locate, resolveModel } from './resolve.js';
import { readBytes } from '../platform/node/read.js';

/** What a person says of a model on the command line; it goes before what the model's own description says. */
export interface ModelFlags {
  readonly inputSize?: readonly [number, number];
  readonly range?: readonly number[];
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  readonly channelOrder?: string;
  readonly labels?: string;
  readonly logits?: string;
  /** Show no progress of downloads. */
  readonly quiet?: boolean;
}

export interface LoadedModel {
  readonly model: Model;
  /** The model's file. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Where it came from: a path, an address, or a place on the Hub to the commit. */
  readonly source: string;
  /** All that is taken to be so of the model. */
  readonly description: Record<string, unknown>;
  /** What of that was taken from elsewhere than the model's own description and the command line, as sentences. */
  readonly assumed: readonly string[];
}

const EXAMPLE =
  'write a model.json beside it, like {"size": [224, 224], "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}, ' +
  'or say --input-size 224 and --range -1,1 (or --mean and --std)';

/** Finds a model by its name, with a bar for what must be fetched. */
async function fetched(given: string, quiet: boolean, stated?: Partly): Promise<ResolvedModel> {
  if (quiet) return resolveModel(given, { given: stated });
  const { progress, stop } = await showTransfers();
  try {
    return await resolveModel(given, { given: stated, progress });
  } finally {
    stop();
  }
}

/** The description that the flags give of a model, with the labels of the file that they name. */
export async function statedBy(flags: ModelFlags): Promise<Partly> {
  const { inputSize: size, range, mean, std, channelOrder, logits } = flags;
  const labels = flags.labels === undefined ? undefined : await readLabels(flags.labels);
  return { size, range, mean, std, channelOrder, logits, labels };
}

/** The file of a model, fetched where it is not there. */
export async function modelFile(given = EMBEDDED_NAME): Promise<string> {
  const { reference } = await locate(given);
  return reference.kind === 'file' ? reference.file : (await fetched(given, false)).modelPath;
}

/**
 * The files that hold a model's weights beside it.
 * @throws FaccentError for a name that leads out of the model's folder, and for a file that is not there
 */
export async function readExternalData(file: string, bytes: Uint8Array): Promise<ReadOptions> {
  const folder = path.dirname(file);
  const externalData = new Map<string, Uint8Array>();
  for (const name of externalDataFiles(bytes)) {
    const resolved = path.resolve(folder, name);
    const inside = path.relative(path.resolve(folder), resolved);
    if (path.isAbsolute(name) || inside.startsWith('..') || path.isAbsolute(inside) || /[\\\0]/.test(name)) {
      throw new FaccentError(
        `its weights are said to be in "${name}", which is not in the model's own folder: refused`,
      );
    }
    externalData.set(name, await readBytes(resolved, 'read the weights'));
  }
  return { externalData };
}

/** A network with the weights that are stored beside it. */
export async function readNetwork(file: string): Promise<{ bytes: Uint8Array; network: Network }> {
  const bytes = await readBytes(file, 'read the model');
  return {
    bytes,
    network: await named(file, async () => Network.open(bytes, await readExternalData(file, bytes))),
  };
}

/** Runs something that reads a model, and puts the file's name before what is wrong with it. */
export async function named<T>(file: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GraphError) throw new GraphError(`"${file}": ${error.message}`, { cause: error });
    if (error instanceof FaccentError)
      throw new FaccentError(`"${file}": ${error.message}`, { cause: error });
    throw error;
  }
}

/**
 * Loads a model with its description and labels.
 * @throws FaccentError, GraphError that say what is missing and how to give it
 */
export async function loadModel(given = EMBEDDED_NAME, flags: ModelFlags = {}): Promise<LoadedModel> {
  const resolved = await fetched(given, flags.quiet === true, await statedBy(flags));
  const { modelPath: file, source } = resolved;
  const bytes = await readBytes(file, 'read the model');
  const weights = await named(file, () => readExternalData(file, bytes));
  let { description, assumed } = resolved;
  if (!isComplete(description)) {
    // the graph may say what nothing else does
    const network = await named(file, () => Network.open(bytes, weights));
    ({ description, assumed } = resolved.withNetwork(network));
  }
  if (!isComplete(description)) {
    const { size: known } = description;
    const what = known === undefined ? 'the size and the range' : 'the range';
    throw new FaccentError(`"${file}": faccent does not know ${what} of this model's input: ${EXAMPLE}`);
  }
  const read = (): Promise<Model> => named(file, () => Model.read(bytes, description, weights));
  let model = await read();
  const { regularize } = description;
  if (typeof regularize === 'string' && assumed.some((text) => text.startsWith('regularized layer'))) {
    // the catalogue may know another export of the same network
    try {
      model.resolve(regularize);
    } catch (error) {
      if (!(error instanceof FaccentError)) throw error;
      description = { ...description, regularize: undefined };
      assumed = [
        ...assumed,
        `no regularized layer, since this file has no "${regularize}": choose one with --regularize`,
      ];
      model = await read();
    }
  }
  return { model, path: file, bytes, source, description, assumed };
}

const isComplete = ({ size, range, mean }: Record<string, unknown>): boolean =>
  size !== undefined && (range ?? mean) !== undefined;
