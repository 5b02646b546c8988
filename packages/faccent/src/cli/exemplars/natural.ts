import { existsSync } from 'node:fs';
import path from 'node:path';
import { FaccentError, type Model, type Size, objectiveOf } from 'faccent';
import { canonicalJson } from '../../declaration/json.js';
import { wholeDescription } from '../../declaration/declare.js';
import type { Target } from '../target.js';
import { EXEMPLARS, checkAgrees, readAbout } from './about.js';
import { openExemplars } from './read.js';

/** What tells exemplars from others. @throws FaccentError where they cannot be read */
export const digestOfExemplars = async (folder: string): Promise<string> => (await readAbout(folder)).of;

/** Whether a folder holds exemplars, and not photographs. */
export const holdsExemplars = (folder: string): boolean => existsSync(path.join(folder, EXEMPLARS));

/** What is raised, and on what it is seen. */
export interface NaturalOf {
  readonly target: Pick<Target, 'feature' | 'objective'>;
  readonly model: Model;
  readonly size: Size;
  readonly background?: string;
}

/**
 * What a feature is in all photographs that exemplars are of.
 * @throws FaccentError where they are of another network or canvas, or do not have the feature
 */
export async function naturalActivations(
  folder: string,
  { target: { feature, objective }, ...seen }: NaturalOf,
): Promise<Float64Array> {
  const exemplars = await openExemplars(folder);
  checkAgrees(folder, exemplars.about, seen);
  const plain = feature && !feature.position ? feature : undefined;
  const whole = plain && objectiveOf(plain);
  const written = whole ? [whole.description, wholeDescription(whole)].map(canonicalJson) : [];
  if (!plain || !written.includes(canonicalJson(objective)))
    throw new FaccentError(
      `exemplars tell of channels, each over all of the picture: name one by --feature LAYER:UNIT or --class, or give the folder of photographs itself, "${exemplars.about.folder}"`,
    );
  return exemplars.values(exemplars.layerNamed(seen.model, plain.layer), plain.unit);
}
