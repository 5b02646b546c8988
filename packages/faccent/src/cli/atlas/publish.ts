import { lstat, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { OutputFiles } from '../../report/files.js';
import { writeThrough } from '../../platform/node/atomic.js';
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

/**
 * Writes a job's result: all of it is on the disk before it has its name, and it gets that in one move.
 * @returns bytes that were written; nothing where the job is another's meanwhile, or its result is there
 */
export async function publish(
  folder: string,
  leases: Leases,
  held: Held,
  files: OutputFiles,
): Promise<number | undefined> {
  const part = partOf(folder, held.id, held.worker);
  let bytes = 0;
  try {
    await mkdir(part);
    for (const [name, data] of files) {
      await writeThrough(path.join(part, name), data);
      bytes += typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength;
    }
    if (!(await leases.holds(held))) throw new Lost();
    await rename(part, resultOf(folder, held.id));
    return bytes;
  } catch (error) {
    await rm(part, { recursive: true, force: true }).catch(() => undefined);
    const there = ['EEXIST', 'ENOTEMPTY'].includes(codeOf(error) ?? '');
    if (error instanceof Lost || there || !(await leases.holds(held))) return undefined;
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
