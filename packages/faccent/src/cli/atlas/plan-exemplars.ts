import path from 'node:path';
import { FaccentError, type Model } from 'faccent';
import { checkOfNetwork } from '../exemplars/about.js';
import { type Exemplar, openExemplars } from '../exemplars/read.js';
import type { Entry } from './site/entry.js';

/** A file of a photograph by its path and SHA-256. */
interface FoundFile {
  readonly path: string;
  readonly sha256: string;
}

/** Finds the photographs that drive a unit most. */
export type ExemplarsOf = (layer: string, unit: number) => Promise<readonly FoundFile[]>;

/**
 * The photographs that drive units most, of what `faccent exemplars` found.
 * @param count of each unit
 * @param read reads a photograph as a plan has it
 * @throws FaccentError where exemplars are of another network, do not have a unit, or a photograph is gone or another
 */
export async function exemplarsFor(
  folder: string,
  count: number,
  model: Model,
  read: (file: string) => Promise<FoundFile>,
): Promise<ExemplarsOf> {
  const exemplars = await openExemplars(folder);
  checkOfNetwork(folder, exemplars.about, model);
  const known = new Map<string, Promise<FoundFile>>();
  const checked = async ({ file, sha256 }: Exemplar): Promise<FoundFile> => {
    const found = await read(file);
    if (found.sha256 === sha256) return found;
    throw new FaccentError(
      `"${path.relative('', file)}" is another photograph than when it was measured for "${folder}": put that one back, or run faccent exemplars in a new folder`,
    );
  };
  return async (layer, unit) => {
    const top = await exemplars.top(exemplars.layerNamed(model, layer), unit, count);
    return Promise.all(
      top.map((one) => {
        const found = known.get(one.file) ?? checked(one);
        known.set(one.file, found);
        return found;
      }),
    );
  };
}

/** What exemplars tell of a site's jobs: which of a unit's photographs each is of, and where the unit fires most. */
export async function toldByExemplars(folder: string): Promise<(entry: Entry) => Promise<Entry>> {
  const exemplars = await openExemplars(folder);
  const [height, width] = exemplars.about.size;
  return async (entry) => {
    const { feature, photograph } = entry;
    if (!feature || !photograph || !exemplars.has(feature.layer, feature.unit)) return entry;
    const all = await exemplars.top(feature.layer, feature.unit);
    const found = all.find(({ sha256 }) => sha256 === photograph.sha256);
    if (!found) return entry;
    const [y0, x0, y1, x1] = found.box;
    return { ...entry, rank: found.rank, box: [y0 / height, x0 / width, y1 / height, x1 / width] };
  };
}
