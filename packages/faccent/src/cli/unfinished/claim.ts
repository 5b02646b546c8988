import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { FaccentError } from 'faccent';
import { type OutputFolder, openFolder } from '../../platform/node/atomic.js';
import { note } from '../print/note.js';
import { resumeCommand } from '../print/shell.js';
import { isAside, isUnfinished, setAside, sweep } from './aside.js';
import type { AskedCommand } from './asked.js';
import { Store } from './store.js';

/** An unfinished run whose folder is this process's. */
export interface Claimed {
  readonly store: Store;
  readonly output: OutputFolder;
}

/** Folders of runs do not lie deeper below the one that is named. */
const DEPTH = 4;

/**
 * The unfinished runs of a folder: its own, and then the others of the same command; or else all that are below it.
 * @throws FaccentError where there are none, or the folder's own cannot go on
 */
export async function claimUnfinished(folder: string, quiet: boolean): Promise<Claimed[]> {
  if (await isUnfinished(folder)) {
    const own = await claim(folder);
    if (own) return [own, ...(await claimOthers(await othersOf(folder, own.store.asked.command), quiet))];
  }
  const found = await claimOthers(await unfinishedBelow(folder, DEPTH), quiet);
  if (found.length) return inOrder(found);
  throw new FaccentError(`"${folder}" holds no interrupted run${await whatElse(folder)}`);
}

/** @returns nothing where another process has finished it meanwhile */
async function claim(folder: string): Promise<Claimed | undefined> {
  const output = await openFolder(folder);
  try {
    await sweep(folder);
    if (await isUnfinished(folder)) return { store: await Store.open(folder), output };
  } catch (error) {
    await output.abandon();
    throw error;
  }
  await output.abandon();
  return undefined;
}

/** Those that cannot be claimed stay as they are. */
async function claimOthers(folders: readonly string[], quiet: boolean): Promise<Claimed[]> {
  const claimed: Claimed[] = [];
  for (const folder of folders)
    try {
      const one = await claim(folder);
      if (one) claimed.push(one);
    } catch (error) {
      if (!(error instanceof FaccentError)) throw error;
      if (!quiet) note(`left as it is: ${error.message}`);
    }
  return claimed;
}

/** The unfinished runs of the same command, where they were or, if the folders were moved together, where they are. */
async function othersOf(folder: string, { id, folder: then, root, count }: AskedCommand): Promise<string[]> {
  if (count < 2) return [];
  const moved = path.join(path.resolve(folder), path.relative(then, root));
  const found: { readonly place: string; readonly index: number }[] = [];
  for (const top of new Set([root, moved]))
    for (const place of await unfinishedBelow(top, DEPTH)) {
      if (path.resolve(place) === path.resolve(folder)) continue;
      const of = await Store.open(place).catch(() => undefined);
      if (of?.asked.command.id === id)
        found.push({ place: path.relative('', place) || place, index: of.asked.command.index });
    }
  return [...new Set(found.sort((a, b) => a.index - b.index).map(({ place }) => place))];
}

/** Folders below a folder that hold unfinished runs. Those that were set aside are left there. */
async function unfinishedBelow(folder: string, depth: number): Promise<string[]> {
  if (depth === 0) return [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!entry.isDirectory() || entry.name.startsWith('.') || isAside(entry.name)) continue;
    const below = path.join(folder, entry.name);
    if (await isUnfinished(below)) found.push(below);
    else found.push(...(await unfinishedBelow(below, depth - 1)));
  }
  return found;
}

/** Runs of one command as it had them, the older command first. */
function inOrder(claimed: readonly Claimed[]): Claimed[] {
  const place = ({ store: { asked } }: Claimed): [string, number] => [
    asked.command.began + asked.command.id,
    asked.command.index,
  ];
  return [...claimed].sort((a, b) => {
    const [[x, i], [y, j]] = [place(a), place(b)];
    return x < y ? -1 : x > y ? 1 : i - j;
  });
}

/** What a person may have meant. */
async function whatElse(folder: string): Promise<string> {
  if (!existsSync(folder)) return ': there is no such folder';
  const aside = await setAside(folder);
  if (aside.length)
    return `; one was set aside when another was begun there: ${aside.map(resumeCommand).join(', ')}`;
  if (existsSync(path.join(folder, 'checkpoint.json')))
    return ' that this faccent can go on with: what is there was made by an older faccent; start the run again';
  return ['recipe.json', 'explain.json'].some((name) => existsSync(path.join(folder, name)))
    ? ': its run is finished'
    : ': give the folder of the results of a run that was stopped';
}
