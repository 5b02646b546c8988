import path from 'node:path';
import { FaccentError, readPhotograph } from 'faccent';
import sharp from 'sharp';
import { imageToBytes } from '../../image/image.js';
import { availableParallelism } from 'node:os';
import { ahead } from './ahead.js';
import type { BlockPhotograph } from './block.js';
import type { Measured } from './measured.js';
import type { CanvasBox } from './tables.js';

/** Side of a thumbnail in pixels, and how many stand beside each other. */
export const [TILE, ACROSS] = [96, 30];

/** A part of a photograph that is shown small. */
export interface Tile {
  readonly photograph: BlockPhotograph;
  readonly box: CanvasBox;
}

/** What pictures are made from. */
export interface PictureSource {
  /** Where the photographs are. */
  readonly photographs: string;
  readonly measured: Pick<Measured, 'size' | 'background'>;
}

/** Thumbnails in one picture, row by row, and the photographs that are no longer there, or are others. */
export interface Sprite {
  readonly webp: Uint8Array;
  readonly gone: readonly string[];
}

const GREY = 128;

/** Draws tiles into one picture; where a photograph is gone a tile stays grey. */
export async function spriteOf(
  tiles: readonly Tile[],
  { photographs, measured }: PictureSource,
): Promise<Sprite> {
  const [width, height] = [Math.min(tiles.length, ACROSS) * TILE, Math.ceil(tiles.length / ACROSS) * TILE];
  const pixels = Buffer.alloc(3 * width * height, GREY);
  const places = new Map<string, { readonly photograph: BlockPhotograph; readonly at: number[] }>();
  for (const [i, { photograph }] of tiles.entries()) {
    const known = places.get(photograph.path) ?? { photograph, at: [] };
    known.at.push(i);
    places.set(photograph.path, known);
  }
  const gone: string[] = [];
  const draw = async ({ photograph, at }: { photograph: BlockPhotograph; at: readonly number[] }) => {
    const small = await cut(
      photograph,
      at.map((i) => tiles[i]!.box),
      { photographs, measured },
    );
    return { photograph, at, small };
  };
  for await (const { photograph, at, small } of ahead(places.values(), 2 * availableParallelism(), draw))
    if (!small) gone.push(photograph.path);
    else for (const [j, i] of at.entries()) paste(small[j]!, pixels, width, i);
  const webp = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .webp({ quality: 78 })
    .toBuffer();
  return { webp, gone: gone.sort() };
}

/** Parts of a photograph as the network saw it, each as a tile's pixels; nothing where it is gone, or is another. */
async function cut(
  { path: name, sha256 }: BlockPhotograph,
  boxes: readonly CanvasBox[],
  { photographs, measured: { size, background } }: PictureSource,
): Promise<Buffer[] | undefined> {
  const photo = await readPhotograph(path.join(photographs, name), { size, background }).catch(
    (error: unknown) => {
      if (error instanceof FaccentError) return undefined;
      throw error;
    },
  );
  if (photo?.sha256 !== sha256) return undefined;
  const [height, width] = size;
  const canvas = Buffer.from(imageToBytes(photo).buffer);
  return Promise.all(
    boxes.map(([y0, x0, y1, x1]) =>
      sharp(canvas, { raw: { width, height, channels: 3 } })
        .extract({ top: y0, left: x0, height: y1 - y0, width: x1 - x0 })
        .resize(TILE, TILE, { fit: 'cover' })
        .raw()
        .toBuffer(),
    ),
  );
}

function paste(tile: Buffer, pixels: Buffer, width: number, i: number): void {
  const [top, left] = [Math.floor(i / ACROSS) * TILE, (i % ACROSS) * TILE];
  for (let y = 0; y < TILE; y++)
    tile.copy(pixels, 3 * ((top + y) * width + left), 3 * y * TILE, 3 * (y + 1) * TILE);
}
