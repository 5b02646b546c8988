import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, readdir, realpath, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import type { Verdict } from '../platform.js';
import type { Expected } from '../transfer.js';
import { writeWhole } from './atomic.js';
import { cacheFolder } from './environment.js';
import { versionOf } from './sealed.js';

/** How long a hash that was checked is believed while the file's size and times stay the same, in milliseconds. */
const DAY = 86_400_000;
/** A longer record is none of ours, in bytes. */
const LONGEST = 16_384;

const RECORD = z.object({ file: z.string(), version: z.string(), hash: z.string(), at: z.number() });
type Record = z.infer<typeof RECORD>;

/**
 * What is noted of files whose hash was checked: beside our own downloads, since the Hub's cache belongs to others, too.
 */
const recordsFolder = (): string => path.join(cacheFolder(), 'verified');

const recordOf = (real: string): string =>
  path.join(recordsFolder(), `${createHash('sha256').update(real).digest('hex').slice(0, 32)}.json`);

/** A small file as text; nothing where there is none, or a large one. */
export async function readSmall(file: string, most: number): Promise<string | undefined> {
  try {
    const there = await stat(file);
    return there.isFile() && there.size <= most ? await readFile(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

async function readRecord(file: string): Promise<Record | undefined> {
  try {
    const { data } = z.safeParse(RECORD, JSON.parse((await readSmall(file, LONGEST)) ?? ''));
    return data;
  } catch {
    return undefined;
  }
}

/** A file's hash, in hexadecimal. @param prefix what is hashed before it */
export async function hashOf(file: string, algorithm: string, prefix = ''): Promise<string> {
  const hash = createHash(algorithm).update(prefix);
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Notes that a file is what its source states. What cannot be noted is checked again. */
async function record(real: string, version: string, hash: string): Promise<void> {
  const file = recordOf(real);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeWhole(file, JSON.stringify({ file: real, version, hash, at: Date.now() } satisfies Record));
  } catch {
    // a cache that cannot be written to is one all the same
  }
}

/** Notes that a file that has just come is what its source states. */
export async function vouch(file: string, { sha256, gitHash }: Expected): Promise<void> {
  const hash = sha256 ?? gitHash;
  if (hash !== undefined) await record(await realpath(file), versionOf(await stat(file)), hash);
}

/**
 * Whether a file is what its source states: by its hash when it is first used in a day, by its size and times otherwise.
 * @param always by its hash, whatever was noted
 */
export async function verify(file: string, expected: Expected, always = false): Promise<Verdict> {
  const { size, sha256, gitHash } = expected;
  try {
    const there = await stat(file);
    if (!there.isFile()) return { state: 'wrong', why: 'is no file' };
    if (size !== undefined && there.size !== size)
      return { state: 'wrong', why: `has ${there.size} bytes and should have ${size}` };
    const hash = sha256 ?? gitHash;
    if (hash === undefined) return { state: 'whole' };
    const real = await realpath(file);
    const known = await readRecord(recordOf(real));
    const age = Date.now() - (known?.at ?? NaN);
    if (!always && known?.hash === hash && known.version === versionOf(there) && age >= 0 && age < DAY) {
      // when it was last used
      await utimes(recordOf(real), new Date(), new Date()).catch(() => undefined);
      return { state: 'whole' };
    }
    const [kind, found] =
      sha256 === undefined
        ? ['Git hash', await hashOf(file, 'sha1', `blob ${there.size}\0`)]
        : ['SHA-256', await hashOf(file, 'sha256')];
    if (found !== hash) return { state: 'wrong', why: `has the ${kind} ${found} and should have ${hash}` };
    // a look is no use of it
    const used = always ? ((await noted(file)).used ?? there.mtimeMs) : Date.now();
    await record(real, versionOf(there), hash);
    await utimes(recordOf(real), new Date(used), new Date(used)).catch(() => undefined);
    return { state: 'whole' };
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { state: 'absent' };
    return { state: 'wrong', why: `cannot be read (${code ?? message})` };
  }
}

/** Whether a small file is what it was when it was first seen or last written: nobody else states its hash. */
export async function isUnchanged(file: string, text: string): Promise<boolean> {
  const sha256 = createHash('sha256').update(text).digest('hex');
  const real = await realpath(file).catch(() => file);
  const known = await readRecord(recordOf(real));
  if (known) return known.hash === sha256;
  await vouch(file, { sha256 }).catch(() => undefined);
  return true;
}

/** Notes that a file was written so. */
export const vouchFor = (file: string, text: string): Promise<void> =>
  vouch(file, { sha256: createHash('sha256').update(text).digest('hex') });

/** When a file was last used by faccent and its hash last checked, in milliseconds since 1970, as far as it is noted. */
export async function noted(file: string): Promise<{ used?: number; verified?: number }> {
  const real = await realpath(file).catch(() => file);
  const known = await readRecord(recordOf(real));
  const there = known && (await stat(recordOf(real)).catch(() => undefined));
  if (!there) return {};
  const now = await stat(real).then(versionOf, () => undefined);
  return { used: there.mtimeMs, verified: known.version === now ? known.at : undefined };
}

/** Notes of files that are not there any more, and damaged ones. */
export async function recordsOfNothing(): Promise<string[]> {
  const found: string[] = [];
  for (const name of await readdir(recordsFolder()).catch(() => [])) {
    if (!/^[0-9a-f]{32}\.json$/.test(name)) continue;
    const place = path.join(recordsFolder(), name);
    const known = await readRecord(place);
    if (known && (await stat(known.file).catch(() => undefined))) continue;
    found.push(place);
  }
  return found;
}
