import { mkdir, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from '../../platform/node/atomic.js';
import { plainName } from '../files/folder.js';
import { note } from '../print/note.js';
import { showRate } from '../print/rate.js';
import type { Chosen, ChosenChannel } from './choice.js';
import { type LayerPage, type PageChannel, indexPage, layerPage } from './page.js';
import type { Shown } from './shown.js';
import { ACROSS, type Tile, drawTiles, spriteOf } from './sprites.js';

/** The page, and the folder of those of its layers. */
export const PAGE = 'index.html';
const PAGES = 'pages';

/** Photographs of a kind that a page shows of a channel, and thumbnails in a picture at most. */
const [SHOWN, TILES] = [40, 1200];
/** Thumbnails that are drawn before pictures are made of them: 130 MB. */
const DRAWN = 8192;

const shownOf = ({ chosen }: ChosenChannel): Chosen[] =>
  (['top', 'sample'] as const).flatMap((kind) => chosen.filter((one) => one.kind === kind).slice(0, SHOWN));

/** Channels in groups whose thumbnails are in one picture each. */
function groupsOf(channels: readonly ChosenChannel[]): ChosenChannel[][] {
  const groups: ChosenChannel[][] = [];
  let tiles = Infinity;
  for (const channel of channels) {
    const count = shownOf(channel).length;
    if (tiles + count > TILES) {
      groups.push([]);
      tiles = 0;
    }
    groups.at(-1)!.push(channel);
    tiles += count;
  }
  return groups;
}

/** Thumbnails of one picture, each once. */
class Tiles {
  readonly all: Tile[] = [];
  private readonly places = new Map<string, number>();

  place(tile: Tile): number {
    const key = `${tile.box.join()} ${tile.photograph.path}`;
    const known = this.places.get(key);
    if (known !== undefined) return known;
    this.places.set(key, this.all.length);
    return this.all.push(tile) - 1;
  }
}

/** Names of files for layers, each its own, also where systems do not tell small letters from large ones. */
function pageNames(layers: readonly string[]): Map<string, string> {
  const taken = new Set<string>();
  return new Map(
    layers.map((layer) => {
      const plain = plainName(layer);
      let name = plain;
      for (let n = 2; taken.has(name.toLowerCase()); n++) name = `${plain}-${n}`;
      taken.add(name.toLowerCase());
      return [layer, name];
    }),
  );
}

/** Channels whose thumbnails are in one picture. */
interface Group {
  readonly file: string;
  readonly rows: readonly Pick<PageChannel, 'channel' | 'chosen' | 'places'>[];
  readonly tiles: readonly Tile[];
}

/** The pictures of a layer. @param name of its files */
const picturesOf = (own: readonly ChosenChannel[], name: string, { list, boxOf }: Shown): Group[] =>
  groupsOf(own).map((group, g) => {
    const tiles = new Tiles();
    const rows = group.map((channel) => {
      const chosen = shownOf(channel);
      const places = chosen.map(({ photograph, position }) =>
        tiles.place({ photograph: list[photograph]!, box: boxOf(channel.layer, position) }),
      );
      return { channel, chosen, places };
    });
    return { file: `${name}-${g}.webp`, rows, tiles: tiles.all };
  });

/** Pictures that are drawn together, so that a photograph is decoded once for many. */
function* together(groups: readonly Group[]): Generator<Group[]> {
  let [some, count] = [[] as Group[], 0];
  for (const group of groups) {
    if (count + group.tiles.length > DRAWN && some.length) {
      yield some;
      [some, count] = [[], 0];
    }
    some.push(group);
    count += group.tiles.length;
  }
  if (some.length) yield some;
}

/**
 * Writes a page for each layer, with its thumbnails.
 * @returns the page that leads to them
 */
export async function writePages(shown: Shown): Promise<string> {
  const { folder, measured, channels, quiet } = shown;
  const pages = path.join(folder, PAGES);
  await mkdir(pages, { recursive: true });
  const names = pageNames(measured.layers.map(({ layer }) => layer));
  const made: LayerPage[] = [];
  const written = new Set<string>();
  const gone = new Set<string>();
  const rate = await showRate(channels.length, 'channels drawn', quiet);
  let drawn = 0;
  const write = async (name: string, data: Uint8Array | string): Promise<void> => {
    await writeWhole(path.join(pages, name), data, { synced: false });
    written.add(name);
  };
  try {
    for (const { layer } of measured.layers) {
      const own = channels.filter((channel) => channel.layer === layer);
      const rows: PageChannel[] = [];
      for (const groups of together(picturesOf(own, names.get(layer)!, shown))) {
        const found = await drawTiles(
          groups.flatMap(({ tiles }) => tiles),
          shown,
        );
        found.gone.forEach((name) => gone.add(name));
        let at = 0;
        for (const { file, tiles, rows: some } of groups) {
          await write(file, await spriteOf(found.pixels.slice(at, (at += tiles.length))));
          const across = Math.min(ACROSS, tiles.length);
          rows.push(...some.map((row) => ({ ...row, sprite: file, across })));
          rate.at((drawn += some.length));
        }
      }
      const page: LayerPage = { layer, file: `${names.get(layer)!}.html`, rows };
      await write(page.file, await layerPage(page, shown, path.relative(pages, shown.photographs)));
      made.push(page);
    }
  } finally {
    rate.stop();
  }
  for (const name of await readdir(pages))
    if (!written.has(name) && /\.(?:webp|html)$/.test(name)) await rm(path.join(pages, name));
  if (gone.size && !quiet)
    note(
      `${gone.size} of the photographs on the page are not in "${shown.photographs}" as they were measured, and stay grey there: the first is "${[...gone].sort()[0]}"`,
    );
  return indexPage(made, shown, PAGES);
}
