import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { stepsIn } from './checkpoint-file.js';

/** Where an unfinished run is kept, in the folder of its results. */
export const UNFINISHED = 'unfinished';

export const placeOf = (folder: string): string => path.join(folder, UNFINISHED);

/** How the folders of a run's accentuations begin, where it is made up of several. */
export const PART = 'accentuation-';

/** Whether a name is that of such a folder. */
export const isPart = (name: string): boolean => /^accentuation-[a-z]+(?:-\d+)?$/.test(name);

/** Where a run has checkpoints, or its accentuations have. */
export async function placesIn(folder: string): Promise<string[]> {
  const place = placeOf(folder);
  const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
  // a link would lead to a folder that is not ours
  const parts = entries.filter((entry) => entry.isDirectory() && isPart(entry.name));
  return [place, ...parts.map(({ name }) => path.join(place, name))];
}

/** The files of a run's checkpoints by where they are, the newest of each first. */
export const keptIn = async (folder: string): Promise<string[][]> =>
  Promise.all(
    (await placesIn(folder)).map(async (place) =>
      (await checkpointsAt(place)).map((name) => path.join(place, name)),
    ),
  );

/** After how many steps a run goes on, those of all of its accentuations; nothing where it begins anew. */
export async function stepsKept(folder: string): Promise<number | undefined> {
  const newest = (await keptIn(folder)).flatMap(([file]) =>
    file === undefined ? [] : [path.basename(file)],
  );
  return newest.length ? newest.reduce((sum, name) => sum + stepsIn(name)!, 0) : undefined;
}

/** The names of the checkpoints in a place, the newest first. */
export async function checkpointsAt(place: string): Promise<string[]> {
  const names = await readdir(place).catch(() => []);
  const steps = names.map((name) => [stepsIn(name), name] as const);
  return steps
    .filter(([done]) => done !== undefined)
    .sort(([a], [b]) => b! - a!)
    .map(([, name]) => name);
}
