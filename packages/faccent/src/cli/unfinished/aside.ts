import type { Dirent } from 'node:fs';
import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { FaccentError } from 'faccent';
import { isTemporary, syncFolder } from '../../platform/node/atomic.js';
import { note } from '../print/note.js';
import { resumeCommand } from '../print/shell.js';
import { stepsIn } from './checkpoint-file.js';
import { isPart, placeOf, placesIn, stepsKept } from './places.js';
import { isSnapshot } from './snapshots.js';
import { ASKED } from './store.js';

/** Whether a folder has a run that is not finished. */
export const isUnfinished = async (folder: string): Promise<boolean> =>
  (await ownNames(folder))?.some((name) => name === ASKED || isPart(name) || stepsIn(name) !== undefined) ??
  false;

/** The names in the place of an unfinished run; nothing where there is none, or it is somebody else's folder. */
async function ownNames(folder: string): Promise<string[] | undefined> {
  const found = await lstat(placeOf(folder)).catch(() => undefined);
  if (!found?.isDirectory()) return undefined;
  const entries = await readdir(placeOf(folder), { withFileTypes: true });
  const ours = (entry: Dirent): boolean => (isPart(entry.name) ? entry.isDirectory() : isOwn(entry.name));
  return entries.every(ours) ? entries.map(({ name }) => name) : undefined;
}

const isOwn = (name: string): boolean =>
  name === ASKED || stepsIn(name) !== undefined || isSnapshot(name) || isTemporary(name);

/** Removes what a process that died was writing or removing. */
export async function sweep(folder: string): Promise<void> {
  // a link would lead to a folder that is not ours
  const own = (await lstat(placeOf(folder)).catch(() => undefined))?.isDirectory();
  for (const place of own ? [folder, ...(await placesIn(folder))] : [folder])
    for (const name of await readdir(place).catch(() => []))
      if (isTemporary(name)) await rm(path.join(place, name), { recursive: true, force: true });
}

/**
 * Makes room for a new run where another was left unfinished: that one is set aside where it has got anywhere.
 * @throws FaccentError where the place is somebody else's
 */
export async function makeRoom(folder: string): Promise<void> {
  await sweep(folder);
  if (!(await lstat(placeOf(folder)).catch(() => undefined))) return;
  if (!(await ownNames(folder)))
    throw new FaccentError(
      `"${placeOf(folder)}" is where a run is kept until it is finished, and something else is there: choose another folder for the results, or move that`,
    );
  if ((await stepsKept(folder)) === undefined) {
    await rm(placeOf(folder), { recursive: true });
    return;
  }
  const aside = await freeName(folder);
  await rename(placeOf(folder), placeOf(aside));
  await syncFolder(folder);
  note(`an unfinished run was in "${folder}": it is set aside, and ${resumeCommand(aside)} goes on with it`);
}

const ASIDE = 'interrupted-';

/** Whether a folder's name is that of a run that was set aside. */
export const isAside = (name: string): boolean => /^interrupted-\d+$/.test(name);

/** Folders of runs that were set aside in a folder. */
export async function setAside(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter(isAside);
  const found: string[] = [];
  for (const name of names.sort())
    if (await isUnfinished(path.join(folder, name))) found.push(path.join(folder, name));
  return found;
}

async function freeName(folder: string): Promise<string> {
  for (let i = 1; ; i++) {
    const name = path.join(folder, `${ASIDE}${i}`);
    try {
      await mkdir(name);
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}
