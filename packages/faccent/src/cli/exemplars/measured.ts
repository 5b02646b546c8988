import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { type Device, FaccentError, type LayerUnits, type RunRequest, type Size } from 'faccent';
import * as z from 'zod/mini';
import { canonicalJson } from '../../declaration/json.js';
import { writeWhole } from '../../platform/node/atomic.js';
import { readJsonIfThere } from '../../platform/node/read.js';

/** The folder that values are in, and the file that says what they are of. */
export const VALUES = 'values';
export const MEASURED = `${VALUES}/measured.json`;

/** All photographs that are to be measured, by their paths, until they are: so whoever merges knows what is missing. */
export const WANTED = `${VALUES}/photographs.json`;

/** What is measured of photographs, and by what: all that shapes a value. */
export interface Measured {
  readonly network: Omit<RunRequest['model'], 'facts'>;
  /** Where the photographs were: their paths begin there. */
  readonly folder: string;
  readonly layers: readonly LayerUnits[];
  readonly size: Size;
  readonly background: string;
  readonly device: Device;
  readonly threads: number;
}

const FORMAT = 'faccent-measured';
const VERSION = 1;

const whole = z.int().check(z.nonnegative());
const positive = z.int().check(z.positive());

/** The fields of `Measured`, as JSON has them. */
export const MEASURED_FIELDS = {
  network: z.object({
    path: z.string(),
    sha256: z.string(),
    source: z.optional(z.string()),
    description: z.record(z.string(), z.unknown()),
  }),
  folder: z.string(),
  layers: z
    .array(z.object({ layer: z.string(), units: z.array(whole).check(z.minLength(1)) }))
    .check(z.minLength(1)),
  size: z.tuple([positive, positive]),
  background: z.string(),
  device: z.enum(['cpu', 'webgpu', 'cuda', 'coreml', 'dml']),
  threads: positive,
};

const MEASURED_JSON = z.object({
  ...MEASURED_FIELDS,
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
});

/** What tells values of one kind from others: where files lie does not count. */
export function kindOfValues({ network, layers, size, background, device, threads }: Measured): string {
  const counts = [network.sha256, network.description, layers, size, background, device, threads];
  return createHash('sha256').update(canonicalJson(counts)).digest('hex');
}

const list = (layers: readonly LayerUnits[]): string =>
  layers.map(({ layer, units }) => `${layer} (${units.length})`).join(', ');

/** In what two differ, for people; undefined where their values can stand beside each other. */
function differenceOf(one: Measured, other: Measured): string | undefined {
  if (one.network.sha256 !== other.network.sha256) return 'of another network';
  if (canonicalJson(one.network.description) !== canonicalJson(other.network.description))
    return 'of the same network with another description';
  if (canonicalJson(one.layers) !== canonicalJson(other.layers))
    return `of other layers or units: ${list(one.layers)} and not ${list(other.layers)}`;
  for (const name of ['size', 'background', 'device', 'threads'] as const)
    if (canonicalJson(one[name]) !== canonicalJson(other[name]))
      return `with another ${name}, ${[one[name]].flat().join(' × ')} and not ${[other[name]].flat().join(' × ')}`;
  return undefined;
}

/**
 * @param there what is in a folder already
 * @throws FaccentError where values in a folder are of another kind than those that are to be
 */
export function checkSameKind(folder: string, there: Measured, now: Measured): void {
  const other = differenceOf(there, now);
  if (other !== undefined)
    throw new FaccentError(
      `"${folder}" holds what was measured ${other}: name another folder with --out, or ask for the same`,
    );
}

/** What a folder's values are of; undefined where it has none. @throws FaccentError where it cannot be read */
export async function readMeasured(folder: string): Promise<Measured | undefined> {
  const file = path.join(folder, MEASURED);
  const json = await readJsonIfThere(file);
  if (json === undefined) return undefined;
  const { version } = json as { version?: unknown };
  if (typeof version === 'number' && version > VERSION)
    throw new FaccentError(`"${file}" is of a later faccent (version ${version}): install that one`);
  const { data, error } = z.safeParse(MEASURED_JSON, json);
  if (error)
    throw new FaccentError(
      `"${file}" is damaged: ${error.issues[0]!.path.join('.') || 'all of it'} is not what faccent writes; measure anew in another folder`,
    );
  const { network, folder: photographs, layers, size, background, device, threads } = data;
  return { network, folder: photographs, layers, size, background, device, threads };
}

/** Notes what a folder's values are of. */
export async function writeMeasured(folder: string, measured: Measured): Promise<void> {
  await mkdir(path.join(folder, VALUES), { recursive: true });
  await writeWhole(
    path.join(folder, MEASURED),
    `${canonicalJson({ format: FORMAT, version: VERSION, ...measured })}\n`,
  );
}
