import { FaccentError } from '../../errors.js';

/** The most that ids may go beyond the labels that there are: more are no indices of classes. */
const isAbsurd = (last: number, count: number): boolean => last > 2 * count + 1000;

/**
 * Labels in the order of their ids, empty where there is no such id.
 * @param entries ids as they are written, and labels
 * @param name what errors call their file
 * @throws FaccentError where an id is no index, or stands twice
 */
export function labelsById(
  entries: readonly (readonly [id: string, label: string])[],
  name: string,
): string[] {
  const labels = new Map<number, string>();
  for (const [id, label] of entries) {
    if (!/^\d+$/.test(id) || !Number.isSafeInteger(Number(id)))
      throw new FaccentError(`"${name}" has the id ${id} for "${label}": ids of classes are 0, 1, 2, …`);
    const before = labels.get(Number(id));
    if (before !== undefined)
      throw new FaccentError(`"${name}" has the id ${id} twice, for "${before}" and for "${label}"`);
    labels.set(Number(id), label);
  }
  const last = [...labels.keys()].reduce((a, b) => Math.max(a, b), -1);
  if (isAbsurd(last, labels.size))
    throw new FaccentError(
      `"${name}" has ids as high as ${last} for ${labels.size} labels: they are no indices of classes`,
    );
  return Array.from({ length: last + 1 }, (_, i) => labels.get(i) ?? '');
}

/** Whether ids, as they are written, are 0, 1, 2, … up to their number, in any order. */
export const countFromZero = (ids: readonly string[]): boolean => {
  const found = new Set(ids.filter((id) => /^\d+$/.test(id)).map(Number));
  return ids.length > 0 && found.size === ids.length && [...found].every((id) => id < ids.length);
};
