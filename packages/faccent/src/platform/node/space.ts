import { statfs } from 'node:fs/promises';

/** Bytes that may still be written where a folder is; undefined where the file system does not say. */
export async function freeSpace(folder: string): Promise<number | undefined> {
  const { blocks, bavail, bsize } = await statfs(folder);
  return blocks === 0 ? undefined : bavail * bsize;
}
