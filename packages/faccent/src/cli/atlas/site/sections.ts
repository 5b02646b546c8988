import type { Entry } from './entry.js';
import { type Section, type Thumbnails, thumbnailOf } from './lists.js';

/** The entries of each key, in the order in which keys come first. */
function grouped<K>(entries: Iterable<Entry>, keyOf: (entry: Entry) => K | undefined): Map<K, Entry[]> {
  const groups = new Map<K, Entry[]>();
  for (const entry of entries) {
    const key = keyOf(entry);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
  }
  return groups;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Exemplars by their rank, others by name: always the same order. */
const inOrder = (a: Entry, b: Entry): number =>
  (a.rank ?? Infinity) - (b.rank ?? Infinity) ||
  compare(a.photograph?.name ?? '', b.photograph?.name ?? '') ||
  compare(a.id, b.id);

/** Jobs that raise a unit, by the names of layers. */
export const layersOf = (entries: Iterable<Entry>): Map<string, Entry[]> =>
  grouped(entries, ({ feature }) => feature?.layer);

/** A layer's results, unit by unit. */
export function unitsOf(entries: Iterable<Entry>, thumbnails: Thumbnails): Section[] {
  const units = [...grouped(entries, ({ feature }) => feature!.unit)].sort(([a], [b]) => a - b);
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
  const photographs = [...grouped(entries, ({ photograph }) => photograph?.sha256)];
  const sections = photographs.map(([key, some]) => {
    const { name, file } = some[0]!.photograph!;
    return { key, label: name, thumbnail: thumbnails.photographs.get(file), entries: some };
  });
  return sections.sort((a, b) => compare(a.label, b.label) || compare(a.key, b.key));
}
