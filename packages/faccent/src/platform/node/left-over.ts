import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { isAbandoned } from './atomic.js';
import { cacheFolder, compiledFolder, hubCacheFolder } from './environment.js';
import { type Kept, keptAt, leftOverIn } from './kept.js';
import { leftOver } from './part.js';
import { recordsOfNothing } from './verified.js';

/** Younger notes may be of a file that is about to get its name, in milliseconds. */
const MOMENT = 600_000;

/** What processes that were killed left of downloads and writes, and notes of what is gone. */
export async function leftOvers(): Promise<Kept[]> {
  const hub = hubCacheFolder();
  const repositories = (await readdir(hub).catch(() => [])).filter((name) => name.startsWith('models--'));
  const own = await foldersIn(cacheFolder());
  // of the Hub's cache only what has the names that we give: the rest is that of others
  const contents = repositories.map((name) => path.join(hub, name, 'blobs'));
  const places = [...(await recordsOfNothing())];
  for (const folder of [...own, ...contents]) for (const place of await partsIn(folder)) places.push(place);
  for (const folder of own) for (const place of await notesOfNothing(folder)) places.push(place);
  const found = await Promise.all([...new Set(places)].map(keptAt));
  return [...(await leftOverIn(compiledFolder())), ...found.filter((one) => one !== undefined)];
}

/** Parts of downloads with their notes, and files half-written, which nobody writes any more. */
async function partsIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir(folder).catch(() => [])) {
    const file = path.join(folder, name);
    if (isAbandoned(name)) found.push(file);
    const target = /^\.(.+)\.\d+-[0-9a-f]{8}\.part$/s.exec(name)?.[1];
    if (target !== undefined && (await leftOver(path.join(folder, target))).includes(file))
      found.push(file, `${file}.json`);
  }
  return found;
}

async function notesOfNothing(folder: string): Promise<string[]> {
  const names = new Set(await readdir(folder).catch(() => []));
  const found: string[] = [];
  for (const name of names) {
    const noted = /^(.+)\.info\.json$/s.exec(name)?.[1];
    if (noted === undefined || names.has(noted)) continue;
    const there = await lstat(path.join(folder, name)).catch(() => undefined);
    if (there && Date.now() - there.mtimeMs > MOMENT) found.push(path.join(folder, name));
  }
  return found;
}

/** The folders of our own downloads. */
async function foldersIn(cache: string): Promise<string[]> {
  const downloads = path.join(cache, 'url');
  const below = await readdir(downloads, { recursive: true, withFileTypes: true }).catch(() => []);
  const folders = below.filter((entry) => entry.isDirectory());
  return [path.join(cache, 'verified'), downloads, ...folders.map((e) => path.join(e.parentPath, e.name))];
}
