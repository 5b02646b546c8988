// The photographs, each with a class of ImageNet that it does not show.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { FaccentError } from 'faccent';
import { shippedPhotograph } from '../common/files.js';
import { root } from '../common/root.js';

/** A photograph, and the index of the class that it is accentuated towards. */
export interface Pair {
  /** A file of examples/photos, or CATEGORY/N of the folder of categories: its N-th picture by name. */
  readonly photograph: string;
  readonly unit: number;
}

/** `given`: those that defaults are judged by; `own`: as many, so that nothing is tuned to the first; `shipped`: of photographs that ship. */
export type PairSet = 'given' | 'own' | 'shipped';

const read = JSON.parse(readFileSync(path.join(root, 'studies/defaults/pairs.json'), 'utf8')) as Record<
  PairSet,
  [string, number][]
>;

const pairs = (set: PairSet): readonly Pair[] =>
  read[set].map(([photograph, unit]) => ({ photograph, unit }));

export const PAIRS: Readonly<Record<PairSet, readonly Pair[]>> = {
  given: pairs('given'),
  own: pairs('own'),
  shipped: pairs('shipped'),
};

/** Every second of the given ones, on which all settings are tried. */
export const TRIED: readonly Pair[] = PAIRS.given.filter((_, i) => i % 2 === 0);

/** Every second of the others, on which those that came into question are. */
export const TRIED_ALSO: readonly Pair[] = PAIRS.own.filter((_, i) => i % 2 === 0);

/** Where a pair's photograph is. @param images a folder of categories, for those that do not ship */
export function fileOf({ photograph }: Pair, images?: string): string {
  const shipped = shippedPhotograph(photograph);
  if (existsSync(shipped)) return shipped;
  if (images === undefined)
    throw new FaccentError(`"${photograph}" does not ship: say where it is with --images FOLDER`);
  const folder = path.join(images, path.dirname(photograph));
  const name = readdirSync(folder)
    .filter((file) => !file.startsWith('.'))
    .sort()[Number(path.basename(photograph))];
  if (name === undefined) throw new FaccentError(`"${folder}" has too few pictures for "${photograph}"`);
  return path.join(folder, name);
}
