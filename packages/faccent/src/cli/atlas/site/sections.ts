import { groupedBy } from '../../../math/grouped.js';
import type { Entry } from './entry.js';
import { type Section, type Thumbnails, thumbnailOf } from './lists.js';

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Exemplars by their rank, others by name: always the same order. */
const inOrder = (a: Entry, b: Entry): number =>
  (a.rank ?? Infinity) - (b.rank ?? Infinity) ||
  compare(a.photograph?.name ?? '', b.photograph?.name ?? '') ||
  compare(a.id, b.id);

/** Jobs that raise a unit, by the names of layers. */
export const layersOf = (entries: Iterable<Entry>): Map<string, Entry[]> =>
  groupedBy(entries, ({ feature }) => feature?.layer);

/** A layer's results, unit by unit. */
export function unitsOf(entries: Iterable<Entry>, thumbnails: Thumbnails): Section[] {
  const units = [...groupedBy(entries, ({ feature }) => feature!.unit)].sort(([a], [b]) => a - b);
  return units.map(([unit, some]) => {
    const sorted = some.sort(inOrder);
    const first = sorted.find(({ state }) => state === 'done') ?? sorted[0]!;
    return {
      key: String(unit),
      label: some.find(({ feature }) => feature!.label !== undefined)?.feature!.label,
      thumbnail: thumbnailOf(first, thumbnails),
      entries: sorted,
    };
  });
}

/** All results that have a photograph, photograph by photograph, each in the order of the layers and units. */
export function photographsOf(entries: Iterable<Entry>, thumbnails: Thumbnails): Section[] {
  const photographs = [...groupedBy(entries, ({ photograph }) => photograph?.sha256)];
  const sections = photographs.map(([key, some]) => {
    const { name, file } = some[0]!.photograph!;
    return { key, label: name, thumbnail: thumbnails.photographs.get(file), entries: some };
  });
  return sections.sort((a, b) => compare(a.label, b.label) || compare(a.key, b.key));
}
