import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import {
  type FileHandle,
  mkdir,
  open,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  statfs,
  writeFile,
} from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { FaccentError } from '../errors.js';
import { fileFailure } from '../platform/node/failure.js';
import { type Answer, type Http, PassingError } from './http.js';

/** What a file must be; what is undefined is not known beforehand. */
export interface Expected {
  readonly size?: number;
  readonly sha256?: string;
  /** Git's hash of small files: SHA-1 of `blob SIZE\0` and the contents. */
  readonly gitHash?: string;
}

export interface DownloadOptions {
  readonly http: Http;
  readonly expected?: Expected;
  /** Bytes that are there, and all there will be, where the server says. */
  readonly progress?: (bytes: number, total: number | undefined) => void;
  /** A file that claims to be larger is refused. */
  readonly limit?: number;
}

/** What is kept beside a file that was downloaded. */
export interface Downloaded {
  readonly url: string;
  readonly size: number;
  readonly sha256: string;
  /** What vouched for the file. */
  readonly verified: 'SHA-256' | 'Git hash' | 'size' | 'nothing';
}

/** What is kept beside a part, to go on with it. */
interface PartNote {
  readonly url: string;
  readonly etag?: string;
  readonly total?: number;
  readonly sha256?: string;
  readonly host: string;
}

export const noteOf = (file: string): string => `${file}.info.json`;

/** Parts that this process is writing: what else carries its number is left over. */
const active = new Set<string>();
/** Milliseconds after which a part that another machine wrote counts as left over. */
const ABANDONED = 600_000;

/** The note of a file that is there whole, or nothing. */
export async function downloaded(file: string): Promise<Downloaded | undefined> {
  try {
    const note = JSON.parse(await readFile(noteOf(file), 'utf8')) as Downloaded;
    return (await stat(file)).size === note.size ? note : undefined;
  } catch {
    return undefined;
  }
}

