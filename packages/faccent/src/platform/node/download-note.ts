import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod/mini';
import { withoutSecrets } from '../address.js';
import type { Verdict } from '../platform.js';
import type { Downloaded } from './download.js';
import { cacheFolder } from './environment.js';
import { readSmall, verify } from './verified.js';

/** The folder of what was fetched from addresses. */
export const downloadsFolder = (): string => path.join(cacheFolder(), 'url');

/** A host as the name of a folder. */
const folderOfHost = (address: string): string => new URL(address).host.replaceAll(':', '_');

/** The folder of a file at an address: addresses differ in more than their last part. */
export const urlFolder = (url: string): string =>
  path.join(
    ...[downloadsFolder(), folderOfHost(url)],
    createHash('sha256').update(url).digest('hex').slice(0, 16),
  );

/** The note beside a download. */
export const noteOf = (file: string): string => `${file}.info.json`;

/** Longer notes are none of ours, in bytes. */
const LONGEST_NOTE = 65_536;

const NOTE = z.object({
  url: z.string(),
  size: z.int().check(z.nonnegative()),
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  verified: z.enum(['SHA-256', 'Git hash', 'size', 'nothing']),
});

/** What was noted of a file when it came; nothing where that is not there or damaged. */
export async function readNote(file: string): Promise<Downloaded | undefined> {
  try {
    return z.safeParse(NOTE, JSON.parse((await readSmall(noteOf(file), LONGEST_NOTE)) ?? '')).data;
  } catch {
    return undefined;
  }
}

/** Whether the file of an address is here and what came. @param always as `verify` */
export async function checkDownload(file: string, url?: string, always?: boolean): Promise<Verdict> {
  const note = await readNote(file);
  if (!note) {
    // a transfer that ended between the two leaves one of them
    const there = await stat(file).catch(() => undefined);
    return there ? { state: 'wrong', why: 'has no note beside it that says its hash' } : { state: 'absent' };
  }
  if (url !== undefined && withoutSecrets(note.url) !== withoutSecrets(url))
    return { state: 'wrong', why: `is from another address, ${withoutSecrets(note.url)}` };
  return verify(file, note, always);
}
