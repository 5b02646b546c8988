import { readdir } from 'node:fs/promises';
import path from 'node:path';
import {
  type ExperimentPlan,
  FaccentError,
  type Image,
  type Model,
  readPhotograph,
  runRecipe,
} from 'faccent';
import { pixelsOf } from '../../image/pixels.js';
import { openFolder, writeWhole } from '../../platform/node/atomic.js';
import { pictures } from '../../platform/node/pictures.js';
import { GroupGraphs } from '../jobs/group-graphs.js';
import { keepingBackend, stepThrough } from '../jobs/run.js';
import { showRate } from '../print/rate.js';
import { type Interrupt, Interrupted } from '../signals/interrupt.js';
import type { Source, Wanted } from './wanted.js';

/** Where pictures are, from the page. */
export const PICTURES = 'pictures';

/** WebP's quality, 1 to 100, of all pictures alike: nothing but what they show tells conditions apart. */
const QUALITY = 90;

export const fileOf = ({ id }: Pick<Wanted, 'id'>): string => `${PICTURES}/${id}.webp`;

/** How pictures are made. */
export interface Making {
  readonly plan: ExperimentPlan;
  readonly model: Model;
  /** The page's folder, which is this process's. */
  readonly folder: string;
  readonly quiet: boolean;
  readonly interrupt: Interrupt;
}

/**
 * Makes the pictures that are not there: each is whole or not there, and has its name by what it is made of, so that what was
 * made before is not made again.
 * @param wanted runs that share graphs beside each other
 * @returns how many were made
 * @throws Interrupted with all kept that was made; FaccentError where a photograph is gone or another
 */
export async function makePictures(wanted: readonly Wanted[], making: Making): Promise<number> {
  const { folder, quiet, interrupt } = making;
  const output = await openFolder(path.join(folder, PICTURES));
  try {
    const there = new Set(await readdir(path.join(folder, PICTURES)));
    const missing = wanted.filter(({ id }) => !there.has(`${id}.webp`));
    if (!missing.length) return 0;
    const progress = await showRate(missing.length, 'pictures', quiet);
    const graphs = new GroupGraphs();
    try {
      for (const [i, one] of missing.entries()) {
        if (interrupt.status !== undefined) throw new Interrupted();
        const image = await imageOf(one, making, graphs);
        const { bytes } = await pictures.lossy(pixelsOf(image), QUALITY, Math.max(...image.size));
        await writeWhole(path.join(folder, fileOf(one)), bytes);
        progress.at(i + 1);
      }
    } finally {
      progress.stop();
      await graphs.release();
    }
    return missing.length;
  } finally {
    await output.abandon();
  }
}

async function imageOf(
  { photograph, request, group }: Wanted,
  { plan, model, quiet, interrupt }: Making,
  graphs: GroupGraphs,
): Promise<Image> {
  const photo = photograph && (await photographAt(photograph, plan));
  if (!request) return photo!;
  const how = { cache: await graphs.of(group), backend: keepingBackend(quiet) };
  const { result } = await stepThrough(
    runRecipe(request, { model, photo }, how),
    { quiet, interrupt },
    () => {
      if (interrupt.status !== undefined) throw new Interrupted();
      return Promise.resolve();
    },
  );
  return result.image;
}

async function photographAt(
  { path: file, sha256 }: Source,
  { size, background }: ExperimentPlan,
): Promise<Image> {
  const photograph = await readPhotograph(file, { size, background });
  if (photograph.sha256 === sha256) return photograph;
  throw new FaccentError(
    `"${path.relative('', file)}" is another photograph than when it was measured: put that one back, or run faccent exemplars in a new folder`,
  );
}
