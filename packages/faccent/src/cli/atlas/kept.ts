import { rmSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Checkpoint, FaccentError, type RunRequest } from 'faccent';
import type { Asked } from '../unfinished/asked.js';
import type { Here } from '../unfinished/here.js';
import { type Found, Store } from '../unfinished/store.js';
import { codeOf } from './folder.js';
import type { Held } from './leases.js';

const keptOf = (folder: string, id: string): string => path.join(folder, 'kept', id);

const askedOf = (request: RunRequest, place: string): Asked => ({
  ...{ request, outputs: {}, comparisons: {}, checkpoint: 'off' },
  command: { id: path.basename(place), began: '', folder: place, root: place, index: 0, count: 1 },
});

/** Keeps a job where it stands, for whoever does it next: all of it has its name in one move. */
export async function keepJob(
  folder: string,
  { id, worker }: Held,
  request: RunRequest,
  checkpoint: Checkpoint,
  here: Here,
): Promise<void> {
  const place = keptOf(folder, id);
  const part = path.join(folder, 'kept', `.${id}~${worker}.tmp`);
  await rm(part, { recursive: true, force: true });
  await mkdir(part);
  try {
    const store = new Store(part, askedOf(request, place));
    await store.begin();
    await store.keep(checkpoint, { here, seconds: 0 });
    dropKept(folder, id);
    await rename(part, place);
  } catch (error) {
    await rm(part, { recursive: true, force: true }).catch(() => undefined);
    throw error;
  }
}

/**
 * Where a job was left. What is damaged, or was begun by another version, runtime or processor, does not count: a result
 * is all of one.
 */
export async function keptJob(folder: string, { id }: Held, here: Here): Promise<Found | undefined> {
  try {
    const store = await Store.open(keptOf(folder, id));
    return await store.find(here, (then, now) => {
      if (Object.entries(then).some(([what, is]) => now[what as keyof Here] !== is))
        throw new FaccentError('it was begun elsewhere');
    });
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') dropKept(folder, id);
    return undefined;
  }
}

/** Forgets where a job was left. */
export const dropKept = (folder: string, id: string): void =>
  rmSync(keptOf(folder, id), { recursive: true, force: true });
