import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { FaccentError } from '../../errors.js';
import type { Image, Size } from '../../image/image.js';
import { readPhotograph } from '../../image/photograph.js';
import { fileFailure } from './failure.js';

const IMAGES = /\.(?:jpe?g|png|webp|avif|tiff?|gif|svg)$/i;

/** An image of a folder, on a canvas. */
export interface FolderImage {
  readonly name: string;
  readonly image: Image;
}

/** The names in a folder, in order. @throws FaccentError where there is no such folder */
export async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') throw new FaccentError(`there is no folder "${folder}"`, { cause });
    if (cause.code === 'ENOTDIR') throw new FaccentError(`"${folder}" is a file, not a folder`, { cause });
    throw fileFailure('read the folder', folder, cause);
  });
  return names.sort();
}

/** The paths of the images that lie in a folder, by name. @throws FaccentError where there are none */
export const imagesIn = async (folder: string): Promise<string[]> =>
  imagesAmong(await namesIn(folder), folder);

/** Whether a file is an image by its name. Hidden ones are nobody's photographs: macOS leaves some beside each. */
export const isImageName = (name: string): boolean => IMAGES.test(name) && !name.startsWith('.');

/** The paths of those names in a folder that are of images. @throws FaccentError where none is */
export function imagesAmong(names: readonly string[], folder: string): string[] {
  const images = names.filter(isImageName);
  if (!images.length)
    throw new FaccentError(
      `the folder "${folder}" ${names.length ? 'has no images in it' : 'is empty'} (JPEG, PNG, WebP, AVIF, TIFF, GIF and SVG are read; subfolders are not)`,
    );
  return images.map((name) => path.join(folder, name));
}

/**
 * The images that lie in a folder, by name, each on a canvas of the same size.
 * @param on the canvas, and what is behind what is transparent
 * @param most only the first so many
 * @throws FaccentError where there is no such folder, it has no images, or one of them cannot be read
 */
export async function readFolder(
  folder: string,
  on: { readonly size: Size; readonly background?: string },
  most = Infinity,
): Promise<FolderImage[]> {
  const read: FolderImage[] = [];
  for (const file of (await imagesIn(folder)).slice(0, most))
    read.push({ name: path.basename(file), image: await readPhotograph(file, on) });
  return read;
}
