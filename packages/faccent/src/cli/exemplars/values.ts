import { createHash } from 'node:crypto';
import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { FaccentError } from 'faccent';
import { syncFolder } from '../../platform/node/atomic.js';
import {
  type Block,
  type BlockFailure,
  type BlockHead,
  type BlockPhotograph,
  DamagedBlock,
  type LayerValues,
  openBlock,
  readUnits,
  writeBlock,
} from './block.js';
import { VALUES } from './measured.js';

const SUFFIX = '.block';

/** What a block is called while its folder is not settled. @param chunk which part of all photographs it is of */
export const partName = (chunk: number, photographs: readonly string[]): string =>
  `${settledName(chunk).slice(0, -SUFFIX.length)}-${createHash('sha256').update(photographs.join('\n')).digest('hex').slice(0, 16)}${SUFFIX}`;

const settledName = (chunk: number): string => `${String(chunk).padStart(6, '0')}${SUFFIX}`;

/** Where blocks are put together before they replace others. */
const NEXT = 'next';

/** A photograph that was measured: in which block, and which of its photographs it is. */
export interface Kept extends BlockPhotograph {
  readonly block: Block;
  readonly at: number;
}

/** What a folder has of the photographs that were measured, or were to be. */
export interface Values {
  readonly blocks: readonly Block[];
  readonly measured: ReadonlyMap<string, Kept>;
  /** Those that could not be measured, and were not later. */
  readonly failed: ReadonlyMap<string, BlockFailure>;
}

/** The files of all blocks of a folder. */
async function blockFiles(folder: string): Promise<string[]> {
  const values = path.join(folder, VALUES);
  const entries = await readdir(values, { withFileTypes: true }).catch(() => []);
  const files: string[] = [];
  for (const { name, parentPath } of entries.filter((entry) => entry.isFile()))
    files.push(path.join(parentPath, name));
  for (const below of entries.filter((entry) => entry.isDirectory()))
    for (const name of await readdir(path.join(values, below.name)).catch(() => []))
      files.push(path.join(values, below.name, name));
  return files.filter((file) => file.endsWith(SUFFIX) && !path.basename(file).startsWith('.')).sort();
}

/**
 * Looks at all blocks of some folders.
 * @param kind what their values are to be (`kindOfValues`)
 * @param onDamaged what is done with a file that is no such block
 * @throws FaccentError where a photograph was measured twice and was another then
 */
export async function readValues(
  folders: readonly string[],
  kind: string,
  onDamaged: (file: string, why: string) => void | Promise<void>,
): Promise<Values> {
  const blocks: Block[] = [];
  const measured = new Map<string, Kept>();
  const failed = new Map<string, BlockFailure>();
  for (const file of (await Promise.all(folders.map(blockFiles))).flat()) {
    let block: Block;
    try {
      block = await openBlock(file, true);
      if (block.head.kind !== kind) throw new DamagedBlock('it is of other values');
    } catch (error) {
      // another process has put it elsewhere
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') continue;
      if (!(error instanceof DamagedBlock)) throw error;
      await onDamaged(file, error.message);
      continue;
    }
    blocks.push(block);
    for (const [at, photograph] of block.head.photographs.entries()) {
      const before = measured.get(photograph.path);
      if (before && before.sha256 !== photograph.sha256)
        throw new FaccentError(
          `"${photograph.path}" was one photograph in "${before.block.file}" and is another in "${file}": delete the file that is of the wrong one, and run the command again`,
        );
      if (!before) measured.set(photograph.path, { ...photograph, block, at });
    }
    for (const failure of block.head.failed) failed.set(failure.path, failure);
  }
  for (const path of measured.keys()) failed.delete(path);
  return { blocks, measured, failed };
}

/** What tells a block from another of the same kind. */
const contentsOf = ({ photographs, failed }: BlockHead): string =>
  createHash('sha256')
    .update(JSON.stringify([photographs, failed]))
    .digest('hex');

/**
 * Puts a folder's blocks in order: photographs by their paths, as many in each as there is room for. So what is there
 * depends on the photographs alone, and not on who measured which of them when.
 * @param perBlock photographs of a block
 * @returns the blocks, in order
 */
