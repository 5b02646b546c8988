import { rm } from 'node:fs/promises';
import path from 'node:path';
import pc from '../print/colours.js';
import { locate } from '../../models/locate.js';
import { compiledFolder } from '../../platform/node/environment.js';
import { statedByName } from '../../platform/node/hub-cache.js';
import { type Kept, graphsIn, keptAt } from '../../platform/node/kept.js';
import { leftOvers } from '../../platform/node/left-over.js';
import { checkSeal } from '../../platform/node/sealed.js';
import { checkDownload, downloadsFolder } from '../../platform/node/download-note.js';
import {
  type CachedFile,
  cachedAddresses,
  filesWithoutNote,
  keptDownloads,
} from '../../platform/node/downloads.js';
import { verify } from '../../platform/node/verified.js';
import { formatBytes } from '../print/bytes.js';
import { allFiles, filesOf, isOfHub } from './cached.js';

/** What is wrong with something that is kept. */
interface Damaged {
  readonly file: string;
  readonly size: number;
  readonly why: string;
}

/** What is damaged among files, by their hashes. */
async function damagedAmong(files: readonly CachedFile[]): Promise<Damaged[]> {
  const found: Damaged[] = [];
  for (const one of files) {
    const { file, size } = one;
    const verdict = isOfHub(one)
      ? await verify(file, statedByName(one.sha256 ?? one.gitHash), true)
      : await checkDownload(file, undefined, true);
    if (verdict.state === 'wrong') found.push({ file, size, why: verdict.why });
  }
  return found;
}

/** Compiled graphs that are not what was sealed. */
async function damagedGraphs(): Promise<Damaged[]> {
  const found: Damaged[] = [];
  for (const { place: file, size } of await graphsIn(compiledFolder())) {
    const seal = await checkSeal(file, path.basename(file, '.onnx'));
    if (seal.state === 'wrong') found.push({ file, size, why: seal.why });
  }
  return found;
}

/** Files of addresses that have lost the note that says their hash. */
async function withoutNote(): Promise<Damaged[]> {
  const files = await filesWithoutNote();
  return files.map(({ place: file, size }) => ({
    file,
    size,
    why: 'has no note beside it that says its hash',
  }));
}

/** Reads all that is kept, or what was fetched for a name, and says what is not what came. */
export async function checkModels(name: string | undefined, flags: { json?: boolean }): Promise<void> {
  const files = name === undefined ? await allFiles() : await filesOf(await locate(name));
  const graphs = name === undefined ? await graphsIn(compiledFolder()) : [];
  const damaged = await damagedAmong(files);
  if (name === undefined) damaged.push(...(await withoutNote()), ...(await damagedGraphs()));
  if (damaged.length) process.exitCode = 1;
  const read = { files: files.length, compiled: graphs.length };
  if (flags.json) {
    console.log(JSON.stringify({ ...read, damaged }, null, 1));
    return;
  }
  for (const { file, why } of damaged) console.log(`${pc.red(file)} ${why}`);
  const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
  const all = `${count(files.length, 'file')} and ${count(graphs.length, 'compiled graph')}`;
  console.log(
    damaged.length
      ? `${damaged.length} of ${all} are damaged: the next run fetches or makes them again, where it may use the network`
      : `${all} are what they were`,
  );
}

export interface CleanFlags {
  readonly all?: boolean;
  readonly olderThan?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** What goes, and why. */
interface Going extends Kept {
  readonly why: string;
}

/** What `faccent models clean` deletes. */
async function goingBy({ all, olderThan = 0 }: CleanFlags): Promise<Going[]> {
  const because = (why: string, kept: readonly Kept[]): Going[] => kept.map((one) => ({ ...one, why }));
  const before = Date.now() - olderThan * 86_400_000;
  const old = (kept: readonly Kept[]): Kept[] => kept.filter(({ used }) => used <= before);
  const damaged = await Promise.all(
    [...(await damagedAmong(await cachedAddresses(downloadsFolder()))), ...(await withoutNote())].map(
      async ({ file }) => keptAt(path.dirname(file)),
    ),
  );
  const going = [
    ...because('left over', await leftOvers()),
    ...because(
      'damaged',
      damaged.filter((one) => one !== undefined),
    ),
    ...because('compiled', old(await graphsIn(compiledFolder()))),
    ...because('fetched', all ? old(await keptDownloads()) : []),
  ];
  // one that is damaged, say, is not counted twice
  return [...new Map(going.reverse().map((one) => [one.place, one])).values()].reverse();
}

/** Deletes what can be made again, and what is of no use. */
export async function cleanModels(flags: CleanFlags): Promise<void> {
  const going = await goingBy(flags);
  if (!flags.dryRun) for (const { place } of going) await rm(place, { recursive: true, force: true });
  const freed = going.reduce((sum, { size }) => sum + size, 0);
  if (flags.json) {
    const deleted = going.map(({ place, size, why }) => ({ place, size, why }));
    console.log(JSON.stringify({ dryRun: flags.dryRun === true, freed, deleted }, null, 1));
    return;
  }
  for (const why of ['left over', 'damaged', 'compiled', 'fetched']) {
    const own = going.filter((one) => one.why === why);
    if (!own.length) continue;
    const size = formatBytes(own.reduce((sum, one) => sum + one.size, 0));
    console.log(`${size.padStart(7)}  ${why.padEnd(9)}  ${own.length === 1 ? own[0]!.place : own.length}`);
  }
  console.log(`${flags.dryRun ? 'would free' : 'freed'} ${formatBytes(freed)}`);
}
