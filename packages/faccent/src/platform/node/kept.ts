import { randomBytes } from 'node:crypto';
import { lstat, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { alive } from './processes.js';

/** Something that is kept and can be made or fetched again. */
export interface Kept {
  /** Its file, or the folder that it has alone. */
  readonly place: string;
  /** In bytes. */
  readonly size: number;
  /** When it was last used, in milliseconds since 1970. */
  readonly used: number;
  /** Whether it does not go to make room. */
  readonly stays?: boolean;
}

/** What this process works with, by its place. */
const inUse = new Set<string>();

/** Notes that something is in use here: it does not go to make room. */
export const use = (place: string): void => void inUse.add(place);

/** Deletes what was used longest ago until the rest is within the limit; what is in use here stays. */
export async function makeRoom(kept: readonly Kept[], limit: number): Promise<Kept[]> {
  const gone: Kept[] = [];
  let total = kept.reduce((sum, { size }) => sum + size, 0);
  for (const one of [...kept].sort((a, b) => a.used - b.used)) {
    if (total <= limit) break;
    if (one.stays || inUse.has(one.place)) continue;
    // another process may have been quicker
    await rm(one.place, { recursive: true, force: true }).catch(() => undefined);
    total -= one.size;
    gone.push(one);
  }
  return gone;
}

const GRAPH = /^[0-9a-f]{64}\.onnx$/;
const TEMPORARY = /^[0-9a-f]{64}\.onnx\.(\d+)-([0-9a-f]{8})-([0-9a-f]{8})\.tmp$/;
/** What older versions left. */
const FORMER = /^[0-9a-f]{64}\.onnx\.(\d+)\.tmp$/;

/** This machine, as a part of a file's name. */
const machine = (): string => Buffer.from(hostname()).toString('hex').padEnd(8, '0').slice(-8);

/** Temporary files that this process is writing. */
const writing = new Set<string>();
/** Milliseconds after which what another machine wrote counts as left over. */
const ABANDONED = 86_400_000;

/** A name beside a graph's file that no other process has. @returns with what to call when it is gone */
export function temporaryBeside(file: string): { temporary: string; done: () => void } {
  const temporary = `${file}.${process.pid}-${machine()}-${randomBytes(4).toString('hex')}.tmp`;
  writing.add(temporary);
  return { temporary, done: () => writing.delete(temporary) };
}

/** What is at a place; nothing where another process has deleted it. */
export async function keptAt(place: string): Promise<Kept | undefined> {
  const there = await lstat(place).catch(() => undefined);
  return there && { place, size: there.size, used: there.mtimeMs };
}

async function filesIn(folder: string): Promise<Kept[]> {
  const names = await readdir(folder).catch(() => []);
  const found = await Promise.all(names.map((name) => keptAt(path.join(folder, name))));
  return found.filter((one) => one !== undefined);
}

/** The graphs that are kept in a folder, whole or not. */
export const graphsIn = async (folder: string): Promise<Kept[]> =>
  (await filesIn(folder)).filter(({ place }) => GRAPH.test(path.basename(place)));

/** Temporary files of a folder of graphs that nobody writes any more. */
export async function leftOverIn(folder: string): Promise<Kept[]> {
  return (await filesIn(folder)).filter(({ place, used }) => {
    if (writing.has(place)) return false;
    const name = path.basename(place);
    const [, pid, host = machine()] = TEMPORARY.exec(name) ?? FORMER.exec(name) ?? [];
    if (pid === undefined) return false;
    if (Date.now() - used > ABANDONED) return true;
    return host === machine() && (Number(pid) === process.pid || !alive(Number(pid)));
  });
}
