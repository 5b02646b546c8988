import { type Hash, createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';

/** Fields of `ModelProto` and of the entries of its metadata, each with their length behind them. */
const [METADATA, NAME, VALUE] = [(14 << 3) | 2, (1 << 3) | 2, (2 << 3) | 2];
const SEAL = 'faccent.sha256';
const HEX = 64;
const OWN = 4 + SEAL.length + HEX;

/** What a sealed graph is longer by. */
const SEAL_LENGTH = 2 + OWN;

/** What is read at a time. */
const CHUNK = 1 << 20;

/** What became of a look at a kept graph. */
export type Sealed =
  | { readonly state: 'whole'; readonly version: string }
  | { readonly state: 'absent' }
  /** @param why what is wrong with it, as the end of a sentence that begins with it */
  | { readonly state: 'wrong'; readonly why: string };

/** The last bytes of a sealed graph: metadata of the model, so that the file stays one that a runtime reads. */
function sealOf(hash: string): Buffer {
  const text = (field: number, value: string): Buffer =>
    Buffer.concat([Buffer.of(field, value.length), Buffer.from(value)]);
  const entry = Buffer.concat([text(NAME, SEAL), text(VALUE, hash)]);
  return Buffer.concat([Buffer.of(METADATA, entry.length), entry]);
}

const hashOf = (key: string): Hash => createHash('sha256').update(key).update('\n');

async function updateFrom(handle: FileHandle, hash: Hash, length: number): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.min(CHUNK, length));
  for (let at = 0; at < length;) {
    const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, length - at), at);
    // it was cut off meanwhile: the hash will not be the one that is noted
    if (bytesRead === 0) return;
    hash.update(buffer.subarray(0, bytesRead));
    at += bytesRead;
  }
}

/** Seals a graph's file: its hash, and that of what it was made of, are put behind it. */
export async function seal(file: string, key: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    const { size } = await handle.stat();
    const hash = hashOf(key);
    await updateFrom(handle, hash, size);
    await handle.write(sealOf(hash.digest('hex')), 0, SEAL_LENGTH, size);
  } finally {
    await handle.close();
  }
}

/** What changes when a file does, or is replaced. */
export const versionOf = ({ ino, size, mtimeMs, ctimeMs }: Stats): string =>
  [ino, size, mtimeMs, ctimeMs].join();

/** What tells whether a file was replaced since; nothing where there is none. */
export const versionNow = (file: string): Promise<string | undefined> =>
  lstat(file).then(versionOf, () => undefined);

/** Reads a graph's file to the end, and says whether it is what was sealed under this key. */
export async function checkSeal(file: string, key: string): Promise<Sealed> {
  const wrong = (why: string): Sealed => ({ state: 'wrong', why });
  let handle: FileHandle | undefined;
  try {
    const there = await lstat(file);
    // a pipe would keep us waiting, and a link leads where others write
    if (!there.isFile()) return wrong('was no file');
    if (there.size === 0) return wrong('was empty');
    handle = await open(file, 'r');
    const own = await handle.stat();
    const length = own.size - SEAL_LENGTH;
    if (length <= 0) return wrong('was damaged');
    const hash = hashOf(key);
    await updateFrom(handle, hash, length);
    const noted = Buffer.alloc(SEAL_LENGTH);
    await handle.read(noted, 0, SEAL_LENGTH, length);
    if (noted.equals(sealOf(hash.digest('hex')))) return { state: 'whole', version: versionOf(own) };
    return wrong('was damaged, or not what its name says');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return { state: 'absent' };
    return wrong(`could not be read (${code ?? message})`);
  } finally {
    await handle?.close().catch(() => undefined);
  }
}
