import { readFile } from 'node:fs/promises';
import { FaccentError } from '../../errors.js';
import { fileFailure } from './failure.js';

/** Reads a file. @throws FaccentError that says what is wrong with it */
export async function readBytes(path: string, what = 'read'): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw fileFailure(what, path, cause);
  }
}

/** Reads JSON. @throws FaccentError */
export async function readJson(path: string): Promise<unknown> {
  const text = Buffer.from(await readBytes(path)).toString('utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new FaccentError(`"${path}" is not JSON: ${(cause as Error).message}`, { cause });
  }
}
