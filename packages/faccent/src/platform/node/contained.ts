import { constants } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { FaccentError } from '../../errors.js';
import { fileFailure } from './failure.js';

/** A file as it was read, and where it really is. */
export interface RegularFile {
  readonly bytes: Uint8Array;
  /** Its path, links followed. */
  readonly real: string;
}

/** How a file is read that nobody but another file may have named. */
export interface Reading {
  /** Folders of which one must hold the file, links followed; anywhere by default. */
  readonly within?: () => Promise<readonly string[]>;
  /** A larger file is refused, in bytes. */
  readonly limit?: number;
  /** The errors that say that there is no such file. */
  readonly absent?: readonly string[];
}

/** For reading, without waiting for whoever may write to a pipe. Windows has no such flag. */
export const NO_WAITING = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
/** And without following a link. */
export const NO_FOLLOWING = NO_WAITING | (constants.O_NOFOLLOW ?? 0);

const isWithin = (real: string, folder: string): boolean =>
  real.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);

/** Folders with their links followed; those that are not there are left out. */
export const realFolders = async (folders: readonly string[]): Promise<string[]> =>
  (await Promise.all(folders.map((folder) => realpath(folder).catch(() => undefined)))).filter(
    (folder) => folder !== undefined,
  );

/**
 * Reads a regular file: no device, which may not end, no pipe, which may not begin, and nothing outside of where it may
 * be, wherever links lead.
 * @returns nothing where there is no such file
 * @throws FaccentError on all of these, and on a file that is exchanged meanwhile
 */
export async function readRegular(
  file: string,
  { within, limit = Infinity, absent = ['ENOENT'] }: Reading = {},
): Promise<RegularFile | undefined> {
  let handle: FileHandle | undefined;
  try {
    const real = await realpath(file);
    if (within && !(await within()).some((folder) => isWithin(real, folder)))
      throw new FaccentError(
        `"${file}" is not in the model's own folder, or a link leads out of it: refused; copy what is meant there`,
      );
    const before = await stat(real);
    if (!before.isFile()) {
      if (before.isDirectory() && absent.includes('EISDIR')) return undefined;
      throw new FaccentError(`"${file}" is ${kindOf(before)}, not a file: refused`);
    }
    handle = await open(real, NO_FOLLOWING);
    const now = await handle.stat();
    if (!now.isFile() || now.ino !== before.ino || now.dev !== before.dev || (await realpath(file)) !== real)
      throw new FaccentError(`"${file}" became another file while it was read: refused`);
    if (now.size > limit)
      throw new FaccentError(
        `"${file}" has ${now.size} bytes; faccent reads at most ${limit} of such a file`,
      );
    return { bytes: await handle.readFile(), real };
  } catch (cause) {
    if (cause instanceof FaccentError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== undefined && absent.includes(code)) return undefined;
    throw fileFailure('read', file, cause);
  } finally {
    await handle?.close();
  }
}

type Kind = Awaited<ReturnType<typeof stat>>;

/** What a person calls what is no file. */
export const kindOf = (found: Kind): string =>
  found.isDirectory()
    ? 'a folder'
    : found.isFIFO()
      ? 'a pipe'
      : found.isSocket()
        ? 'a socket'
        : found.isSymbolicLink()
          ? 'a link'
          : 'a device';
