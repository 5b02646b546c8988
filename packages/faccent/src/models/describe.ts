import { isObject } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import type { ModelFolder } from '../platform/platform.js';
import { directoryOf, join, safePath } from './reference.js';
import { tableColumn } from './labels/table-column.js';
import { fromCustomVision, fromTensorFlowLite } from './exporters.js';
import {
  type Json,
  NORMALIZATION,
  PLAIN,
  type Partly,
  fromConfig,
  fromPreprocessor,
  labelsOf,
} from './settings.js';

/** How a setting reads in a sentence. */
const SAYS: Record<string, (value: never) => string> = {
  size: (v: number[]) => `input size ${v.join(' × ')}`,
  channelOrder: (v: string) => `channel order ${v}`,
  labels: (v: string[]) => `${v.length} labels`,
  logits: (v: string) => `class scores at "${v}"`,
  regularize: (v: string) => `regularized layer "${v}"`,
  range: (v: number[]) => `input range ${v.join(' to ')}`,
  scale: (v: number) => `input scale ${v}`,
  mean: (v: number[]) => `mean ${v.join(', ')}`,
  std: (v: number[]) => `deviation ${v.join(', ')}`,
};

/** A description that is put together from several sources, the first that says something being believed. */
export class Description {
  readonly values: Json = {};
  /** What was taken from where, as sentences. */
  readonly assumed: string[] = [];

  /** @param from where it comes from, or undefined for what a person stated: that is no assumption */
  add(given: Partly, from?: string): void {
    const part = together(given);
    const take = (key: string): void => {
      // null is how JSON says nothing
      if ((part[key] ?? undefined) === undefined || this.values[key] !== undefined) return;
      this.values[key] = part[key];
      const says = SAYS[key] as ((value: unknown) => string) | undefined;
      if (from !== undefined && says) this.assumed.push(`${says(part[key])} from ${from}`);
    };
    for (const key of PLAIN) take(key);
    // mean, deviation and scale belong together; a range is instead of them
    const { range, mean, std, scale } = this.values;
    if (range !== undefined) return;
    const begun = mean !== undefined || std !== undefined || scale !== undefined;
    if (!begun) take('range');
    if (this.values.range === undefined) for (const key of NORMALIZATION.slice(1)) take(key);
  }
}

/**
 * A range that is said beside a mean is that of the pixels that the mean is of.
 * @throws FaccentError where it cannot be, so that it must be asked which of both is meant
 */
function together(part: Partly): Partly {
  const { range, mean } = part;
  if (!Array.isArray(range) || !Array.isArray(mean)) return part;
  const [lo, hi] = range as unknown[];
  if (lo !== 0 || typeof hi !== 'number')
    throw new FaccentError(
      `range is ${range.join(', ')} and mean ${mean.join(', ')}: both say how the input is normalized; state one`,
      { help: 'description' },
    );
  return { ...part, range: undefined, scale: part.scale ?? (hi === 1 ? undefined : hi) };
}

/** Text of a file, by its name for errors. */
function parsed(bytes: Uint8Array, name: string): Json {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new FaccentError(`"${name}" is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (!isObject(json)) throw new FaccentError(`"${name}" does not describe a model: it is not an object`);
  return json;
}

/** Labels from a `config.json`. @throws FaccentError where it is not one */
export const labelsFromConfig = (bytes: Uint8Array, name: string): string[] | undefined =>
  labelsOf(parsed(bytes, name).id2label);

/**
 * Adds what the files beside a model say: its `model.json`, then the settings that transformers writes. They lie in the
 * model's own folder, or at the root of the folder that it was found in.
 */
export async function describeFolder(folder: ModelFolder, description: Description): Promise<void> {
  const own = directoryOf(folder.model);
  const folders = [...new Set([own, ''])];
  const first = async (names: readonly string[]): Promise<{ name: string; json: Json } | undefined> => {
    for (const name of names) {
      const bytes = await folder.read(name);
      if (bytes) return { name, json: parsed(bytes, folder.nameOf(name)) };
    }
    return undefined;
  };
  const inFolders = (name: string): string[] => folders.map((f) => join(f, name));
  const stated = await first([`${folder.model.replace(/\.onnx$/i, '')}.json`, ...inFolders('model.json')]);
  if (stated) {
    const { labels, ...rest } = stated.json;
    const wanted = description.values.labels === undefined;
    description.add({
      ...rest,
      labels: wanted ? await statedLabels(folder, stated.name, labels) : undefined,
    });
    description.add(fromTensorFlowLite(stated.json), `TensorFlow Lite's metadata in ${stated.name}`);
  }
  if (!folder.foreign) await describeExport(folder, description);
  for (const [name, read] of [
    ['preprocessor_config.json', fromPreprocessor],
    ['processor_config.json', fromPreprocessor],
    ['config.json', fromConfig],
  ] as const) {
    const found = await first(inFolders(name));
    if (found) description.add(read(found.json), name);
  }
}

/** Adds what Custom Vision puts beside a model that it exports. */
async function describeExport(folder: ModelFolder, description: Description): Promise<void> {
  const own = directoryOf(folder.model);
  const read = async (name: string): Promise<Json> => {
    const bytes = await folder.read(join(own, name));
    return bytes ? parsed(bytes, folder.nameOf(join(own, name))) : {};
  };
  const properties = Object.entries(await read('metadata_properties.json'));
  const texts = properties.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  description.add(fromCustomVision(new Map(texts)), 'metadata_properties.json');
  const { LabelFileName: labels } = await read('cvexport.manifest');
  const bytes = typeof labels === 'string' ? await folder.read(join(own, labels)) : undefined;
  if (!bytes) return;
  const { readLabels } = await import('./labels/read.js');
  try {
    description.add({ labels: await readLabels(bytes, labels as string) }, labels as string);
  } catch (error) {
    // without them classes are given by index, which is no reason to fail
    if (!(error instanceof FaccentError)) throw error;
    description.assumed.push(`no labels, since ${error.message}`);
  }
}

/** The labels that a description has itself, or those in the file that it names. @throws FaccentError */
async function statedLabels(folder: ModelFolder, described: string, labels: unknown): Promise<unknown> {
  if (typeof labels !== 'string') {
    const isPlain = !isObject(labels) && !(Array.isArray(labels) && labels.some(isObject));
    if (isPlain) return labels;
    const { labelsWithin } = await import('./labels/structure.js');
    return labelsWithin(labels, folder.nameOf(described));
  }
  const { file, column } = tableColumn(labels);
  if (folder.foreign) safePath(file, `"${folder.nameOf(described)}"`);
  const name = join(directoryOf(described), file);
  const bytes = await folder.read(name);
  if (!bytes)
    throw new FaccentError(`cannot read the labels "${folder.nameOf(name)}": there is no such file`);
  const { readLabels } = await import('./labels/read.js');
  return readLabels(bytes, column === undefined ? folder.nameOf(name) : `${folder.nameOf(name)}:${column}`);
}