export async function settle(
  folder: string,
  { blocks, measured, failed }: Values,
  perBlock: number,
): Promise<Block[]> {
  const values = path.join(folder, VALUES);
  const next = path.join(values, NEXT);
  const paths = [...measured.keys(), ...failed.keys()].sort();
  const layers = blocks.find(({ head }) => head.layers.length)?.head.layers ?? [];
  const settled: string[] = [];
  const known = new Map(blocks.map((block) => [contentsOf(block.head), block]));
  const reading = new Recent();
  await mkdir(next, { recursive: true });
  for (let chunk = 0; chunk * perBlock < paths.length; chunk++) {
    const own = paths.slice(chunk * perBlock, (chunk + 1) * perBlock);
    const kept = own.flatMap((name) => measured.get(name) ?? []);
    const head: BlockHead = {
      kind: blocks[0]!.head.kind,
      photographs: kept.map(({ path, sha256, width, height }) => ({ path, sha256, width, height })),
      failed: own.flatMap((name) => failed.get(name) ?? []),
      layers: kept.length ? layers : [],
    };
    const name = settledName(chunk);
    settled.push(name);
    const same = known.get(contentsOf(head));
    if (same?.file === path.join(values, name)) continue;
    if (same && isBelow(same.file, values)) await rename(same.file, path.join(next, name));
    else await writeBlock(path.join(next, name), head, await gathered(kept, head, reading));
  }
  // no photograph is without its values at any moment
  const made = (await readdir(next)).filter((name) => settled.includes(name));
  for (const name of made) await rename(path.join(next, name), path.join(values, name));
  for (const file of await blockFiles(folder))
    if (!settled.some((name) => file === path.join(values, name))) await rm(file, { force: true });
  await removeEmpty(values);
  await syncFolder(values);
  const inOrder: Block[] = [];
  for (const name of settled) inOrder.push(await openBlock(path.join(values, name), false));
  return inOrder;
}

const isBelow = (file: string, folder: string): boolean => file.startsWith(folder + path.sep);

/** Folders of parts whose blocks are elsewhere now. */
async function removeEmpty(values: string): Promise<void> {
  for (const entry of await readdir(values, { withFileTypes: true }))
    // one that somebody writes to has a lock in it, and stays
    if (entry.isDirectory()) await rmdir(path.join(values, entry.name)).catch(() => undefined);
}

/** Blocks that are read whole, of which a few are held: who goes through photographs by name meets them in turn. */
class Recent {
  private readonly held = new Map<string, Promise<LayerValues[]>>();

  layers(block: Block): Promise<LayerValues[]> {
    const found =
      this.held.get(block.file) ??
      Promise.all(block.head.layers.map(({ units }, i) => readUnits(block, i, 0, units)));
    this.held.delete(block.file);
    this.held.set(block.file, found);
    if (this.held.size > 4) this.held.delete(this.held.keys().next().value!);
    return found;
  }
}

/** The values of photographs from wherever they are. */
async function gathered(kept: readonly Kept[], head: BlockHead, reading: Recent): Promise<LayerValues[]> {
  const made = head.layers.map(({ units, positions }): Required<LayerValues> => {
    const values = units * kept.length;
    const places = positions ? values : 0;
    return {
      activation: new Float64Array(values),
      peak: new Float32Array(places),
      place: new Uint32Array(places),
    };
  });
  for (const [to, { block, at }] of kept.entries()) {
    const from = await reading.layers(block);
    const count = block.head.photographs.length;
    for (const [i, { units, positions }] of head.layers.entries())
      for (let u = 0; u < units; u++) {
        made[i]!.activation[u * kept.length + to] = from[i]!.activation[u * count + at]!;
        if (!positions) continue;
        made[i]!.peak[u * kept.length + to] = from[i]!.peak![u * count + at]!;
        made[i]!.place[u * kept.length + to] = from[i]!.place![u * count + at]!;
      }
  }
  return made.map((values, i) => (head.layers[i]!.positions ? values : { activation: values.activation }));
}

/**
 * Some units' values over all photographs, in the order of the blocks.
 * @returns unit by unit, photograph by photograph
 */
export async function unitsOf(
  blocks: readonly Block[],
  layer: number,
  from: number,
  to: number,
): Promise<LayerValues> {
  const filled = blocks.filter(({ head }) => head.photographs.length);
  const count = filled.reduce((sum, { head }) => sum + head.photographs.length, 0);
  const positions = filled[0]?.head.layers[layer]?.positions;
  const activation = new Float64Array((to - from) * count);
  const peak = new Float32Array(positions ? activation.length : 0);
  const place = new Uint32Array(peak.length);
  let at = 0;
  for (const block of filled) {
    const own = block.head.photographs.length;
    const values = await readUnits(block, layer, from, to);
    for (let u = 0; u < to - from; u++) {
      const part = [u * own, (u + 1) * own] as const;
      activation.set(values.activation.subarray(...part), u * count + at);
      if (values.peak) peak.set(values.peak.subarray(...part), u * count + at);
      if (values.place) place.set(values.place.subarray(...part), u * count + at);
    }
    at += own;
  }
  return positions ? { activation, peak, place } : { activation };
}
