import { randomBytes } from 'node:crypto';
import {
  type FileHandle,
  mkdir,
  open,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { FaccentError } from '../../errors.js';
import { fileFailure } from './failure.js';
import { alive } from './processes.js';

/** What is kept beside a part, to go on with it. */
export interface PartNote {
  readonly url: string;
  readonly etag?: string;
  readonly total?: number;
  readonly sha256?: string;
  readonly host: string;
}

/** Parts that this process is writing: what else carries its number is left over. */
const active = new Set<string>();
/** Milliseconds after which a part that another machine wrote counts as left over. */
const ABANDONED = 600_000;

/** @param variable that names another folder for downloads */
export function cacheFailure(what: string, file: string, variable: string, cause: unknown): FaccentError {
  const { message } = fileFailure(what, file, cause);
  const full = (cause as NodeJS.ErrnoException).code === 'ENOSPC';
  const help = full ? `make room (${(cause as Error).message})` : 'make it writable';
  return new FaccentError(`${message}; ${help}, or set ${variable} to another folder for downloads`, {
    cause,
  });
}

/**
 * A file that is being downloaded, under a name that belongs to one process alone: two that download the same file do
 * not meet, and what one left over is taken on by renaming it, which only one can.
 */
export class Part {
  private handle: FileHandle | undefined;
  size = 0;
  /** Whether it was put together from more than one answer. */
  resumed = false;
  note: PartNote | undefined;

  private constructor(readonly file: string) {}

  /** @param variable for messages, as `cacheFailure` */
  static async claim(target: string, variable: string): Promise<Part> {
    const folder = path.dirname(target);
    const part = new Part(
      path.join(folder, `.${path.basename(target)}.${process.pid}-${randomBytes(4).toString('hex')}.part`),
    );
    try {
      await mkdir(folder, { recursive: true });
      active.add(part.file);
      for (const old of await leftOver(target)) {
        try {
          await rename(old, part.file);
        } catch {
          continue;
        }
        part.note = await noteOfPart(old);
        part.size = (await stat(part.file)).size;
        await rm(`${old}.json`, { force: true });
        if (part.note) await writeFile(`${part.file}.json`, JSON.stringify(part.note));
        break;
      }
      part.handle = await open(part.file, part.note ? 'r+' : 'w');
      if (!part.note) part.size = 0;
    } catch (cause) {
      active.delete(part.file);
      throw cacheFailure('write to the cache', folder, variable, cause);
    }
    return part;
  }

  /** Starts again from nothing, as a part of what the note says. */
  async restart(note: PartNote): Promise<void> {
    await this.handle!.truncate(0);
    this.size = 0;
    this.resumed = false;
    this.note = note;
    await writeFile(`${this.file}.json`, JSON.stringify(note));
  }

  async append(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length;) {
      const { bytesWritten } = await this.handle!.write(chunk, at, chunk.length - at, this.size);
      at += bytesWritten;
      this.size += bytesWritten;
    }
  }

  async sync(): Promise<void> {
    await this.handle!.sync();
  }

  /** Leaves the part for the next attempt, or drops it when there is nothing in it. */
  async leave(): Promise<void> {
    await this.handle?.close().catch(() => undefined);
    if (this.size === 0 || !this.note) await this.drop();
    active.delete(this.file);
  }

  async drop(): Promise<void> {
    await this.handle?.close().catch(() => undefined);
    await rm(this.file, { force: true });
    await rm(`${this.file}.json`, { force: true });
    active.delete(this.file);
  }

  async become(target: string): Promise<void> {
    await this.handle!.close();
    try {
      await rename(this.file, target);
    } catch (cause) {
      // Windows replaces no file that somebody reads: what is there is the same
      const there = await stat(target).catch(() => undefined);
      if (there?.size !== this.size) throw cause;
      await rm(this.file, { force: true });
    }
    await rm(`${this.file}.json`, { force: true });
    active.delete(this.file);
  }
}

const noteOfPart = async (part: string): Promise<PartNote | undefined> =>
  readFile(`${part}.json`, 'utf8')
    .then((text) => JSON.parse(text) as PartNote)
    .catch(() => undefined);

/** Parts of a file that nobody writes any more. */
export async function leftOver(target: string): Promise<string[]> {
  const folder = path.dirname(target);
  const start = `.${path.basename(target)}.`;
  const found: string[] = [];
  for (const name of await readdir(folder)) {
    const pid = name.startsWith(start)
      ? /^(\d+)-[0-9a-f]{8}\.part$/.exec(name.slice(start.length))?.[1]
      : undefined;
    if (pid === undefined) continue;
    const file = path.join(folder, name);
    if (active.has(file)) continue;
    const note = await noteOfPart(file);
    const here = note === undefined || note.host === hostname();
    const age = Date.now() - (await stat(file).catch(() => ({ mtimeMs: Date.now() }))).mtimeMs;
    const gone = here ? Number(pid) === process.pid || !alive(Number(pid)) : false;
    // a part without a note is a moment old, or of no use
    if (age > ABANDONED || (gone && (note !== undefined || age > 1000))) found.push(file);
  }
  return found;
}
