import { copyFile, link, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Recipe } from 'faccent';
import { fileFailure } from '../../../platform/node/failure.js';
import { writeWhole } from '../../../platform/node/atomic.js';
import { withoutPaths } from './entry.js';

/** A file in a second place: the same bytes on the disk where that can be, since none of them is written again. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return;
    // on another disk, or another person's
    await copyFile(from, to);
  }
}

/** What is shown of a result, besides its recipe. */
const isShown = (name: string): boolean => /^[\w-]+\.(png|webp)$/.test(name);

/** A recipe without its network's labels, which shape nothing and would be in each of thousands. */
function withoutLabels(recipe: Recipe): Recipe {
  const { labels, ...description } = recipe.model.description;
  void labels;
  return { ...recipe, model: { ...recipe.model, description } };
}

/** Puts a result into the site, whole or not at all. @param recipe as it was read */
export async function putResult(result: string, site: string, id: string, recipe: Recipe): Promise<void> {
  const place = path.join(site, 'results', id);
  const making = path.join(site, 'results', `.${id}.tmp`);
  try {
    await rm(making, { recursive: true, force: true });
    await mkdir(making, { recursive: true });
    for (const name of (await readdir(result)).filter(isShown))
      await linkOrCopy(path.join(result, name), path.join(making, name));
    const text = `${JSON.stringify(withoutLabels(withoutPaths(recipe)), undefined, 1)}\n`;
    await writeWhole(path.join(making, 'recipe.json'), text, { synced: false });
    await rename(making, place);
  } catch (cause) {
    await rm(making, { recursive: true, force: true });
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOTEMPTY' || code === 'EEXIST') return;
    throw fileFailure('write', place, cause);
  }
}