async function hashOf(file: string, algorithm: string, prefix = ''): Promise<string> {
  const hash = createHash(algorithm).update(prefix);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function cacheFailure(what: string, file: string, cause: unknown): FaccentError {
  const { message } = fileFailure(what, file, cause);
  const full = (cause as NodeJS.ErrnoException).code === 'ENOSPC';
  const help = full ? `make room (${(cause as Error).message})` : 'make it writable';
  return new FaccentError(`${message}; ${help}, or set FACCENT_CACHE to another folder for downloads`, {
    cause,
  });
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

/**
 * A file that is being downloaded, under a name that belongs to one process alone: two that download the same file do
 * not meet, and what one left over is taken on by renaming it, which only one can.
 */
class Part {
  private handle: FileHandle | undefined;
  size = 0;
  /** Whether it was put together from more than one answer. */
  resumed = false;
  note: PartNote | undefined;

  private constructor(readonly file: string) {}

  static async claim(target: string): Promise<Part> {
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
      throw cacheFailure('write to the cache', folder, cause);
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
    await rename(this.file, target);
    await rm(`${this.file}.json`, { force: true });
    active.delete(this.file);
  }
}

const noteOfPart = async (part: string): Promise<PartNote | undefined> =>
  readFile(`${part}.json`, 'utf8')
    .then((text) => JSON.parse(text) as PartNote)
    .catch(() => undefined);

/** Parts of a file that nobody writes any more. */
async function leftOver(target: string): Promise<string[]> {
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

const strong = (etag: string | null): string | undefined =>
  etag === null || etag.startsWith('W/') ? undefined : etag;

/** `X-Linked-ETag` of the Hub is the file's SHA-256 where the file is in LFS. */
const linkedHash = (answer: Answer): string | undefined =>
  /^"?([0-9a-f]{64})"?$/.exec(answer.header('x-linked-etag') ?? '')?.[1];

const whole = (text: string | null | undefined): number | undefined =>
  text !== null && text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;

/** The length of a body that is sent as it is. */
const plainLength = ({ headers }: Response): number | undefined =>
  (headers.get('content-encoding') ?? 'identity') === 'identity'
    ? whole(headers.get('content-length'))
    : undefined;

/**
 * Brings a file into the cache: resumed where it was broken off, checked against what is stated of it, and under its
 * name only once it is whole.
 * @throws FaccentError that says what is wrong and what to do; the signal's reason when cancelled
 */
export async function download(url: string, target: string, options: DownloadOptions): Promise<Downloaded> {
  const { http } = options;
  const part = await Part.claim(target);
  try {
    const sums = await http.retrying((progressed) => attempt(url, part, options, progressed));
    const info = await check(url, part, { ...sums, ...defined(options.expected) });
    if (!info) {
      // what was left over was of another file, or damaged: once more from nothing
      await part.drop();
      return await download(url, target, options);
    }
    await part.sync();
    await writeSmall(noteOf(target), `${JSON.stringify(info, null, 1)}\n`);
    await part.become(target);
    for (const old of await leftOver(target)) {
      await rm(old, { force: true });
      await rm(`${old}.json`, { force: true });
    }
    return info;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') await part.drop();
    else await part.leave();
    if (error instanceof FaccentError || http.signal?.aborted) throw error;
    throw cacheFailure('write to the cache', path.dirname(target), error);
  }
}

/** Writes a small file whole or not at all, under a temporary name that nobody else has. */
export async function writeSmall(target: string, text: string): Promise<void> {
  const temporary = `${target}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, target);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cacheFailure('write', target, cause);
  }
}

const defined = (expected: Expected = {}): Expected =>
  Object.fromEntries(Object.entries(expected).filter(([, v]) => v !== undefined));

/** One request, from where the part ends. @returns what the server states of the file */
async function attempt(
  url: string,
  part: Part,
  { http, expected = {}, progress, limit }: DownloadOptions,
  progressed: () => void,
): Promise<Expected> {
  const usable =
    part.size > 0 &&
    part.note?.url === url &&
    // without a hash to check by, only an ETag says that the file is still the same
    (part.note.etag !== undefined || expected.sha256 !== undefined) &&
    (expected.sha256 === undefined || part.note.sha256 === undefined || part.note.sha256 === expected.sha256);
  const total = expected.size ?? part.note?.total;
  if (usable && part.size === total) return { size: total, sha256: part.note?.sha256 };
  const headers: Record<string, string> = {};
  if (usable) {
    headers.range = `bytes=${part.size}-`;
    if (part.note?.etag !== undefined) headers['if-range'] = part.note.etag;
  }
  const idle = new AbortController();
  const signal = http.signal ? AbortSignal.any([idle.signal, http.signal]) : idle.signal;
  const timer = setTimeout(() => idle.abort(), http.idleTimeout);
  try {
    const answer = await http.once(url, headers, signal);
    const { response } = answer;
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
    const goesOn = response.status === 206 && range !== null && Number(range[1]) === part.size && usable;
    if (response.status === 416 || (response.status === 206 && !goesOn)) {
      await response.body?.cancel();
      await part.restart({ url, host: hostname() });
      throw new PassingError(`${new URL(url).host} would not go on where the download had stopped`);
    }
    const stated: Expected = {
      size: goesOn ? whole(range[2]) : (plainLength(response) ?? whole(answer.header('x-linked-size'))),
      sha256: linkedHash(answer) ?? part.note?.sha256,
    };
    const size = expected.size ?? stated.size;
    if (expected.size !== undefined && stated.size !== undefined && expected.size !== stated.size)
      throw new PassingError(
        `${new URL(url).host} sends ${stated.size} bytes where ${expected.size} were announced`,
      );
    if (limit !== undefined && (size ?? 0) > limit)
      throw new FaccentError(`${url} has ${size} bytes; faccent reads at most ${limit} of such a file`);
    if (!goesOn) {
      const sha256 = expected.sha256 ?? linkedHash(answer);
      await part.restart({
        url,
        host: hostname(),
        total: size,
        sha256,
        etag: strong(response.headers.get('etag')),
      });
    }
    if (goesOn) part.resumed = true;
    await makeSure(part, size);
    progress?.(part.size, size);
    await receive(response, part, { timer, limit, size, progressed, progress, url });
    return { size, sha256: stated.sha256 };
  } catch (error) {
    http.signal?.throwIfAborted();
    if (idle.signal.aborted)
      throw new PassingError(`${new URL(url).host} sent nothing for ${http.idleTimeout / 1000} s`, {
        cause: error,
      });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** Refuses to start what the disk has no room for. */
async function makeSure(part: Part, size: number | undefined): Promise<void> {
  if (size === undefined) return;
  const { blocks, bavail, bsize } = await statfs(path.dirname(part.file));
  const missing = size - part.size - bavail * bsize;
  // some file systems state nothing
  if (missing <= 0 || blocks === 0) return;
  const text = `${Math.ceil(missing / 1e6)} MB are missing`;
  throw Object.assign(new Error(text), { code: 'ENOSPC' });
}

interface Receiving {
  readonly timer: NodeJS.Timeout;
  readonly limit?: number;
  readonly size?: number;
  readonly url: string;
  readonly progressed: () => void;
  readonly progress?: (bytes: number, total: number | undefined) => void;
}

async function receive(response: Response, part: Part, to: Receiving): Promise<void> {
  const { host } = new URL(to.url);
  const chunks: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  try {
    while (chunks) {
      const { done, value } = await chunks.read().catch((cause: Error) => {
        throw new PassingError(`${host} broke off after ${part.size} bytes`, { cause });
      });
      if (done) break;
      to.timer.refresh();
      if (part.size + value.length > Math.min(to.size ?? Infinity, to.limit ?? Infinity))
        throw new FaccentError(
          `${to.url} is longer than the ${to.size ?? to.limit} bytes that it should have`,
        );
      await part.append(value);
      to.progressed();
      to.progress?.(part.size, to.size);
    }
  } finally {
    await chunks?.cancel().catch(() => undefined);
  }
  if (to.size !== undefined && part.size < to.size)
    throw new PassingError(`${host} broke off after ${part.size} of ${to.size} bytes`);
}

/** @returns nothing where a resumed part is not the file that it should be */
async function check(url: string, part: Part, expected: Expected): Promise<Downloaded | undefined> {
  const sha256 = await hashOf(part.file, 'sha256');
  const { size } = part;
  const wrong = async (kind: string, found: string, stated: string): Promise<undefined> => {
    await part.drop();
    if (part.resumed) return undefined;
    throw new FaccentError(
      `${url} has the ${kind} ${found}, but its source states ${stated}: it was damaged or exchanged on its way, and is deleted; try again`,
    );
  };
  if (expected.sha256 !== undefined) {
    if (sha256 !== expected.sha256) return wrong('SHA-256', sha256, expected.sha256);
    return { url, size, sha256, verified: 'SHA-256' };
  }
  if (expected.gitHash !== undefined) {
    const found = await hashOf(part.file, 'sha1', `blob ${size}\0`);
    if (found !== expected.gitHash) return wrong('Git hash', found, expected.gitHash);
    return { url, size, sha256, verified: 'Git hash' };
  }
  return { url, size, sha256, verified: expected.size === undefined ? 'nothing' : 'size' };
}
