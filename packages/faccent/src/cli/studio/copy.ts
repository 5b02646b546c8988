import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { FaccentError } from 'faccent';
import { openFolder, writeWhole } from '../../platform/node/atomic.js';
import { fileFailure } from '../../platform/node/failure.js';
import { readJson } from '../../platform/node/read.js';
import { type BuiltPage, type FileList, STUDIO, placeOf, siteFiles } from './site.js';

/** What leads to all other files: written when they are there. */
const LAST = ['index.html', 'service-worker.js'];

const listText = (files: FileList): string => `${JSON.stringify(files, undefined, 1)}\n`;

/** What was written. */
export interface Written {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Writes the whole studio into a folder, for any host. A site that is there already is replaced, file by file, so that it can
 * be served meanwhile; what others have put beside it stays.
 * @throws FaccentError where the folder holds other things and no site
 */
export async function writeSite(folder: string): Promise<Written> {
  const files = await siteFiles(STUDIO);
  const before = await pageIn(STUDIO, folder);
  const output = await openFolder(folder);
  try {
    const written = await writePage(STUDIO, folder, { files, before });
    await output.close();
    return written;
  } catch (error) {
    await output.abandon();
    throw error;
  }
}

/**
 * Writes a page's files into a folder that nobody else writes to.
 * @param files those that are wanted, and those that are there of a page written before
 */
export async function writePage(
  page: BuiltPage,
  folder: string,
  { files, before }: { readonly files: FileList; readonly before: FileList },
): Promise<Written> {
  const list = (all: FileList): Promise<void> => writeWhole(path.join(folder, page.list), listText(all));
  const isAsBefore = listText(files) === listText(before);
  // written before, so that a site that was not finished is known again
  if (!isAsBefore) await list({ ...before, ...files });
  let bytes = 0;
  const names = Object.keys(files).filter((name) => !LAST.includes(name));
  for (const name of [...names, ...LAST]) bytes += await copy(page, name, files[name]!, folder);
  for (const name of Object.keys(before)) if (!(name in files)) await remove(folder, name);
  if (!isAsBefore) await list(files);
  return { files: names.length + LAST.length, bytes };
}

const hashOf = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** Copies a file that has the hash which the page knows, unless it is there. @returns its bytes */
async function copy(page: BuiltPage, name: string, sha256: string, folder: string): Promise<number> {
  const there = await readFile(path.join(folder, name)).catch(() => undefined);
  if (there && hashOf(there) === sha256) return there.length;
  const place = placeOf(page, name);
  const data = await readFile(place).catch((cause: Error) => {
    throw new FaccentError(`"${place}" is not there: install faccent again`, { cause });
  });
  if (hashOf(data) !== sha256)
    throw new FaccentError(`"${place}" is not what the page was made for: install faccent again`);
  await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
  await writeWhole(path.join(folder, name), data);
  return data.length;
}

/** The files of the page that is in a folder. @throws FaccentError where other things are in it */
export async function pageIn({ name, list: listName }: BuiltPage, folder: string): Promise<FileList> {
  const names: string[] = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw fileFailure('write to the folder', folder, cause);
  });
  if (!names.length) return {};
  const other = new FaccentError(`"${folder}" holds other things, and no ${name}: name a folder of its own`);
  if (!names.includes(listName)) throw other;
  const list = await readJson(path.join(folder, listName));
  // it says what is deleted
  if (!isList(list)) throw other;
  return list;
}

const isList = (value: unknown): value is FileList =>
  value instanceof Object &&
  Object.hasOwn(value, 'index.html') &&
  Object.entries(value).every(
    ([name, sha256]) => /^\w[\w.-]*(\/\w[\w.-]*)*$/.test(name) && /^[0-9a-f]{64}$/.test(String(sha256)),
  );

/** Deletes a file of the version before, and the folder that it leaves empty. */
async function remove(folder: string, name: string): Promise<void> {
  await rm(path.join(folder, name), { force: true });
  if (name.includes('/')) await rmdir(path.dirname(path.join(folder, name))).catch(() => undefined);
}
