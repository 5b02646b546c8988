import { createHash } from 'node:crypto';
import { readdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import envPaths from 'env-paths';
import { fileFailure } from '../platform/node/failure.js';
import { type Downloaded, downloaded, noteOf } from './download.js';
import type { HubReference } from './reference.js';

const paths = (): ReturnType<typeof envPaths> => envPaths('faccent', { suffix: '' });

/** Where downloads go: FACCENT_CACHE, or the platform's folder for what can be fetched again. */
export const cacheFolder = (): string =>
  path.resolve(process.env.FACCENT_CACHE || path.join(paths().cache, 'models'));

/** Where graphs go that the runtime has optimized: beside the downloads. */
export const compiledFolder = (): string =>
  process.env.FACCENT_CACHE ? path.join(cacheFolder(), 'compiled') : path.resolve(paths().cache, 'compiled');

/** Where settings are: FACCENT_CONFIG, or the platform's folder for them. */
export const configFolder = (): string => path.resolve(process.env.FACCENT_CONFIG || paths().config);

/** A host as the name of a folder. */
const folderOfHost = (address: string): string => new URL(address).host.replace(':', '_');

/** The folder that mirrors a revision of a repository. */
export const hubFolder = (cache: string, endpoint: string, { repository, revision }: HubReference): string =>
  path.join(cache, 'hub', folderOfHost(endpoint), ...repository.split('/'), encodeURIComponent(revision));

/** The folder of a file at an address: addresses differ in more than their last part. */
export const urlFolder = (cache: string, url: string): string =>
  path.join(cache, 'url', folderOfHost(url), createHash('sha256').update(url).digest('hex').slice(0, 16));

export interface CachedFile extends Downloaded {
  readonly file: string;
}

/** The downloads in a folder and those below it. */
export async function cachedFiles(folder: string): Promise<CachedFile[]> {
  const names = await readdir(folder, { recursive: true }).catch((cause: NodeJS.ErrnoException) => {
    // nothing was fetched yet
    if (cause.code === 'ENOENT') return [];
    throw fileFailure('read the folder', folder, cause);
  });
  const ending = noteOf('');
  const found: CachedFile[] = [];
  for (const name of names.filter((n) => n.endsWith(ending)).sort()) {
    const file = path.join(folder, name.slice(0, -ending.length));
    const note = await downloaded(file);
    if (note) found.push({ ...note, file });
  }
  return found;
}

/** Deletes a folder of the cache, and those above it that are empty then. */
export async function removeCached(cache: string, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (let at = path.dirname(folder); at !== cache && at.startsWith(cache); at = path.dirname(at)) {
    try {
      await rmdir(at);
    } catch {
      return;
    }
  }
}

/** Bytes for people. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const unit = Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const amount = bytes / 1000 ** unit;
  return `${amount.toFixed(amount < 10 ? 1 : 0)} ${['B', 'kB', 'MB', 'GB'][unit]}`;
}
