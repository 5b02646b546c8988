import { closeSync, fsync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { lstat, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { OutputFiles } from '../../report/files.js';
import { codeOf } from './folder.js';
import type { Held, Leases } from './leases.js';

export const resultOf = (folder: string, id: string): string => path.join(folder, 'results', id);

/** Where a worker writes a result before it has its name. */
const partOf = (folder: string, id: string, worker: string): string =>
  path.join(folder, 'results', `.${id}~${worker}.tmp`);

/** Whether a job's result is there. */
export const isDone = (folder: string, id: string): Promise<boolean> =>
  lstat(path.join(resultOf(folder, id), 'recipe.json')).then(
    (there) => there.isFile(),
    () => false,
  );

/** Puts files on the disk: together, since the first that is waited for takes the others with it. */
async function synced(files: readonly number[]): Promise<void> {
  const results = await Promise.allSettled(files.map((file) => sync(file)));
  files.forEach((file) => closeSync(file));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

const sync = promisify(fsync);

/**
 * Writes a job's result: all of it is on the disk before it has its name, and it gets that in one move. It waits for nothing
 * but the disk: while the next job computes, each time that something is waited for is a step's.
 * @returns bytes that were written; nothing where the job is another's meanwhile, or its result is there
 */
export async function publish(
  folder: string,
  leases: Leases,
  held: Held,
  files: OutputFiles,
): Promise<number | undefined> {
  const part = partOf(folder, held.id, held.worker);
  const open: number[] = [];
  let bytes = 0;
  try {
    mkdirSync(part);
    try {
      for (const [name, data] of files) {
        const file = openSync(path.join(part, name), 'wx');
        open.push(file);
        writeFileSync(file, data);
        bytes += typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength;
      }
    } finally {
      await synced(open);
    }
    if (!leases.holds(held)) throw new Lost();
    renameSync(part, resultOf(folder, held.id));
    return bytes;
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    const there = ['EEXIST', 'ENOTEMPTY'].includes(codeOf(error) ?? '');
    if (error instanceof Lost || there || !leases.holds(held)) return undefined;
    throw error;
  }
}

/** That a job is another's. */
class Lost extends Error {}

/**
 * Removes what a worker was writing that has lost its job. It is moved away first: whoever continues just now finds
 * none of it, and not some.
 */
export async function sweepPart(folder: string, id: string, worker: string): Promise<void> {
  const part = partOf(folder, id, worker);
  const away = `${part}-gone`;
  try {
    await rename(part, away);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  await rm(away, { recursive: true, force: true });
}
