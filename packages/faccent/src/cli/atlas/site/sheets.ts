import type { SiteBox, SiteCell, Size } from 'faccent';
import type Sharp from 'sharp';
import type { Region } from 'sharp';
import type { Data } from './data.js';

/** Thumbnails: the side of one in pixels, and how many are in a sheet. */
export const SHEET = { side: 128, columns: 10, cells: 100 } as const;

const QUALITY = 78;

/** What a thumbnail is of: the picture's file, and a name that it has only while it is the same. */
export interface Thumbnail {
  readonly file: string;
  readonly key: string;
  /** Of a photograph: the part of its canvas that is shown, and the canvas' height and width. */
  readonly part?: { readonly box: SiteBox; readonly canvas: Size };
}

/** A thumbnail's place in a sheet's file. */
export interface Placed {
  readonly sheet: string;
  readonly cell: number;
}

/** A table of files, of which other things name their place in it. */
export class Table<T> {
  readonly all: T[] = [];
  private readonly places = new Map<string, number>();

  at(value: T, key = String(value)): number {
    let place = this.places.get(key);
    if (place === undefined) this.places.set(key, (place = this.all.push(value) - 1));
    return place;
  }
}

/** A place in a sheet, as files have it that list their sheets. */
export const cellIn = (sheets: Table<string>, placed: Placed | undefined): SiteCell | undefined =>
  placed && [sheets.at(placed.sheet), placed.cell];

/**
 * Puts thumbnails into sheets, in their order; the cells of those that are not there stay empty.
 * @returns where each is
 */
export async function sheetsOf(
  data: Data,
  thumbnails: readonly (Thumbnail | undefined)[],
): Promise<(Placed | undefined)[]> {
  const placed: (Placed | undefined)[] = [];
  for (let start = 0; start < thumbnails.length; start += SHEET.cells) {
    const some = thumbnails.slice(start, start + SHEET.cells);
    if (!some.some(Boolean)) {
      placed.push(...some.map(() => undefined));
      continue;
    }
    const from = JSON.stringify([SHEET, QUALITY, some.map((one) => one?.key ?? null)]);
    const sheet = await data.file('sheets', 'webp', from, () => draw(some));
    placed.push(...some.map((one, cell) => one && { sheet, cell }));
  }
  return placed;
}

async function draw(thumbnails: readonly (Thumbnail | undefined)[]): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const { side, columns } = SHEET;
  const rows = Math.ceil(thumbnails.length / columns);
  const [width, height] = [columns * side, rows * side];
  const pixels = Buffer.alloc(3 * width * height, 0x88);
  const cells = thumbnails.map(async (one, i) => {
    if (!one) return;
    const cell = await thumbnail(sharp, one)
      // the page shows what is wrong with it
      .catch(() => undefined);
    if (cell?.length !== 3 * side * side) return;
    const [y, x] = [Math.floor(i / columns) * side, (i % columns) * side];
    for (let row = 0; row < side; row++)
      cell.copy(pixels, 3 * ((y + row) * width + x), 3 * row * side, 3 * (row + 1) * side);
  });
  await Promise.all(cells);
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .webp({ quality: QUALITY, effort: 3 })
    .toBuffer();
}

async function thumbnail(sharp: typeof Sharp, { file, part }: Thumbnail): Promise<Buffer> {
  const picture = part
    ? sharp(file)
        .autoOrient()
        .extract(await boxIn(sharp, file, part))
    : sharp(file);
  return picture
    .resize(SHEET.side, SHEET.side, { fit: 'cover' })
    .flatten({ background: '#888' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer();
}

/** A part of a canvas, which is the largest centred one of its shape, in a picture's own pixels as it is seen. */
async function boxIn(
  sharp: typeof Sharp,
  file: string,
  { box: [y0, x0, y1, x1], canvas }: Required<Thumbnail>['part'],
): Promise<Region> {
  const { width, height } = (await sharp(file).metadata()).autoOrient;
  const scale = Math.min(height / canvas[0], width / canvas[1]);
  const along = (length: number, side: number, from: number, to: number): [start: number, length: number] => {
    const first = (length - scale * side) / 2;
    const start = Math.min(length - 1, Math.max(0, Math.floor(first + from * scale * side)));
    return [start, Math.max(1, Math.min(length - start, Math.round((to - from) * scale * side)))];
  };
  const [top, rows] = along(height, canvas[0], y0, y1);
  const [left, columns] = along(width, canvas[1], x0, x1);
  return { left, top, width: columns, height: rows };
}
