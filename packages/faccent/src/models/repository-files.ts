import { tableColumn } from './labels/table-column.js';
import { directoryOf, join } from './reference.js';

/** Larger files of settings or labels are not what they say they are, in bytes. */
export const SETTINGS_LIMIT = 16 * 2 ** 20;

/** Files beside a model or above it that say how it is used. */
const SETTINGS = ['model.json', 'preprocessor_config.json', 'processor_config.json', 'config.json'];

/** The models among names. */
export const modelsAmong = (names: readonly string[]): string[] =>
  names.filter((name) => name.toLowerCase().endsWith('.onnx')).sort();

/** The model that is meant where none is named. */
export function usualModel(names: readonly string[]): string | undefined {
  const models = modelsAmong(names);
  const usual = ['onnx/model.onnx', 'model.onnx'].find((name) => models.includes(name));
  return usual ?? (models.length === 1 ? models[0] : undefined);
}

const stemOf = (model: string): string => model.replace(/\.onnx$/i, '');

/** Whether a file holds weights of a model, by its name. */
export const isWeights = (name: string, model: string): boolean =>
  [`${model}_data`, `${model}.data`, `${stemOf(model)}.data`].some((start) => name.startsWith(start));

/** Names of the files that may say how a model is used. */
export function settingsOf(model: string): string[] {
  const folders = [directoryOf(model), ''];
  return [
    `${stemOf(model)}.json`,
    ...folders.flatMap((folder) => SETTINGS.map((name) => join(folder, name))),
  ];
}

/**
 * The files among those of a repository that a model is loaded from.
 * @param file the model's own, or the usual one
 */
export function belongingTo(names: readonly string[], file: string | undefined): string[] {
  const model = file ?? usualModel(names);
  if (model === undefined) return [];
  const settings = settingsOf(model);
  return names.filter((name) => name === model || isWeights(name, model) || settings.includes(name));
}

/** The file that a model.json says its labels are in. */
export function labelsIn(bytes: Uint8Array | undefined): string | undefined {
  let json: { labels?: unknown } | null;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes)) as typeof json;
  } catch {
    // whoever reads it next says what is wrong with it
    return undefined;
  }
  return typeof json?.labels === 'string' ? tableColumn(json.labels).file : undefined;
}
