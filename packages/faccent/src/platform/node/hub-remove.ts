import { readFile, readdir, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { hubCacheFolder } from './environment.js';
import { HubFolder } from './hub-cache.js';

/** Repositories of models in the cache that have an ONNX file. */
export async function cachedRepositories(): Promise<string[]> {
  const names = await readdir(hubCacheFolder()).catch(() => []);
  const found: string[] = [];
  for (const name of names.filter((n) => n.startsWith('models--')).sort()) {
    const repository = name.slice('models--'.length).replaceAll('--', '/');
    const folder = new HubFolder(repository);
    const files = await Promise.all((await folder.commits()).map((commit) => folder.names(commit)));
    if (files.flat().some((file) => file.toLowerCase().endsWith('.onnx'))) found.push(repository);
  }
  return found;
}

/** Deletes files of a commit, and what nothing else needs then. @returns those that were there */
export async function removeFiles(
  folder: HubFolder,
  commit: string,
  names: readonly string[],
): Promise<{ file: string; size: number }[]> {
  const all = await folder.pointers(commit);
  const gone = all.filter(({ name }) => names.includes(name));
  for (const { file } of gone) await rm(file, { force: true });
  const left = await Promise.all((await folder.commits()).map((c) => folder.pointers(c)));
  const needed = new Set(left.flat().map(({ blob }) => blob));
  for (const { blob } of gone) if (blob !== undefined && !needed.has(blob)) await rm(blob, { force: true });
  for (const { file } of gone) await removeEmpty(path.dirname(file), folder.at('snapshots'));
  const snapshot = await stat(folder.at('snapshots', commit)).catch(() => undefined);
  if (gone.length && !snapshot) await forget(folder, commit);
  return gone;
}

/** Drops what is noted of a commit that has no files here. */
async function forget(folder: HubFolder, commit: string): Promise<void> {
  await rm(folder.at('trees', `${commit}.json`), { force: true });
  await rm(folder.at('.no_exist', commit), { recursive: true, force: true });
  for (const ref of await readdir(folder.at('refs'), { recursive: true }).catch(() => [])) {
    const file = folder.at('refs', ref);
    const text = await readFile(file, 'latin1').catch(() => undefined);
    if (text?.trim() === commit) await rm(file, { force: true });
  }
  if ((await folder.commits()).length) return;
  for (const part of ['trees', 'refs', '.no_exist', 'blobs', 'snapshots'])
    await removeEmptyBelow(folder.at(part));
  await rmdir(folder.place).catch(() => undefined);
}

/** Deletes a folder and those above it, as far as they are empty. */
async function removeEmpty(folder: string, top: string): Promise<void> {
  for (let at = folder; at !== top && at.startsWith(top); at = path.dirname(at)) {
    try {
      await rmdir(at);
    } catch {
      return;
    }
  }
}

/** Deletes the empty folders of a folder, and itself if nothing else is in it. */
async function removeEmptyBelow(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await removeEmptyBelow(path.join(folder, entry.name));
  await rmdir(folder).catch(() => undefined);
}
