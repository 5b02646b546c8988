import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { FaccentError } from 'faccent';
import { fileFailure } from '../../platform/node/failure.js';
import { isImageName } from '../../platform/node/photos.js';
import { EXEMPLARS } from './about.js';
import { MEASURED } from './measured.js';

/**
 * The images in a folder and all that is below it, links followed and each folder once; what faccent wrote there is left
 * out.
 * @returns paths from the folder with slashes, by their code units: the same order on every machine
 * @throws FaccentError where there is no such folder, or none of its files is an image
 */
export async function photographsBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  const seen = new Set<string>();
  let files = 0;
  const walk = async (below: string): Promise<void> => {
    const here = path.join(folder, below);
    const entries = await readdir(here, { withFileTypes: true }).catch((cause: unknown) => {
      throw fileFailure('read the folder', here, cause);
    });
    if (entries.some(({ name }) => name === EXEMPLARS) || (await isOwn(here))) return;
    // a folder that two names lead to is read under the first
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.')) continue;
      const name = below === '' ? entry.name : `${below}/${entry.name}`;
      // a link that leads nowhere is left to who reads it, if it is called like an image
      const there = entry.isSymbolicLink()
        ? await stat(path.join(folder, name)).catch(() => undefined)
        : entry;
      if (there?.isDirectory()) {
        const real = await realpath(path.join(folder, name));
        if (seen.has(real)) continue;
        seen.add(real);
        await walk(name);
      } else {
        files++;
        if (isImageName(entry.name)) found.push(name);
      }
    }
  };
  seen.add(await realpath(folder).catch(() => folder));
  await walk('');
  if (!found.length)
    throw new FaccentError(
      `the folder "${folder}" ${files ? 'has no images in it' : 'is empty'} (JPEG, PNG, WebP, AVIF, TIFF, GIF and SVG are read, also in subfolders)`,
    );
  return found.sort();
}

/** Whether a folder is one that values are gathered in, whose exemplars are not there yet. */
const isOwn = async (folder: string): Promise<boolean> =>
  (await stat(path.join(folder, MEASURED)).catch(() => undefined))?.isFile() === true;
