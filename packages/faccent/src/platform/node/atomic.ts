import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FaccentError } from '../../errors.js';
import { fileFailure } from './failure.js';
import { lockFolder } from './lock.js';
import { alive } from './processes.js';

const temporary = (file: string): string =>
  path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);

/** The names that `temporary`, `writeWhole` and the probe of a folder have: what a process that was killed leaves behind. */
const TEMPORARY = /^\.(?:.*\.)?(\d+)\.tmp(?:-[0-9a-f]{8})?$/s;

/** Whether a name is one of them. */
export const isTemporary = (name: string): boolean => TEMPORARY.test(name);

/** Writes a file so that it is on the disk, and not only on its way there, unless it is to be synced later. */
async function writeThrough(file: string, data: Uint8Array | string, synced = true): Promise<void> {
  const handle = await open(file, 'w');
  try {
    await handle.writeFile(data);
    if (synced) await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Puts a file that was written before on the disk. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Puts the names in a folder on the disk; not every system and disk can. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/**
 * Writes a file under a temporary name that nobody else has, and renames it once it is on the disk, so that it is never
 * seen half-written, not after a power failure either.
 *
 * The usual package for it, write-file-atomic, takes a short write on a full disk for success (its 7.0.1 leaves 64 kB of
 * 100): `writeFile` of Node.js goes on until all is written or fails.
 * @param synced whether it is put on the disk now; otherwise by `syncFile`, and its folder by `syncFolder`
 */
export async function writeWhole(
  file: string,
  data: Uint8Array | string,
  { synced = true } = {},
): Promise<void> {
  const own = `${temporary(file)}-${randomBytes(4).toString('hex')}`;
  try {
    await writeThrough(own, data, synced);
    await rename(own, file);
    if (synced) await syncFolder(path.dirname(file));
  } catch (cause) {
    await rm(own, { force: true });
    throw fileFailure('write', file, cause);
  }
}

/** A folder that results go to. */
export interface OutputFolder {
  /**
   * Writes all files or none: each under a temporary name, renamed when all are there and on the disk.
   * @param replaced whether a file of an earlier result, by its name, goes where this one does not have it: a report of
   * another run is no report of this one
   */
  write(files: ReadonlyMap<string, Uint8Array | string>, replaced?: (name: string) => boolean): Promise<void>;
  /** Lets others write to the folder; so does the end of the process. */
  close(): Promise<void>;
  /** Closes the folder, and removes it again if it was made here and is empty. */
  abandon(): Promise<void>;
}

/**
 * Makes a folder for results and checks that it can be written to, before any work is done for it.
 * @param shared whether others may write other files to it meanwhile; otherwise it is this process's until it is closed
 * @throws FaccentError where it cannot be written to, or where another process writes to it
 */
export async function openFolder(folder: string, { shared = false } = {}): Promise<OutputFolder> {
  let made: string | undefined;
  let free: (() => Promise<void>) | undefined;
  const abandon = async (): Promise<void> => {
    await free?.();
    if (made === undefined) return;
    // every folder that was made on the way, innermost first; one that holds something stays
    for (let at = path.resolve(folder); at.length >= path.resolve(made).length; at = path.dirname(at)) {
      try {
        await rmdir(at);
      } catch {
        return;
      }
    }
  };
  try {
    made = await mkdir(folder, { recursive: true });
    const probe = path.join(folder, `.${process.pid}.tmp`);
    try {
      await writeFile(probe, '');
    } finally {
      await rm(probe, { force: true });
    }
    if (!shared) {
      free = await lockFolder(folder);
      await sweep(folder);
    }
  } catch (cause) {
    await abandon();
    throw folderFailure(folder, cause);
  }
  const write: OutputFolder['write'] = async (files, replaced = () => false) => {
    const names = [...files.keys()];
    try {
      for (const [name, data] of files) await writeThrough(temporary(path.join(folder, name)), data);
      // first, so that no moment shows an old file beside a new one
      for (const name of await readdir(folder))
        if (!files.has(name) && replaced(name)) await removeFile(path.join(folder, name));
      for (const name of names) await rename(temporary(path.join(folder, name)), path.join(folder, name));
      await syncFolder(folder);
    } catch (cause) {
      for (const name of names) await rm(temporary(path.join(folder, name)), { force: true });
      throw folderFailure(folder, cause);
    }
  };
  return { write, close: async () => free?.(), abandon };
}

function folderFailure(folder: string, cause: unknown): FaccentError {
  if (cause instanceof FaccentError) return cause;
  const { message } = fileFailure('write to the folder', folder, cause);
  const full = ['ENOSPC', 'EDQUOT'].includes((cause as NodeJS.ErrnoException).code ?? '');
  return new FaccentError(full ? `${message}: make room, or write to another folder` : message, { cause });
}

/** Deletes a file; a folder of that name is nothing of ours. */
async function removeFile(file: string): Promise<void> {
  if ((await stat(file).catch(() => undefined))?.isFile()) await rm(file, { force: true });
}

/** Whether a file's name is one that a process which was killed left half-written. */
export function isAbandoned(name: string): boolean {
  const pid = TEMPORARY.exec(name)?.[1];
  return pid !== undefined && !alive(Number(pid));
}

/** Deletes what processes that were killed left half-written. */
async function sweep(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (isAbandoned(name)) await removeFile(path.join(folder, name));
}
