import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { FaccentError } from 'faccent';
import { openFolder, writeWhole } from '../../platform/node/atomic.js';
import { fileFailure } from '../../platform/node/failure.js';
import { readJson } from '../../platform/node/read.js';
import { type FileList, LIST, placeOf, siteFiles } from './site.js';

/** What leads to all other files: written when they are there. */
const LAST = ['index.html', 'service-worker.js'];

const listText = (files: FileList): string => `${JSON.stringify(files, undefined, 1)}\n`;

/**
 * Writes the whole site into a folder, for any host. A site that is there already is replaced, file by file, so that it can
 * be served meanwhile; what others have put beside it stays.
 * @throws FaccentError where the folder holds other things and no site
 */
export async function writeSite(folder: string): Promise<{ files: number; bytes: number }> {
  const files = await siteFiles();
  const before = await siteIn(folder);
  const output = await openFolder(folder);
  try {
    // written before, so that a site that was not finished is known again
    await writeWhole(path.join(folder, LIST), listText({ ...before, ...files }));
    let bytes = 0;
    const names = Object.keys(files).filter((name) => !LAST.includes(name));
    for (const name of [...names, ...LAST]) bytes += await copy(name, files[name]!, folder);
    for (const name of Object.keys(before)) if (!(name in files)) await remove(folder, name);
    await writeWhole(path.join(folder, LIST), listText(files));
    await output.close();
    return { files: names.length + LAST.length, bytes };
  } catch (error) {
    await output.abandon();
    throw error;
  }
}

/** Copies a file that has the hash which the page knows. @returns its bytes */
async function copy(name: string, sha256: string, folder: string): Promise<number> {
  const place = placeOf(name);
  const data = await readFile(place).catch((cause: Error) => {
    throw new FaccentError(`"${place}" is not there: install faccent again`, { cause });
  });
  if (createHash('sha256').update(data).digest('hex') !== sha256)
    throw new FaccentError(`"${place}" is not what the page was made for: install faccent again`);
  await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
  await writeWhole(path.join(folder, name), data);
  return data.length;
}

/** The files of the site that is in a folder. @throws FaccentError where other things are in it */
async function siteIn(folder: string): Promise<FileList> {
  const names: string[] = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw fileFailure('write to the folder', folder, cause);
  });
  if (!names.length) return {};
  const other = new FaccentError(`"${folder}" holds other things, and no studio: name a folder of its own`);
  if (!names.includes(LIST)) throw other;
  const list = await readJson(path.join(folder, LIST));
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
