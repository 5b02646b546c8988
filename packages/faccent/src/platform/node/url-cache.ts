import { createHash } from 'node:crypto';
import { readFile, readdir, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isSafePath } from '../../models/reference.js';
import { lastPart, webAddress, withoutCredentials, withoutSecrets } from '../address.js';
import type { ModelFolder } from '../platform.js';
import { type TransferOptions, httpFor, refuseOffline } from '../transfer.js';
import { writeWhole } from './atomic.js';
import { type Downloaded, download } from './download.js';
import { cacheFolder } from './environment.js';
import { fileFailure } from './failure.js';
import { folderOf, offlineHelp } from './model-folder.js';
import { guard } from './network.js';

/** A host as the name of a folder. */
const folderOfHost = (address: string): string => new URL(address).host.replaceAll(':', '_');

/** The folder of a file at an address: addresses differ in more than their last part. */
export const urlFolder = (url: string): string =>
  path.join(
    ...[cacheFolder(), 'url', folderOfHost(url)],
    createHash('sha256').update(url).digest('hex').slice(0, 16),
  );

const noteOf = (file: string): string => `${file}.info.json`;

/** The note of a file that is there whole, or nothing. */
async function downloaded(file: string): Promise<Downloaded | undefined> {
  try {
    const note = JSON.parse(await readFile(noteOf(file), 'utf8')) as Downloaded;
    return (await stat(file)).size === note.size ? note : undefined;
  } catch {
    return undefined;
  }
}

/** What a file at an address is called here: as there, where that can be a file's name. */
function nameAt(url: string): string {
  const last = lastPart(webAddress(url));
  // longer names than file systems take, with what is added to them
  const fits = /^[^<>:"|?*]{1,120}$/.test(last) && !/^\.|[. ]$/.test(last) && !RESERVED.test(last);
  return fits && isSafePath(last) && !last.includes('/') ? last : 'model.onnx';
}

/** Names that Windows has for devices. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** A model's file at an address, fetched where it is not there. Nothing is looked for beside it. */
export async function fetchAddress(url: string, options: TransferOptions): Promise<ModelFolder> {
  const name = nameAt(url);
  const file = path.join(urlFolder(url), name);
  const found = { ...folderOf(file), source: withoutCredentials(url), foreign: true };
  if (await downloaded(file)) return found;
  const help = offlineHelp(cacheFolder());
  refuseOffline(withoutSecrets(url), options.offline, help);
  const { onProgress } = options;
  await download(url, file, {
    http: httpFor(options, { help, tokenName: 'HF_TOKEN', guard: guard() }),
    variable: 'FACCENT_CACHE',
    isModel: true,
    progress: onProgress && ((bytes, total) => onProgress({ file: name, bytes, total })),
    before: (info) => writeWhole(noteOf(file), `${JSON.stringify(info, null, 1)}\n`),
  });
  return found;
}

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
    const note = await downloaded(file);
    if (!note) continue;
    const { url: source, ...rest } = note;
    found.push({ file, source, ...rest });
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
