import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { FaccentError, type Model } from 'faccent';
import { type FileMetaData, asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { type About, readAbout } from './about.js';
import { type Block, type BlockPhotograph, DamagedBlock, openBlock } from './block.js';
import { VALUES, kindOfValues } from './measured.js';
import { TABLES } from './tables.js';
import { unitsOf } from './values.js';

/** A photograph that was kept of a channel. */
export interface Exemplar {
  readonly kind: 'top' | 'sample';
  /** From 0: of the strongest, or the part of the range that it was drawn of. */
  readonly rank: number;
  /** Its path from the folder of the photographs, and all of it. */
  readonly photograph: string;
  readonly file: string;
  readonly sha256: string;
  readonly activation: number;
  /** Where the layer has positions. */
  readonly peak?: number;
  readonly position?: readonly [y: number, x: number];
  /** What the strongest position sees of the canvas: first row and column, and those behind the last. */
  readonly box: readonly [y0: number, x0: number, y1: number, x1: number];
}

/** Exemplars that were put together. */
export interface Exemplars {
  readonly folder: string;
  readonly about: About;
  /** What a layer is called in them. @throws FaccentError where they do not have it */
  layerNamed(model: Model, layer: string): string;
  /** Whether they have a unit of a layer that they have. */
  has(layer: string, unit: number): boolean;
  /**
   * The strongest photographs of a unit, the strongest first.
   * @param count how many; all that are known where nothing is said
   * @throws FaccentError where there are not so many
   */
  top(layer: string, unit: number, count?: number): Promise<readonly Exemplar[]>;
  /**
   * A unit's mean activation over positions, of every photograph, in the order of their paths.
   * @throws FaccentError where they do not have the unit, or a file is damaged
   */
  values(layer: string, unit: number): Promise<Float64Array>;
  /** All that were measured, in the order of values. @throws FaccentError where a file is damaged */
  photographs(): Promise<readonly BlockPhotograph[]>;
}

/**
 * Opens what `faccent exemplars` put together.
 * @throws FaccentError where there are none, or they are damaged
 */
export async function openExemplars(folder: string): Promise<Exemplars> {
  const about = await readAbout(folder);
  let blocks: Promise<readonly Block[]> | undefined;
  let rows: Promise<Map<string, Exemplar[]>> | undefined;
  const listed = about.layers.map(({ layer, units }) => `${layer} (${units.length} units)`).join(', ');
  const has = (layer: string, unit: number): boolean =>
    about.layers.some((one) => one.layer === layer && one.units.includes(unit));
  const allBlocks = (): Promise<readonly Block[]> => (blocks ??= blocksOf(folder, about));
  const check = (layer: string, unit: number): void => {
    if (!has(layer, unit))
      throw new FaccentError(`the exemplars in "${folder}" have no ${layer}:${unit}: they have ${listed}`);
  };
  return {
    ...{ folder, about, has },
    layerNamed: (model, layer) => {
      const value = model.resolve(layer);
      const found = about.layers.find((one) => model.find(one.layer) === value);
      if (!found)
        throw new FaccentError(`the exemplars in "${folder}" have no layer "${layer}": they have ${listed}`);
      return found.layer;
    },
    top: async (layer, unit, count) => {
      check(layer, unit);
      rows ??= exemplarsOf(folder, about);
      const found = ((await rows).get(`${layer}:${unit}`) ?? []).filter(({ kind }) => kind === 'top');
      if (count !== undefined && found.length < Math.min(count, about.photographs))
        throw new FaccentError(
          `the exemplars in "${folder}" have the ${found.length} strongest photographs of each channel, and ${count} are asked for: faccent exemplars with --top ${count} finds more, and measures none again`,
        );
      return found.slice(0, count);
    },
    values: async (layer, unit) => {
      check(layer, unit);
      const i = about.layers.findIndex((one) => one.layer === layer);
      const at = about.layers[i]!.units.indexOf(unit);
      return (await unitsOf(await allBlocks(), i, at, at + 1)).activation;
    },
    photographs: async () => (await allBlocks()).flatMap(({ head }) => head.photographs),
  };
}

const damaged = (file: string, why: string, cause?: unknown): FaccentError =>
  new FaccentError(`"${file}" is damaged (${why}): run faccent exemplars again, which mends it`, { cause });

/** The blocks of finished exemplars, in order. */
async function blocksOf(folder: string, about: About): Promise<Block[]> {
  const kind = kindOfValues(about);
  const values = path.join(folder, VALUES);
  const blocks: Block[] = [];
  for (const name of (await readdir(values).catch(() => []))
    .filter((file) => /^\d+\.block$/.test(file))
    .sort()) {
    const file = path.join(values, name);
    const block = await openBlock(file, false).catch((error: unknown) => {
      if (!(error instanceof DamagedBlock)) throw error;
      throw damaged(file, error.message, error);
    });
    if (block.head.kind !== kind) throw damaged(file, 'it is of other values');
    blocks.push(block);
  }
  const count = blocks.reduce((sum, { head }) => sum + head.photographs.length, 0);
  if (count !== about.photographs)
    throw damaged(values, `it has ${count} photographs, and should have ${about.photographs}`);
  return blocks;
}

/** What a table's row has, as it was written. */
interface Row extends Record<'unit' | 'rank' | 'activation' | 'y0' | 'x0' | 'y1' | 'x1', number> {
  readonly layer: string;
  readonly kind: 'top' | 'sample';
  readonly photograph: string;
  readonly sha256: string;
  readonly peak: number | null;
  readonly y: number | null;
  readonly x: number | null;
}

/** All rows of the table, by layer and unit. */
async function exemplarsOf(folder: string, about: About): Promise<Map<string, Exemplar[]>> {
  const name = path.join(folder, TABLES.exemplars);
  let read: Row[];
  try {
    const file = await asyncBufferFromFile(name);
    const metadata: FileMetaData = await parquetMetadataAsync(file);
    read = (await parquetReadObjects({ file, metadata })) as unknown as Row[];
  } catch (error) {
    throw damaged(name, (error as Error).message, error);
  }
  const found = new Map<string, Exemplar[]>();
  for (const { layer, unit, kind, rank, photograph, sha256, activation, peak, y, x, ...box } of read) {
    const own = found.get(`${layer}:${unit}`) ?? [];
    found.set(`${layer}:${unit}`, own);
    own.push({
      ...{ kind, rank, photograph, file: path.join(about.folder, photograph), sha256, activation },
      ...(peak !== null && { peak }),
      ...(y !== null && x !== null && { position: [y, x] as const }),
      box: [box.y0, box.x0, box.y1, box.x1],
    });
  }
  return found;
}
