import { availableParallelism } from 'node:os';
import path from 'node:path';
import { FaccentError, readPhotograph } from 'faccent';
import sharp from 'sharp';
import { imageToBytes } from '../../image/image.js';
import { ahead } from './ahead.js';
import type { BlockPhotograph } from './block.js';
import type { Measured } from './measured.js';
import type { CanvasBox } from './tables.js';
import { TILE, tileOf } from './tile.js';

/** Thumbnails that stand beside each other in a picture. */
export const ACROSS = 30;

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

/** Thumbnails as pixels, and the photographs that are no longer there, or are others. */
export interface Drawn {
  readonly pixels: readonly (Uint8ClampedArray | undefined)[];
  readonly gone: readonly string[];
}

const GREY = 128;

/** Draws tiles, each photograph decoded once for all that are of it; where one is gone there is nothing. */
export async function drawTiles(tiles: readonly Tile[], source: PictureSource): Promise<Drawn> {
  const places = new Map<string, { readonly photograph: BlockPhotograph; readonly at: number[] }>();
  for (const [i, { photograph }] of tiles.entries()) {
    const known = places.get(photograph.path) ?? { photograph, at: [] };
    known.at.push(i);
    places.set(photograph.path, known);
  }
  const gone: string[] = [];
  const pixels: (Uint8ClampedArray | undefined)[] = Array.from(tiles, () => undefined);
  const read = async ({ photograph, at }: { photograph: BlockPhotograph; at: readonly number[] }) => ({
    ...{ photograph, at },
    canvas: await canvasOf(photograph, source),
  });
  const width = source.measured.size[1];
  for await (const { photograph, at, canvas } of ahead(places.values(), 2 * availableParallelism(), read))
    if (!canvas) gone.push(photograph.path);
    else for (const i of at) pixels[i] = tileOf(canvas, width, tiles[i]!.box);
  return { pixels, gone };
}

/** A photograph as the network saw it; nothing where it is gone, or is another. */
async function canvasOf(
  { path: name, sha256 }: BlockPhotograph,
  { photographs, measured: { size, background } }: PictureSource,
): Promise<Uint8ClampedArray | undefined> {
  const photo = await readPhotograph(path.join(photographs, name), { size, background }).catch(
    (error: unknown) => {
      if (error instanceof FaccentError) return undefined;
      throw error;
    },
  );
  return photo?.sha256 === sha256 ? imageToBytes(photo) : undefined;
}

/** Thumbnails in one picture, row by row; what is not there is grey. */
export async function spriteOf(tiles: Drawn['pixels']): Promise<Uint8Array> {
  const [width, height] = [Math.min(tiles.length, ACROSS) * TILE, Math.ceil(tiles.length / ACROSS) * TILE];
  const pixels = Buffer.alloc(3 * width * height, GREY);
  for (const [i, tile] of tiles.entries()) {
    const [top, left] = [Math.floor(i / ACROSS) * TILE, (i % ACROSS) * TILE];
    for (let y = 0; tile && y < TILE; y++)
      pixels.set(tile.subarray(3 * y * TILE, 3 * (y + 1) * TILE), 3 * ((top + y) * width + left));
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .webp({ quality: 80 })
    .toBuffer();
}
