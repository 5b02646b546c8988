import type { SiteCell, SiteChunk, SiteList, SiteListed, SitePhotograph, SiteResult } from 'faccent';
import type { Data } from './data.js';
import type { Entry, EntryPhotograph } from './entry.js';
import { type Placed, Table, cellIn } from './sheets.js';

/** Results in a piece of a list: those of four sheets. */
export const CHUNK = 400;

/** Where thumbnails are, of results and of photographs' canvases by their files. */
export interface Thumbnails {
  readonly results: ReadonlyMap<string, Placed>;
  readonly photographs: ReadonlyMap<string, Placed>;
}

/** A section of a list that is being made. */
export interface Section {
  readonly key: string;
  readonly label?: string;
  readonly thumbnail?: Placed;
  readonly entries: readonly Entry[];
}

/** Results with the tables that they refer to. */
export function chunkOf(entries: readonly Entry[], thumbnails: Thumbnails): SiteChunk {
  const sheets = new Table<string>();
  const photographs = new Table<SitePhotograph>();
  const results = entries.map((entry): SiteResult => {
    const { id, state, feature, photograph, activation, box } = entry;
    const { layer, unit } = feature!;
    const thumbnail: SiteCell | undefined = cellIn(sheets, thumbnailOf(entry, thumbnails));
    return {
      ...{ id, state, layer, unit },
      ...(photograph && { photograph: photographs.at(record(photograph), photograph.file) }),
      ...{ thumbnail, activation, box },
    };
  });
  return { sheets: sheets.all, photographs: photographs.all, results };
}

const record = ({ sha256, name, file }: EntryPhotograph): SitePhotograph => [sha256, name, file];

/** Of the result; before there is one, of its photograph. */
export const thumbnailOf = ({ id, photograph }: Entry, thumbnails: Thumbnails): Placed | undefined =>
  thumbnails.results.get(id) ?? (photograph && thumbnails.photographs.get(photograph.file));

/** Writes a list and its pieces. */
export async function writeList(
  data: Data,
  sections: readonly Section[],
  thumbnails: Thumbnails,
): Promise<SiteListed> {
  const entries = sections.flatMap((section) => section.entries);
  const chunks: string[] = [];
  for (let start = 0; start < entries.length; start += CHUNK)
    chunks.push(await data.json('lists', chunkOf(entries.slice(start, start + CHUNK), thumbnails)));
  const sheets = new Table<string>();
  const list: SiteList = {
    sections: sections.map(({ key, label, thumbnail, entries: { length } }) => ({
      ...{ key, label, count: length, thumbnail: cellIn(sheets, thumbnail) },
    })),
    ...{ chunks, sheets: sheets.all },
  };
  return {
    file: await data.json('lists', list),
    sections: sections.length,
    results: entries.length,
    done: entries.filter(({ state }) => state === 'done').length,
  };
}
