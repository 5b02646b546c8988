import {
  closeSync,
  existsSync,
  fsync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { OutputFiles } from '../../report/files.js';
import { codeOf, namesOf, runningOf } from './folder.js';
import type { Held, Leases } from './leases.js';

export const resultOf = (folder: string, id: string): string => path.join(folder, 'results', id);

/** Where a worker writes a result before it has its name. */
const partOf = (folder: string, id: string, worker: string): string =>
  path.join(folder, 'results', `.${id}~${worker}.tmp`);

/** Whether a folder is a result: all of it got its name in one move, and its recipe with it. */
const isWhole = (result: string): boolean => existsSync(path.join(result, 'recipe.json'));

/** Whether a job's result is there. */
export const isDone = (folder: string, id: string): boolean => isWhole(resultOf(folder, id));

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
    name(part, resultOf(folder, held.id));
    return bytes;
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    if (error instanceof Lost || !leases.holds(held)) return undefined;
    throw error;
  }
}

/** Gives a result its name. What has it and is no whole result goes. @throws Lost where a whole one is there */
function name(part: string, result: string): void {
  try {
    renameSync(part, result);
  } catch (error) {
    if (!['EEXIST', 'ENOTEMPTY'].includes(codeOf(error) ?? '')) throw error;
    if (isWhole(result)) throw new Lost();
    const away = `${part}-gone`;
    renameSync(result, away);
    renameSync(part, result);
    rmSync(away, { recursive: true, force: true });
  }
}

/** That a job is another's. */
class Lost extends Error {}

/**
 * Removes what workers were writing that have no job any more: they were ended in the middle of it. Whoever writes has its
 * token for longer, so what is listed first and has none then is nobody's.
 */
export async function sweepOrphans(folder: string): Promise<void> {
  for (const part of ['results', 'kept'] as const) {
    const parts = (await namesOf(path.join(folder, part), 'folders')).flatMap((name) => {
      const [, id, worker] = /^\.([0-9a-f]{32})~([^~]+)\.tmp(?:-gone)?$/.exec(name) ?? [];
      return id === undefined ? [] : [{ id, worker: worker!, file: path.join(folder, part, name) }];
    });
    if (!parts.length) continue;
    const held = new Set((await runningOf(folder)).map(({ id, worker }) => `${id}~${worker}`));
    for (const { id, worker, file } of parts) if (!held.has(`${id}~${worker}`)) await removeWhole(file);
  }
}

/**
 * Removes what a worker was writing that has lost its job.
 */
export const sweepPart = (folder: string, id: string, worker: string): Promise<void> =>
  removeWhole(partOf(folder, id, worker));

/** Moves a folder away first: whoever continues to write it just now finds none of it, and not some. */
async function removeWhole(folder: string): Promise<void> {
  const away = folder.endsWith('-gone') ? folder : `${folder}-gone`;
  await rename(folder, away).catch((error: unknown) => {
    // it is not there, or another sweeps it, too
    if (!['ENOENT', 'EEXIST', 'ENOTEMPTY'].includes(codeOf(error) ?? '')) throw error;
  });
  await rm(away, { recursive: true, force: true });
}
