import { isObject } from '../declaration/schema.js';
import { jsonOf } from '../declaration/json.js';
import { FaccentError } from '../errors.js';
import type { ModelFolder } from '../platform/platform.js';
import { withoutSecrets } from '../platform/address.js';
import { directoryOf, insideFolder, join, safePath } from './reference.js';
import { SETTINGS_LIMIT } from './repository-files.js';
import { tableColumn } from './labels/table-column.js';
import type { Json } from './fields.js';
import { type Description, OWN } from './sources.js';

/** Text of a file, by its name for errors. */
function parsed(bytes: Uint8Array, name: string): Json {
  const json = jsonOf(bytes, `"${name}"`);
  if (!isObject(json)) throw new FaccentError(`"${name}" does not describe a model: it is not an object`);
  return json;
}

/** Labels from a `config.json`. @throws FaccentError where it is not one */
export async function labelsFromConfig(bytes: Uint8Array, name: string): Promise<string[] | undefined> {
  return (await readers()).labelsOf(parsed(bytes, name).id2label);
}

/** What reads the files of other tools; loaded with the first of them. */
const readers = async () => ({ ...(await import('./settings.js')), ...(await import('./exporters.js')) });

/**
 * Adds what the files beside a model say: its `model.json`, then the settings that transformers writes. They lie in the
 * model's own folder, or at the root of the folder that it was found in.
 */
export async function describeFolder(folder: ModelFolder, description: Description): Promise<void> {
  const own = directoryOf(folder.model);
  const folders = [...new Set([own, ''])];
  const first = async (names: readonly string[]): Promise<{ name: string; json: Json } | undefined> => {
    for (const name of names) {
      const bytes = await folder.read(name, SETTINGS_LIMIT);
      if (bytes) return { name, json: parsed(bytes, folder.nameOf(name)) };
    }
    return undefined;
  };
  const inFolders = (name: string): string[] => folders.map((f) => join(f, name));
  const stated = await first([`${folder.model.replace(/\.onnx$/i, '')}.json`, ...inFolders('model.json')]);
  if (stated) {
    const { labels, ...rest } = stated.json;
    const wanted = description.values.labels === undefined;
    const read = wanted ? await statedLabels(folder, stated.name, labels) : undefined;
    description.add({ ...rest, labels: read }, stated.name, OWN);
    if ('subgraph_metadata' in stated.json)
      description.add(
        (await readers()).fromTensorFlowLite(stated.json),
        `TensorFlow Lite's metadata in ${stated.name}`,
      );
  }
  if (!folder.foreign) await describeExport(folder, description);
  for (const [name, reader] of [
    ['preprocessor_config.json', 'fromPreprocessor'],
    ['processor_config.json', 'fromPreprocessor'],
    ['config.json', 'fromConfig'],
  ] as const) {
    const found = await first(inFolders(name));
    if (found) description.add((await readers())[reader](found.json), name);
  }
  if (!folder.foreign && description.values.labels === undefined) await describeLabels(folder, description);
}

/** Adds what Custom Vision puts beside a model that it exports. */
async function describeExport(folder: ModelFolder, description: Description): Promise<void> {
  const own = directoryOf(folder.model);
  const read = async (name: string): Promise<Json> => {
    const bytes = await folder.read(join(own, name), SETTINGS_LIMIT);
    return bytes ? parsed(bytes, folder.nameOf(join(own, name))) : {};
  };
  const properties = Object.entries(await read('metadata_properties.json'));
  const texts = properties.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  if (texts.length)
    description.add((await readers()).fromCustomVision(new Map(texts)), 'metadata_properties.json');
  const { LabelFileName: labels } = await read('cvexport.manifest');
  const bytes =
    typeof labels === 'string'
      ? await folder.read(sidecar(folder, join(own, 'cvexport.manifest'), labels), SETTINGS_LIMIT)
      : undefined;
  if (bytes) await addLabels(bytes, labels as string, description);
}

/** What people call the file of labels that lies beside a model. */
const LABEL_FILES = ['labels.txt', 'classes.txt'];

/** Adds the labels of a file that nothing names but its place: they are left out where they do not fit the classes. */
async function describeLabels(folder: ModelFolder, description: Description): Promise<void> {
  for (const name of LABEL_FILES) {
    const bytes = await folder.read(join(directoryOf(folder.model), name), SETTINGS_LIMIT);
    if (bytes) return addLabels(bytes, name, description);
  }
}

/** Adds the labels of a file. */
const addLabels = (bytes: Uint8Array, name: string, description: Description): Promise<void> =>
  description.addLabels(name, async () => (await import('./labels/read.js')).readLabels(bytes, name));

/**
 * The name of a file that a file beside a model names, from its own folder.
 * @throws FaccentError where it leads out of the model's folder, or is an address: nothing that a file names is fetched
 */
function sidecar(folder: ModelFolder, described: string, file: string): string {
  const whose = `"${folder.nameOf(described)}"`;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(file))
    throw new FaccentError(
      `${whose} names the address "${withoutSecrets(file)}": only files beside it are read; put it there`,
    );
  const inside = insideFolder(folder.foreign ? safePath(file, whose) : file);
  if (inside === undefined)
    throw new FaccentError(
      `${whose} names the file ${JSON.stringify(file)}, which is not in the model's own folder: refused; copy it there`,
    );
  return join(directoryOf(described), inside);
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
  const name = sidecar(folder, described, file);
  const bytes = await folder.read(name, SETTINGS_LIMIT);
  if (!bytes)
    throw new FaccentError(`cannot read the labels "${folder.nameOf(name)}": there is no such file`);
  const { readLabels } = await import('./labels/read.js');
  return readLabels(bytes, column === undefined ? folder.nameOf(name) : `${folder.nameOf(name)}:${column}`);
}
