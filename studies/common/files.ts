import { readFileSync, readdirSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Image, type Size, parseNpy, readPhotograph } from 'faccent';
import { recordMade } from './made.js';
import { root } from './root.js';

/** The path of a photograph that ships, by its file's name. */
export const shippedPhotograph = (file: string): string => path.join(root, 'examples/photos', file);

const PICTURES = /\.(?:jpe?g|png|webp|avif|tiff?|gif|svg)$/i;

/** A photograph of a folder. */
export interface FolderPhotograph {
  readonly name: string;
  readonly image: Image;
}

/** The photographs that lie in a folder, by name, each on a canvas of the same size. */
export async function photographsIn(folder: string, size: Size): Promise<FolderPhotograph[]> {
  // hidden files are nobody's photographs: macOS leaves some beside each
  const names = readdirSync(folder).filter((name) => PICTURES.test(name) && !name.startsWith('.'));
  const read: FolderPhotograph[] = [];
  for (const name of names.sort())
    read.push({ name, image: await readPhotograph(path.join(folder, name), { size }) });
  return read;
}

/** A NumPy array from a file. */
export const readNpy = (file: string): ReturnType<typeof parseNpy> => parseNpy(readFileSync(file), file);

/**
 * Writes a file of the project, so that it is never seen half-written, and notes what made a page or a picture of the docs.
 * @param file its path in the project
 */
export async function writeProjectFile(file: string, data: Uint8Array | string): Promise<void> {
  const whole = path.join(root, file);
  await mkdir(path.dirname(whole), { recursive: true });
  await writeFile(`${whole}.${process.pid}.tmp`, data);
  await rename(`${whole}.${process.pid}.tmp`, whole);
  if (file.startsWith('docs/')) await recordMade([file]);
}
