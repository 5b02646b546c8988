import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { jsonOf } from '../../declaration/json.js';
import { FaccentError } from '../../errors.js';
import { NO_WAITING, kindOf } from './contained.js';
import { fileFailure } from './failure.js';

/** What a shell calls what it pipes into a command: nobody else has such a name for a file. */
const PIPED = /^\/(?:dev\/(?:stdin|fd\/\d+)|proc\/self\/fd\/\d+)$/;

/** Whether a path is one of these. */
export const isPiped = (path: string): boolean => PIPED.test(path);

/** The most that is read of a pipe, or of JSON, in bytes. */
const LIMIT = 2 ** 28;

/** And of what does not say how long it is. */
const LIMIT_UNSAID = 2 ** 16;

/** Reads a file, or what a shell pipes. @throws FaccentError that says what is wrong with it */
export async function readBytes(path: string, what = 'read', limit = Infinity): Promise<Uint8Array> {
  const refused = (why: string): FaccentError => new FaccentError(`cannot ${what} "${path}": ${why}`);
  try {
    if (isPiped(path)) return await readPiped(path, refused);
    // a pipe that nobody writes to would be waited for, and a device may have no end
    const handle = await open(path, NO_WAITING);
    try {
      const there = await handle.stat();
      if (!there.isFile()) throw refused(`it is ${kindOf(there)}, not a file`);
      if (there.size > limit) throw refused(`it has ${there.size} bytes, and at most ${limit} are read`);
      return await readWhole(handle, there.size);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof FaccentError) throw cause;
    throw fileFailure(what, path, cause);
  }
}

/** The most that is read at once, in bytes. */
const AT_ONCE = 2 ** 26;

/** Reads what was there when the size was asked for: a file may grow for ever, or have become shorter. */
async function readWhole(handle: FileHandle, size: number): Promise<Uint8Array> {
  // /proc says of no file how long it is
  if (size === 0) {
    const some = await handle.read(Buffer.alloc(LIMIT_UNSAID), 0, LIMIT_UNSAID);
    return some.buffer.subarray(0, some.bytesRead);
  }
  const bytes = Buffer.allocUnsafeSlow(size);
  let at = 0;
  while (at < size) {
    const { bytesRead } = await handle.read(bytes, at, Math.min(AT_ONCE, size - at));
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.subarray(0, at);
}

async function readPiped(path: string, refused: (why: string) => FaccentError): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of createReadStream(path)) {
    size += (chunk as Buffer).length;
    if (size > LIMIT) throw refused(`more than ${LIMIT} bytes come`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** Reads text, of JSON say. @throws FaccentError */
export const readText = async (path: string): Promise<string> =>
  Buffer.from(await readBytes(path, 'read', LIMIT)).toString('utf8');

/** Whether a file could not be read because there is none. @param error of one of these functions */
export const isMissing = (error: unknown): boolean =>
  ((error as Error).cause as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';

/** Reads JSON. @throws FaccentError */
export const readJson = async (path: string): Promise<unknown> =>
  jsonOf(await readBytes(path, 'read', LIMIT), `"${path}"`);

/** Reads JSON, where there is such a file. @throws FaccentError where it cannot be read */
export const readJsonIfThere = (path: string): Promise<unknown> =>
  readJson(path).catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
