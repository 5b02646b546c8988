import { randomBytes } from 'node:crypto';
import { lstatSync, readFileSync, rmSync } from 'node:fs';
import { link, lstat, open, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { FaccentError } from '../../errors.js';
import { NO_FOLLOWING, kindOf } from './contained.js';
import { alive, bornAt } from './processes.js';

/** The file that says who writes to a folder. */
const LOCK = '.faccent.lock';

/** Milliseconds after which a lock that says nothing is of somebody who died while writing it. */
const EMPTY = 2000;

/** No lock has as many bytes. */
const LONGEST = 4096;

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the process began (`bornAt`). */
  readonly born?: string;
  readonly since: string;
}

/** The locks of this process: one folder may be asked for several times, and is freed with the last. */
const held = new Map<string, { count: number; readonly text: string }>();

let freedAtExit = false;

/** The end of the process frees what it holds. */
function freeAtExit(): void {
  if (freedAtExit) return;
  freedAtExit = true;
  process.on('exit', () => {
    locksHeld().forEach(freeLock);
  });
}

/** A lock's file, and what is in it. */
export interface HeldLock {
  readonly file: string;
  readonly text: string;
}

/** The locks that this process holds. */
export const locksHeld = (): HeldLock[] => Array.from(held, ([file, { text }]) => ({ file, text }));

/** Removes a lock that is still the one that it was. */
export function freeLock({ file, text }: HeldLock): void {
  if (textNow(file) === text) rmSync(file, { force: true });
}

/** What is in a lock's file that is one; nothing of anything else, which might be waited for. */
const textNow = (file: string): string | undefined => {
  try {
    return lstatSync(file).isFile() ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Takes the lock of a folder: one process at a time writes to it. A lock whose process is dead is taken over.
 * @returns what frees it; so does the end of the process, unless it is killed
 * @throws FaccentError where another process holds it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const file = path.join(await realpath(folder), LOCK);
  const mine = held.get(file);
  if (mine) mine.count++;
  else {
    const holder: Holder = {
      ...{ pid: process.pid, host: hostname(), born: bornAt(process.pid), since: new Date().toISOString() },
    };
    const text = JSON.stringify(holder);
    while (!(await create(file, text))) await takeOver(file, folder);
    held.set(file, { count: 1, text });
    freeAtExit();
  }
  let free = false;
  return async () => {
    const entry = held.get(file);
    if (free || !entry) return;
    free = true;
    if (--entry.count > 0) return;
    held.delete(file);
    if (textNow(file) === entry.text) await rm(file, { force: true });
  };
}

/** @returns whether the lock is ours. It has its contents from its first moment, where the disk has links. */
async function create(file: string, text: string): Promise<boolean> {
  const own = `${file}.${process.pid}.tmp-${randomBytes(4).toString('hex')}`;
  await writeFile(own, text);
  try {
    await link(own, file);
    return true;
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    return await writeFile(file, text, { flag: 'wx' }).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false;
        throw error;
      },
    );
  } finally {
    await rm(own, { force: true });
  }
}

/** Puts a dead process's lock away. @throws FaccentError where its process lives, or where that cannot be known */
async function takeOver(file: string, folder: string): Promise<void> {
  const found = await foundLock(file);
  if (!found) return;
  const { text, modified } = found;
  const holder = holderOf(text);
  if (holder ? !isDead(holder) : Date.now() - modified < EMPTY) throw inUse(folder, file, holder);
  const away = `${file}.${process.pid}.tmp-${randomBytes(4).toString('hex')}`;
  try {
    await rename(file, away);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw cause;
  }
  // another process may have been quicker: then this is its lock, which it gets back
  if (textNow(away) !== text) await link(away, file).catch(() => undefined);
  await rm(away, { force: true });
}

/**
 * Reads a lock that is there.
 * @returns nothing where it was freed just now
 * @throws FaccentError where something else has its name: a link leads elsewhere, a pipe would be waited for
 */
async function foundLock(
  file: string,
): Promise<{ readonly text: string; readonly modified: number } | undefined> {
  const there = await lstat(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw cause;
  });
  if (!there) return undefined;
  if (!there.isFile() || there.size > LONGEST)
    throw new FaccentError(
      `"${file}" says who writes to its folder, and ${there.isFile() ? 'is too long for that' : `is ${kindOf(there)}`}: move it away`,
    );
  const handle = await open(file, NO_FOLLOWING).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return undefined;
    throw cause;
  });
  try {
    return handle && { text: await handle.readFile('utf8'), modified: there.mtimeMs };
  } finally {
    await handle?.close();
  }
}

function holderOf(text: string): Holder | undefined {
  try {
    const { pid, host, born, since } = JSON.parse(text) as Partial<Holder>;
    if (!Number.isSafeInteger(pid) || pid! < 1 || typeof host !== 'string') return undefined;
    return { pid: pid!, host, born: typeof born === 'string' ? born : undefined, since: String(since) };
  } catch {
    return undefined;
  }
}

const isDead = ({ pid, host, born }: Holder): boolean =>
  host === hostname() && (!alive(pid) || (born !== undefined && bornAt(pid) !== born));

/** Another process writes to the folder. */
export class FolderInUse extends FaccentError {}

function inUse(folder: string, file: string, holder: Holder | undefined): FolderInUse {
  if (holder?.host === hostname())
    return new FolderInUse(
      `another run is writing to "${folder}" (process ${holder.pid}, since ${holder.since}): wait for its end, or write to another folder`,
    );
  const who = holder
    ? `process ${holder.pid} of the machine "${holder.host}"`
    : 'a process that does not say which';
  return new FolderInUse(
    `another run may be writing to "${folder}" (${who}): write to another folder or, if that run is dead, delete "${file}"`,
  );
}
