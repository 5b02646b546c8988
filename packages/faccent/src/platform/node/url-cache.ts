import { createHash } from 'node:crypto';
import { lstat, readdir, rm, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import { isSafePath } from '../../models/reference.js';
import { lastPart, webAddress, withoutCredentials, withoutSecrets } from '../address.js';
import type { ModelFolder, Verdict } from '../platform.js';
import { MEND_OFFLINE, type TransferOptions, damaged, httpFor, refuseOffline } from '../transfer.js';
import { writeWhole } from './atomic.js';
import { type Downloaded, download } from './download.js';
import { cacheFolder, cacheLimit, compiledFolder } from './environment.js';
import { fileFailure } from './failure.js';
import { type Kept, graphsIn, makeRoom, use } from './kept.js';
import { folderOf, offlineHelp } from './model-folder.js';
import { guard } from './network.js';
import { noted, readSmall, verify, vouch } from './verified.js';

/** A host as the name of a folder. */
const folderOfHost = (address: string): string => new URL(address).host.replaceAll(':', '_');

/** The folder of a file at an address: addresses differ in more than their last part. */
export const urlFolder = (url: string): string =>
  path.join(
    ...[cacheFolder(), 'url', folderOfHost(url)],
    createHash('sha256').update(url).digest('hex').slice(0, 16),
  );

const noteOf = (file: string): string => `${file}.info.json`;

/** Longer notes are none of ours, in bytes. */
const LONGEST_NOTE = 65_536;

const NOTE = z.object({
  url: z.string(),
  size: z.int().check(z.nonnegative()),
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  verified: z.enum(['SHA-256', 'Git hash', 'size', 'nothing']),
});

/** What was noted of a file when it came; nothing where that is not there or damaged. */
async function readNote(file: string): Promise<Downloaded | undefined> {
  try {
    return z.safeParse(NOTE, JSON.parse((await readSmall(noteOf(file), LONGEST_NOTE)) ?? '')).data;
  } catch {
    return undefined;
  }
}

/** Whether the file of an address is here and what came. @param always as `verify` */
export async function checkDownload(file: string, url?: string, always?: boolean): Promise<Verdict> {
  const note = await readNote(file);
  if (!note) {
    // a transfer that ended between the two leaves one of them
    const there = await stat(file).catch(() => undefined);
    return there ? { state: 'wrong', why: 'has no note beside it that says its hash' } : { state: 'absent' };
  }
  if (url !== undefined && withoutSecrets(note.url) !== withoutSecrets(url))
    return { state: 'wrong', why: `is from another address, ${withoutSecrets(note.url)}` };
  return verify(file, note, always);
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
  const kept = await checkDownload(file, url);
  use(path.dirname(file));
  if (kept.state === 'whole') return found;
  const help = offlineHelp(cacheFolder());
  if (kept.state === 'wrong') {
    if (options.offline) throw damaged(file, kept.why, MEND_OFFLINE);
    options.note?.(`"${file}" ${kept.why}: it was damaged or exchanged, and is fetched again`);
    for (const inTheWay of [file, noteOf(file)])
      if (!(await lstat(inTheWay).catch(() => undefined))?.isFile())
        await rm(inTheWay, { recursive: true, force: true });
  }
  refuseOffline(withoutSecrets(url), options.offline, help);
  const { onProgress } = options;
  const limit = cacheLimit();
  const info = await download(url, file, {
    http: httpFor(options, { help, tokenName: 'HF_TOKEN', guard: guard() }),
    variable: 'FACCENT_CACHE',
    isModel: true,
    progress: onProgress && ((bytes, total) => onProgress({ file: name, bytes, total })),
    before: (came) => writeWhole(noteOf(file), `${JSON.stringify(came, null, 1)}\n`),
  });
  await vouch(file, info);
  if (limit !== undefined)
    await makeRoom([...(await graphsIn(compiledFolder())), ...(await keptDownloads())], limit);
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
  const files = await cachedAddresses(path.join(cacheFolder(), 'url'));
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
