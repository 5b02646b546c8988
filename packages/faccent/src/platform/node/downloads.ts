import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Downloaded } from './download.js';
import { downloadsFolder, noteOf, readNote, urlFolder } from './download-note.js';
import { cacheFolder } from './environment.js';
import { fileFailure } from './failure.js';
import { type Kept, keptAt } from './kept.js';
import { noted } from './verified.js';

/** A file that was fetched, and where from. */
export interface CachedFile {
  readonly file: string;
  readonly size: number;
  /** An address, or a place on the Hub to the commit. */
  readonly source: string;
  readonly sha256?: string;
  /** Git's hash, of a small file of the Hub. */
  readonly gitHash?: string;
  /** What vouched for the file when it came. */
  readonly verified: Downloaded['verified'];
}

/** The files of addresses in a folder of the cache and those below it. */
export async function cachedAddresses(folder = cacheFolder()): Promise<CachedFile[]> {
  const names = await readdir(folder, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    // nothing was fetched yet
    if (cause.code === 'ENOENT') return [];
    throw fileFailure('read the folder', folder, cause);
  });
  const ending = noteOf('');
  const found: CachedFile[] = [];
  for (const name of names.filter((n) => n.endsWith(ending)).sort()) {
    const file = path.join(folder, name.slice(0, -ending.length));
    const note = await readNote(file);
    const there = await stat(file).catch(() => undefined);
    if (!note || !there) continue;
    const { url: source, ...rest } = note;
    found.push({ file, source, ...rest, size: there.size });
  }
  return found;
}

/** Downloads of addresses. What was used a moment ago stays: another process may be about to read it. */
export async function keptDownloads(): Promise<Kept[]> {
  const files = await cachedAddresses(downloadsFolder());
  const kept = await Promise.all(
    files.map(async ({ file, size }) => {
      const used = (await noted(file)).used ?? (await stat(file).catch(() => undefined))?.mtimeMs;
      return { place: path.dirname(file), size, used: used ?? 0 };
    }),
  );
  return kept.map((one) => ({ ...one, stays: Date.now() - one.used < MOMENT }));
}

/** In milliseconds. */
const MOMENT = 600_000;

/** Files in the folders of downloads that have no note which says what they are. */
export async function filesWithoutNote(): Promise<Kept[]> {
  const top = downloadsFolder();
  const entries = await readdir(top, { recursive: true, withFileTypes: true }).catch(() => []);
  const found: Kept[] = [];
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name);
    // those of a download: HOST/HASH/NAME
    const isDownload = path.relative(top, file).split(path.sep).length === 3 && !entry.name.startsWith('.');
    if (!isDownload || entry.name.endsWith(noteOf('')) || (await readNote(file))) continue;
    const kept = await keptAt(file);
    if (kept) found.push(kept);
  }
  return found;
}

/** Deletes what was fetched from an address, and the folders above it that are empty then. */
export async function removeAddress(url: string): Promise<void> {
  const folder = urlFolder(url);
  await rm(folder, { recursive: true, force: true });
  const top = cacheFolder();
  for (let at = path.dirname(folder); at !== top && at.startsWith(top); at = path.dirname(at)) {
    try {
      await rmdir(at);
    } catch {
      return;
    }
  }
}
