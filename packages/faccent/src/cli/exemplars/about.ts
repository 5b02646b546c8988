import path from 'node:path';
import { FaccentError, type Model, type Size } from 'faccent';
import * as z from 'zod/mini';
import { canonicalJson } from '../../declaration/json.js';
import { BACKGROUND, colourFrom } from '../../image/background.js';
import { isMissing, readJson } from '../../platform/node/read.js';
import { networkRecord } from '../../recipe/make.js';
import { type Measured, MEASURED_FIELDS } from './measured.js';

/** The file that says of a folder that it holds exemplars. */
export const EXEMPLARS = 'exemplars.json';

export const FORMAT = 'faccent-exemplars';
export const VERSION = 1;

const whole = z.int().check(z.nonnegative());

const ABOUT = z.object({
  ...MEASURED_FIELDS,
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  of: z.string(),
  by: z.enum(['activation', 'peak']),
  top: whole,
  sample: whole,
  photographs: whole,
  unread: whole,
});

/** What `exemplars.json` says. */
export interface About extends Measured {
  /** What tells these exemplars from others. */
  readonly of: string;
  readonly by: 'activation' | 'peak';
  /** How many photographs were measured, and could not be. */
  readonly photographs: number;
  readonly unread: number;
}

/** @throws FaccentError where a folder holds no exemplars that can be read */
export async function readAbout(folder: string): Promise<About> {
  const file = path.join(folder, EXEMPLARS);
  const json = await readJson(file).catch((error: Error) => {
    if (!isMissing(error)) throw error;
    throw new FaccentError(
      `"${folder}" holds no exemplars: faccent exemplars PHOTOS --out FOLDER makes some, and the last of its shards puts them together`,
      { cause: error },
    );
  });
  const { version } = json as { version?: unknown };
  if (typeof version === 'number' && version > VERSION)
    throw new FaccentError(`"${file}" is of a later faccent (version ${version}): install that one`);
  const { data, error } = z.safeParse(ABOUT, json);
  if (data) return data;
  throw new FaccentError(
    `"${file}" is damaged: ${error.issues[0]!.path.join('.') || 'all of it'} is not what faccent writes; run faccent exemplars again`,
  );
}

const across = (size: Size): string => size.join(' × ');

/** @throws FaccentError where exemplars are of another network, or of this one under another description */
export function checkOfNetwork(folder: string, about: About, model: Model): void {
  const { sha256, description } = networkRecord(model);
  if (about.network.sha256 !== sha256)
    throw new FaccentError(
      `${measuredIn(folder)} with another network (${path.basename(about.network.path)}, SHA-256 ${about.network.sha256.slice(0, 12)}…): measure the photographs with this one`,
    );
  if (canonicalJson(about.network.description) !== canonicalJson(JSON.parse(JSON.stringify(description))))
    throw new FaccentError(
      `${measuredIn(folder)} with this network under another description, such as its input's range: measure the photographs as it is described here`,
    );
}

const measuredIn = (folder: string): string => `the exemplars in "${folder}" were measured`;

/**
 * Looks whether exemplars are of a network, and of what is seen.
 * @throws FaccentError that says what to do where they are not
 */
export function checkAgrees(
  folder: string,
  about: About,
  { model, size, background = BACKGROUND }: { model: Model; size: Size; background?: string },
): void {
  checkOfNetwork(folder, about, model);
  const measured = measuredIn(folder);
  if (across(about.size) !== across(size))
    throw new FaccentError(
      `${measured} on a canvas of ${across(about.size)}, and here it is ${across(size)}: take --size ${about.size[0] === about.size[1] ? about.size[0] : about.size.join('x')}, or measure the photographs with --size ${size[0] === size[1] ? size[0] : size.join('x')}`,
    );
  if (about.background !== colourFrom(background))
    throw new FaccentError(
      `${measured} on the background ${about.background}, and here it is ${colourFrom(background)}: take --background ${about.background}`,
    );
}
