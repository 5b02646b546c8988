import { stat } from 'node:fs/promises';
import { type AnimationFormat, FaccentError, type Model, type RunRequest, type WantedLevels } from 'faccent';
import { keptEvery } from '../../levels/path.js';
import type { OutputFlags } from '../flags/groups.js';
import type { BegunRun } from '../jobs/carry-out.js';
import { usualSnapshots } from '../jobs/run.js';
import { freeSpace } from '../../platform/node/space.js';
import { LONGEST_FRAME } from '../../platform/pictures.js';
import { formatBytes } from '../print/bytes.js';

/** What a run writes, in bytes: estimates, rather too high than too low. */
export interface NeededSpace {
  /** Its results. */
  readonly results: number;
  /** What it is kept by until they are there. */
  readonly unfinished: number;
}

/** Bytes of a pixel in PNG: four pictures, and all of them once more on the sheet. */
const PICTURES = 23;
/** Of a frame's pixel. */
const ANIMATED = { webp: 0.25, gif: 1, mp4: 0.15 } as const;
/** Recipe, curve, measures; a page with its pictures in base64. */
const [TEXTS, PAGE] = [100_000, 3_000_000];

/** Numbers of a checkpoint a value of the picture: its parameters, the optimizer's two moments of them, the opacity. */
const NUMBERS = 4;
/** Two are kept while a third is written. */
const CHECKPOINTS = 3;

/** @param planes of the picture: 3, or those of a stack */
export function neededSpace(
  { settings, photo, levels }: Pick<RunRequest, 'settings' | 'photo' | 'levels'>,
  planes: number,
  { animate = ['webp'], report, saveTensors, snapshots }: OutputFlags,
): NeededSpace {
  const [height, width] = settings.size;
  const [pixels, steps] = [height * width, settings.steps as number];
  if (levels !== undefined) return neededForLevels(settings, planes, levels, animate);
  const frames = Math.ceil(steps / (snapshots ?? usualSnapshots(steps))) + 1;
  const shown = pixels * Math.min(1, LONGEST_FRAME / Math.max(height, width)) ** 2;
  const animations = animate.reduce((sum, format) => sum + ANIMATED[format] * frames * shown, 0);
  const image = 4 * planes * pixels;
  const page = report ? Math.min(PAGE, 2 * frames * pixels) + TEXTS : 0;
  const tensors = (saveTensors === undefined ? 0 : 2 * image) + (planes === 3 ? 0 : 2 * image);
  return {
    results: (photo ? PICTURES : 3) * pixels + animations + page + tensors + TEXTS,
    unfinished: (CHECKPOINTS * NUMBERS + frames) * image,
  };
}

/** Of a series of levels: two directions, each kept with its pictures. */
function neededForLevels(
  { size, steps }: RunRequest['settings'],
  planes: number,
  levels: WantedLevels,
  animate: readonly AnimationFormat[],
): NeededSpace {
  const pixels = size[0] * size[1];
  const image = 4 * planes * pixels;
  const count = typeof levels === 'number' ? levels : levels.length;
  const kept = Math.ceil((steps as number) / keptEvery(steps as number, size, planes)) + 1;
  const shown = pixels * Math.min(1, LONGEST_FRAME / Math.max(...size)) ** 2;
  const animations = animate.reduce((sum, format) => sum + ANIMATED[format] * count * shown, 0);
  // each picture alone and on the sheet
  const pictures = (count + 1) * (2 * 3 * pixels + (planes === 3 ? 0 : image)) + 2 * pixels;
  return {
    results: pictures + animations + TEXTS,
    unfinished: 2 * (CHECKPOINTS * NUMBERS + kept) * image,
  };
}

/** What a run that was begun will write, and where. */
export const spaceOf = ({ store }: BegunRun, { planes }: Pick<Model, 'planes'>): Wanted => {
  const { request, outputs } = store.asked;
  return { folder: store.folder, needed: neededSpace(request, planes, outputs) };
};

/** A folder, and what is to be written to it. */
export interface Wanted {
  readonly folder: string;
  readonly needed: NeededSpace;
}

/**
 * Looks whether what runs will write has room, before the first of them does anything: the results of all, and what one
 * at a time is kept by.
 * @returns what a person should know where runs have room for their results, and not for being kept
 * @throws FaccentError where there is no room for the results
 */
export async function checkSpace(wanted: readonly Wanted[], free = freeSpace): Promise<string | undefined> {
  const disks = new Map<number, Wanted[]>();
  for (const one of wanted) {
    const { dev } = await stat(one.folder);
    disks.set(dev, [...(disks.get(dev) ?? []), one]);
  }
  let hint: string | undefined;
  for (const ones of disks.values()) {
    const { folder } = ones[0]!;
    const there = await free(folder);
    if (there === undefined) continue;
    const results = ones.reduce((sum, { needed }) => sum + needed.results, 0);
    const unfinished = ones.reduce((most, { needed }) => Math.max(most, needed.unfinished), 0);
    const where = `the disk of "${folder}" has ${formatBytes(there)} free`;
    if (results > there)
      throw new FaccentError(
        `${where}, and the results take about ${formatBytes(results)}: make room, write to another disk (--out), or make smaller ones (--size)`,
      );
    if (results + unfinished > there)
      hint = `${where}: about ${formatBytes(results)} for the results, and ${formatBytes(unfinished)} to keep a run by while it is going on; without that it ends where the disk is full (--checkpoint off keeps nothing)`;
  }
  return hint;
}
