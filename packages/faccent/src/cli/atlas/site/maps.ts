import { existsSync } from 'node:fs';
import path from 'node:path';
import type { AtlasSite, SiteMap, SiteMapCell, SiteMapPhotograph, SiteState } from 'faccent';
import { type CellFile, type MapFile, readMap } from '../map/file.js';
import type { Data } from './data.js';
import { type Placed, Table, type Thumbnail, cellIn, sheetsOf } from './sheets.js';

/** What a map shows of jobs. */
interface Shown {
  /** The folder of the site, where results are already. */
  readonly site: string;
  readonly stateOf: (id: string) => SiteState;
  readonly data: Data;
}

/**
 * Brings a plan's maps into the site, with thumbnails of their cells' pictures and of what photographs have there.
 * @returns with what is wrong with those that cannot be read
 */
export async function putMaps(
  plan: string,
  names: readonly string[],
  shown: Shown,
): Promise<{ readonly maps: AtlasSite['maps']; readonly damaged: readonly string[] }> {
  const [maps, damaged] = [[] as AtlasSite['maps'][number][], [] as string[]];
  for (const name of names)
    try {
      // it may have gone meanwhile
      const map = await readMap(plan, name);
      if (!map) continue;
      const file = await shown.data.json('maps', await siteMap(name, map, shown));
      maps.push({ name, file, layer: map.layer });
    } catch (error) {
      damaged.push((error as Error).message);
    }
  return { maps, damaged };
}

async function siteMap(name: string, map: MapFile, { site, stateOf, data }: Shown): Promise<SiteMap> {
  const sheets = new Table<string>();
  const cells = map.levels.flatMap((level) => level.cells);
  const pictures = await placedBy(
    data,
    cells.flatMap(({ id }) =>
      stateOf(id) === 'done' ? [{ key: id, file: path.join(site, 'results', id, 'visualization.png') }] : [],
    ),
  );
  const parts = await placedBy(
    data,
    cells
      .flatMap(({ examples }) => examples.map((example) => partOf(map, example)))
      // one that has gone may come back
      .filter(({ file }) => existsSync(file)),
  );
  const cellOf = ({ row, column, count, id, labels, examples }: CellFile): SiteMapCell => ({
    ...{ row, column, count, id, state: stateOf(id), thumbnail: cellIn(sheets, pictures.get(id)) },
    labels: labels.map(({ unit, label, probability }) => ({ label: label ?? `class ${unit}`, probability })),
    examples: examples.map((example) => ({
      photograph: example.photograph,
      thumbnail: cellIn(sheets, parts.get(partOf(map, example).key)),
    })),
  });
  return {
    ...{ name, layer: map.layer, points: map.points },
    levels: map.levels.map((level) => ({ side: level.side, cells: level.cells.map(cellOf) })),
    // the names of files, and no more of their paths
    photographs: map.photographs.map(({ path: file, sha256 }): SiteMapPhotograph => [
      sha256,
      path.basename(file.replaceAll('\\', '/')),
    ]),
    sheets: sheets.all,
  };
}

function partOf(
  { photographs, canvas }: MapFile,
  { photograph, box }: CellFile['examples'][number],
): Thumbnail {
  const { path: file, sha256 } = photographs[photograph]!;
  return { file, key: `${sha256} ${box.join()}`, part: { box, canvas } };
}

/** Where thumbnails are, each put into a sheet once, by their keys. */
async function placedBy(data: Data, thumbnails: readonly Thumbnail[]): Promise<Map<string, Placed>> {
  const once = [...new Map(thumbnails.map((one) => [one.key, one])).values()];
  const placed = await sheetsOf(data, once);
  return new Map(once.flatMap(({ key }, i) => (placed[i] ? [[key, placed[i]]] : [])));
}
