import { stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FaccentError, GraphError, Model, Network, type ReadOptions, externalDataFiles } from 'faccent';
import { readBytes, readJson } from './read.js';

/** The network that ships with the project. */
export const EMBEDDED = fileURLToPath(new URL('../../../../models/mini-inception', import.meta.url));

/** What a person says of a model on the command line; it goes before what the model's own description says. */
export interface ModelFlags {
  readonly inputSize?: readonly [number, number];
  readonly range?: readonly number[];
  readonly mean?: readonly number[];
  readonly std?: readonly number[];
  readonly channelOrder?: string;
  readonly labels?: string;
  readonly logits?: string;
}

export interface LoadedModel {
  readonly model: Model;
  /** The model's file. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** All that was assumed of the model. */
  readonly description: Record<string, unknown>;
}

const EXAMPLE =
  'write a model.json beside it, like {"size": [224, 224], "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}, ' +
  'or say --input-size 224 and --range -1,1 (or --mean and --std)';

/** The model file that a path names, a folder standing for the model.onnx in it. */
export async function modelFile(given: string): Promise<string> {
  const folder = await stat(given).then(
    (s) => s.isDirectory(),
    () => false,
  );
  return folder ? path.join(given, 'model.onnx') : given;
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
async function named<T>(file: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof GraphError) throw new GraphError(`"${file}": ${error.message}`, { cause: error });
    if (error instanceof FaccentError)
      throw new FaccentError(`"${file}": ${error.message}`, { cause: error });
    throw error;
  }
}

/** The description beside a model: `model.json` in its folder, or its own name with `.json`. */
async function descriptionBeside(
  file: string,
): Promise<{ description: Record<string, unknown>; folder: string }> {
  const folder = path.dirname(file);
  const candidates = [file.replace(/\.onnx$/i, '') + '.json', path.join(folder, 'model.json')];
  for (const candidate of candidates) {
    const exists = await stat(candidate).then(
      (s) => s.isFile(),
      () => false,
    );
    if (!exists) continue;
    const description = await readJson(candidate);
    if (typeof description !== 'object' || description === null || Array.isArray(description)) {
      throw new FaccentError(`"${candidate}" does not describe a model: it is not an object`);
    }
    return { description: description as Record<string, unknown>, folder };
  }
  return { description: {}, folder };
}

async function readLabels(file: string): Promise<string[]> {
  const text = Buffer.from(await readBytes(file, 'read the labels')).toString('utf8');
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** Settings of the description that flags replace; a range and a mean exclude each other. */
function withFlags(description: Record<string, unknown>, flags: ModelFlags): Record<string, unknown> {
  const { inputSize, range, mean, std, channelOrder, logits } = flags;
  const merged: Record<string, unknown> = { ...description };
  if (range) for (const key of ['mean', 'std', 'scale']) delete merged[key];
  if (mean || std) delete merged.range;
  const given = { size: inputSize, range, mean, std, channelOrder, logits };
  for (const [key, value] of Object.entries(given)) if (value !== undefined) merged[key] = value;
  return merged;
}

/**
 * Loads a model with its description and labels.
 * @throws FaccentError, GraphError that say what is missing and how to give it
 */
export async function loadModel(given: string | undefined, flags: ModelFlags = {}): Promise<LoadedModel> {
  const file = await modelFile(given ?? EMBEDDED);
  const bytes = await readBytes(file, 'read the model');
  const { description: beside, folder } = await descriptionBeside(file);
  const description = withFlags(beside, flags);
  if (flags.labels !== undefined) description.labels = await readLabels(flags.labels);
  else if (typeof description.labels === 'string')
    description.labels = await readLabels(path.join(folder, description.labels));
  if (!description.size || !(description.range ?? description.mean)) {
    // a file that is no model at all is the more useful thing to say
    await named(file, async () => Network.open(bytes, await readExternalData(file, bytes)));
    throw new FaccentError(
      `"${file}": faccent does not know the size and the range of this model's input: ${EXAMPLE}`,
    );
  }
  const model = await named(file, async () =>
    Model.read(bytes, description, await readExternalData(file, bytes)),
  );
  return { model, path: file, bytes, description };
}
