import { open, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { FaccentError } from '../../errors.js';
import { lastPart, withoutSecrets } from '../address.js';
import { whatElse } from '../contents.js';
import type { Answer, Http } from '../http.js';
import { PassingError } from '../passing.js';
import type { Expected } from '../transfer.js';
import { downloadLimit } from './environment.js';
import { Part, cacheFailure, leftOver } from './part.js';
import { freeSpace } from './space.js';
import { hashOf } from './verified.js';

export interface DownloadOptions {
  readonly http: Http;
  readonly expected?: Expected;
  /** Bytes that are there, and all there will be, where the server says. */
  readonly progress?: (bytes: number, total: number | undefined) => void;
  /** A larger file is refused, in bytes; any that is larger than FACCENT_DOWNLOAD_LIMIT. */
  readonly limit?: number;
  /** Whether it should be a model and nothing says its hash: a login page in its place is not kept. */
  readonly isModel?: boolean;
  /** The variable of the environment that names another folder for downloads. */
  readonly variable: 'FACCENT_CACHE' | 'HF_HUB_CACHE';
  /** Called once the file is whole and checked, before it has its name. */
  readonly before?: (info: Downloaded) => Promise<void>;
}

/** A file that was downloaded. */
export interface Downloaded {
  readonly url: string;
  readonly size: number;
  readonly sha256: string;
  /** What vouched for the file. */
  readonly verified: 'SHA-256' | 'Git hash' | 'size' | 'nothing';
}

const strong = (etag: string | null): string | undefined =>
  etag === null || etag.startsWith('W/') ? undefined : etag;

/** `X-Linked-ETag` of the Hub is the file's SHA-256 where the file is in LFS. */
const linkedHash = (answer: Answer): string | undefined =>
  /^"?([0-9a-f]{64})"?$/.exec(answer.header('x-linked-etag') ?? '')?.[1];

const whole = (text: string | null | undefined): number | undefined =>
  text !== null && text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;

/** Slower than that, in bytes a second, a server holds us rather than sends. */
const LEAST_RATE = 1000;

/**
 * Brings a file into the cache: resumed where it was broken off, checked against what is stated of it, and under its
 * name only once it is whole.
 * @throws FaccentError that says what is wrong and what to do; the signal's reason when cancelled
 */
export async function download(url: string, target: string, options: DownloadOptions): Promise<Downloaded> {
  const { http, variable } = options;
  const part = await Part.claim(target, variable);
  try {
    const sums = await http.retrying((progressed) => attempt(url, part, options, progressed));
    const info = await check(url, part, { ...sums, ...defined(options.expected) }, options.isModel === true);
    if (!info) {
      // what was left over was of another file, or damaged: once more from nothing
      await part.drop();
      return await download(url, target, options);
    }
    await part.sync();
    await options.before?.(info);
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
    throw cacheFailure('write to the cache', path.dirname(target), variable, error);
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
    part.note?.url === withoutSecrets(url) &&
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
    refuseOther(url, response);
    if (response.status === 416 || (response.status === 206 && !goesOn)) {
      await response.body?.cancel();
      await part.restart({ url: withoutSecrets(url), host: hostname() });
      throw new PassingError(`${new URL(url).host} would not go on where the download had stopped`);
    }
    const stated: Expected = {
      size: goesOn
        ? whole(range[2])
        : (whole(response.headers.get('content-length')) ?? whole(answer.header('x-linked-size'))),
      sha256: linkedHash(answer) ?? part.note?.sha256,
    };
    const size = expected.size ?? stated.size;
    if (expected.size !== undefined && stated.size !== undefined && expected.size !== stated.size)
      throw new PassingError(
        `${new URL(url).host} sends ${stated.size} bytes where ${expected.size} were announced`,
      );
    const most = Math.min(limit ?? Infinity, downloadLimit());
    if ((size ?? 0) > (limit ?? Infinity)) throw tooLarge(url, `has ${size} bytes`, limit);
    if (!goesOn) {
      const sha256 = expected.sha256 ?? linkedHash(answer);
      await part.restart({
        url: withoutSecrets(url),
        host: hostname(),
        total: size,
        sha256,
        etag: strong(response.headers.get('etag')),
      });
    }
    if (goesOn) part.resumed = true;
    await makeSure(part, size);
    if ((size ?? 0) > most) throw tooLarge(url, `has ${size} bytes`, limit);
    progress?.(part.size, size);
    await receive(response, part, {
      timer,
      limit,
      most,
      size,
      progressed,
      progress,
      url,
      pace: http.idleTimeout * 2,
    });
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

/** @throws FaccentError on an answer that says of itself that it is no file as it is */
function refuseOther(url: string, { headers }: Response): void {
  const { host } = new URL(url);
  // asked for as it is: packed, a little may become anything
  if ((headers.get('content-encoding') ?? 'identity') !== 'identity')
    throw new FaccentError(
      `${host} sends ${lastPart(new URL(url))} packed (${headers.get('content-encoding')}), though it was asked for as it is: refused`,
    );
}

const tooLarge = (url: string, what: string, limit: number | undefined): FaccentError =>
  new FaccentError(
    limit === undefined
      ? `${withoutSecrets(url)} ${what}; faccent fetches at most ${downloadLimit() / 1e9} GB as one file (FACCENT_DOWNLOAD_LIMIT says how many)`
      : `${withoutSecrets(url)} ${what}; faccent reads at most ${limit} of such a file`,
  );

/** Refuses to start what the disk has no room for. */
async function makeSure(part: Part, size: number | undefined): Promise<void> {
  if (size === undefined) return;
  const missing = size - part.size - ((await freeSpace(path.dirname(part.file))) ?? Infinity);
  if (missing <= 0) return;
  const text = `${Math.ceil(missing / 1e6)} MB are missing`;
  throw Object.assign(new Error(text), { code: 'ENOSPC' });
}

interface Receiving {
  readonly timer: NodeJS.Timeout;
  readonly limit?: number;
  /** Of bytes, whatever the limit is from. */
  readonly most: number;
  readonly size?: number;
  readonly url: string;
  /** Milliseconds within which something should come. */
  readonly pace: number;
  readonly progressed: () => void;
  readonly progress?: (bytes: number, total: number | undefined) => void;
}

async function receive(response: Response, part: Part, to: Receiving): Promise<void> {
  const { host } = new URL(to.url);
  const chunks: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  const enough = (LEAST_RATE * to.pace) / 1000;
  const pace = { since: Date.now(), bytes: part.size };
  const start = part.size;
  try {
    while (chunks) {
      const { done, value } = await chunks.read().catch((cause: Error) => {
        throw new PassingError(`${host} broke off after ${part.size} bytes`, { cause });
      });
      if (done) break;
      to.timer.refresh();
      const length = part.size + value.length;
      if (to.size !== undefined && length > to.size)
        throw new FaccentError(
          `${withoutSecrets(to.url)} is longer than the ${to.size} bytes that it should have`,
        );
      if (length > to.most) throw tooLarge(to.url, `has more than ${to.most} bytes`, to.limit);
      await part.append(value);
      // a few bytes are no reason to try for ever
      if (part.size - start >= enough) to.progressed();
      to.progress?.(part.size, to.size);
      if (Date.now() - pace.since < to.pace) continue;
      if (part.size - pace.bytes < enough)
        throw new PassingError(`${host} sends less than ${LEAST_RATE} bytes a second`);
      Object.assign(pace, { since: Date.now(), bytes: part.size });
    }
  } finally {
    await chunks?.cancel().catch(() => undefined);
  }
  if (to.size !== undefined && part.size < to.size)
    throw new PassingError(`${host} broke off after ${part.size} of ${to.size} bytes`);
}

/** The first bytes of a file. */
async function beginOf(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(2000), 0, 2000, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** @returns nothing where a resumed part is not the file that it should be */
async function check(
  url: string,
  part: Part,
  expected: Expected,
  isModel: boolean,
): Promise<Downloaded | undefined> {
  const sha256 = await hashOf(part.file, 'sha256');
  const { size } = part;
  const shown = withoutSecrets(url);
  const wrong = async (kind: string, found: string, stated: string): Promise<undefined> => {
    const other = whatElse(await beginOf(part.file));
    await part.drop();
    if (part.resumed) return undefined;
    throw new FaccentError(
      other
        ? `${shown} is not what its source states: what came is ${other}`
        : `${shown} has the ${kind} ${found}, but its source states ${stated}: it was damaged or exchanged on its way, and is deleted; try again`,
    );
  };
  if (expected.sha256 !== undefined) {
    if (sha256 !== expected.sha256) return wrong('SHA-256', sha256, expected.sha256);
    return { url: shown, size, sha256, verified: 'SHA-256' };
  }
  if (expected.gitHash !== undefined) {
    const found = await hashOf(part.file, 'sha1', `blob ${size}\0`);
    if (found !== expected.gitHash) return wrong('Git hash', found, expected.gitHash);
    return { url: shown, size, sha256, verified: 'Git hash' };
  }
  const other = isModel ? whatElse(await beginOf(part.file)) : undefined;
  if (other) {
    await part.drop();
    throw new FaccentError(`${shown} is no ONNX model; what came is ${other}`);
  }
  return { url: shown, size, sha256, verified: expected.size === undefined ? 'nothing' : 'size' };
}
