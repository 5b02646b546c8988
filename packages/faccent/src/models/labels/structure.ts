import { isObject } from '../../declaration/schema.js';
import { FaccentError } from '../../errors.js';
import { labelsById } from './by-id.js';

/** Under which names labels stand in what holds more: Ultralytics, transformers, torchvision, Keras, COCO. */
const WITHIN = [
  ...['names', 'id2label', 'idx_to_class', 'labels', 'classes', 'class_names', 'label_names', 'categories'],
  ...['label2id', 'class_to_idx', 'class_indices'],
];
const NAMES = ['display_name', 'name', 'label', 'class_name', 'className', 'title', 'class'];
const IDS = ['id', 'index', 'idx', 'class_id', 'classId', 'class_index', 'label_id', 'category_id'];

const isId = (value: unknown): value is string | number =>
  (typeof value === 'number' || typeof value === 'string') && /^-?\d+$/.test(String(value));

const isSynset = (value: unknown): boolean => typeof value === 'string' && /^n\d{8}$/.test(value);

/** A label: text, or what stands for one in a list of two with ImageNet's name, or in an object. */
function labelOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim();
  if (Array.isArray(value))
    return value.length === 2 && isSynset(value[0]) && !Array.isArray(value[1])
      ? labelOf(value[1])
      : undefined;
  if (!isObject(value)) return undefined;
  return NAMES.map((key) => value[key])
    .find((found) => typeof found === 'string')
    ?.trim();
}

/** All labels of some values, or nothing where one has none. */
const labelsOf = (values: readonly unknown[]): string[] | undefined => {
  const labels = values.map((value) => (typeof value === 'number' ? String(value) : labelOf(value)));
  return values.length && labels.every((label) => label !== undefined) ? labels : undefined;
};

/** An item's own id, where it has one. */
const idOf = (value: unknown): string | undefined => {
  const id = Array.isArray(value)
    ? (value as unknown[])[0]
    : isObject(value)
      ? IDS.map((key) => value[key]).find(isId)
      : undefined;
  return isId(id) ? String(id) : undefined;
};

function fromList(list: readonly unknown[], name: string): string[] | undefined {
  const ids = list.map(idOf);
  const ofPairs = list.map((item) =>
    Array.isArray(item) && item.length === 2 && isId(item[0]) ? (item[1] as unknown) : item,
  );
  const labels = labelsOf(ofPairs);
  if (!labels || ids.every((id) => id === undefined)) return labels;
  const without = ids.indexOf(undefined);
  if (without >= 0)
    throw new FaccentError(`"${name}" has no id for "${labels[without]}", and has them for others`);
  return labelsById(
    labels.map((label, i) => [ids[i]!, label]),
    name,
  );
}

function fromMap(map: Readonly<Record<string, unknown>>, name: string): string[] | undefined {
  const [keys, values] = [Object.keys(map), Object.values(map)];
  const areIndices = values.length > 0 && values.every(isId);
  // of numbers on both sides those in quotes are names
  if (areIndices && (!keys.every(isId) || values.every((value) => typeof value === 'number')))
    return labelsById(
      keys.map((label, i) => [String(values[i]), label.trim()]),
      name,
    );
  const labels = keys.every(isId) ? labelsOf(values) : undefined;
  return (
    labels &&
    labelsById(
      labels.map((label, i) => [keys[i]!, label]),
      name,
    )
  );
}

/**
 * Labels in what JSON or YAML says: a list of them, or of objects with them; a map from or to their indices; or such a one
 * under one of the names that tools give it.
 * @throws FaccentError where there are none, or an id is no index or stands twice
 */
export function labelsWithin(value: unknown, name: string): string[] {
  const direct = (given: unknown): string[] | undefined =>
    Array.isArray(given) ? fromList(given, name) : isObject(given) ? fromMap(given, name) : undefined;
  const labels =
    direct(value) ??
    (isObject(value)
      ? WITHIN.map((key) => direct(value[key])).find((found) => found !== undefined)
      : undefined);
  if (!labels?.length)
    throw new FaccentError(
      `"${name}" has no labels that can be read: give a list like ["cat", "dog"], or a map like {"0": "cat"} or {"cat": 0}, by itself or as "names", "id2label", "label2id" or "categories"`,
    );
  if (labels.every((label, i) => label === `LABEL_${i}`))
    throw new FaccentError(`"${name}" has no labels: "${labels[0]}" only repeats the index`);
  return labels;
}
