import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileFailure } from './failure.js';

const temporary = (file: string): string =>
  path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);

/**
 * Writes a file under a temporary name that nobody else has, and renames it, so that it is never seen half-written.
 *
 * The usual package for it, write-file-atomic, takes a short write on a full disk for success (its 7.0.1 leaves 64 kB of
 * 100): `writeFile` of Node.js goes on until all is written or fails.
 */
export async function writeWhole(file: string, data: Uint8Array | string): Promise<void> {
  const own = `${temporary(file)}-${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(own, data);
    await rename(own, file);
  } catch (cause) {
    await rm(own, { force: true });
    throw fileFailure('write', file, cause);
  }
}

/** A folder that results go to. */
export interface OutputFolder {
  /** Writes all files or none: each under a temporary name, renamed when all are there. */
  write(files: ReadonlyMap<string, Uint8Array | string>): Promise<void>;
  /** Removes the folder again if it was made here and is empty. */
  abandon(): Promise<void>;
}

/** Makes a folder for results and checks that it can be written to, before any work is done for it. */
export async function openFolder(folder: string): Promise<OutputFolder> {
  let made: string | undefined;
  try {
    made = await mkdir(folder, { recursive: true });
    const probe = path.join(folder, `.${process.pid}.tmp`);
    await writeFile(probe, '');
    await rm(probe);
  } catch (cause) {
    throw fileFailure('write to the folder', folder, cause);
  }
  return {
    write: async (files) => {
      const paths = [...files.keys()].map((name) => path.join(folder, name));
      try {
        for (const [name, data] of files) await writeFile(temporary(path.join(folder, name)), data);
        for (const file of paths) await rename(temporary(file), file);
      } catch (cause) {
        for (const file of paths) await rm(temporary(file), { force: true });
        throw fileFailure('write to the folder', folder, cause);
      }
    },
    abandon: async () => {
      if (made === undefined) return;
      // every folder that was made on the way, innermost first; one that holds something stays
      for (let at = path.resolve(folder); at.length >= path.resolve(made).length; at = path.dirname(at)) {
        try {
          await rmdir(at);
        } catch {
          return;
        }
      }
    },
  };
}
