import type { Recipe, RunRequest } from 'faccent';
import { fetched } from '../state/fetched.js';
import { KeptRun, type ShownWish } from '../state/run.svelte.js';
import type { Picture } from '../worker/protocol.js';

/** @throws Error where it is not there or does not decode */
async function bitmapOf(file: string): Promise<ImageBitmap> {
  return createImageBitmap(await (await fetched(file)).blob());
}

async function pixelsOf(file: string): Promise<Picture> {
  const bitmap = await bitmapOf(file);
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return { width, height, rgba: context.getImageData(0, 0, width, height).data };
}

/** Pictures of a strip at most. */
const FRAMES = 8;

/**
 * After how many steps each picture of a strip is; the last is the result.
 * @param steps that were made, of those that were asked for
 */
export function stripSteps(steps: number, asked: number): number[] {
  const every = Math.max(1, Math.ceil(asked / (FRAMES - 1)));
  return [...Array.from({ length: Math.ceil(steps / every) }, (_, i) => i * every), steps];
}

/** The pictures of a strip, one under the other; a long one was made smaller. */
function cut(strip: ImageBitmap, count: number, [height, width]: readonly [number, number]): Picture[] {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
  const each = strip.height / count;
  return Array.from({ length: count }, (_, i) => {
    context.drawImage(strip, 0, each * i, strip.width, each, 0, 0, width, height);
    return { width, height, rgba: context.getImageData(0, 0, width, height).data };
  });
}

/** Pictures by steps: each stands for the steps up to the next. */
export function byStep<T>(pictures: readonly T[], at: readonly number[]): T[] {
  const all: T[] = [];
  at.forEach((from, i) => {
    for (let step = from; step < (at[i + 1] ?? from + 1); step++) all[step] = pictures[i]!;
  });
  return all;
}

const stepsOf = ({ settings }: RunRequest): number => settings.steps as number;

/** What is shown of a run: what it was asked, and what its result is called. */
export const shownRun = (id: number, recipe: RunRequest): KeptRun<ShownWish> =>
  new KeptRun(
    id,
    { settings: { steps: stepsOf(recipe) } },
    recipe.name,
    recipe.photo?.path.split(/[/\\]/).at(-1) ?? 'noise',
  );

/** Reads the pictures of a result. @param canvas the photograph's file, where it is there */
export async function readResult(id: string, recipe: Recipe, canvas?: string): Promise<KeptRun<ShownWish>> {
  const run = shownRun(0, recipe);
  const place = (name: string): string => `results/${id}/${name}`;
  const [result, strip, opacity, photograph] = await Promise.all([
    pixelsOf(place(recipe.photo ? 'accentuated.png' : 'visualization.png')),
    bitmapOf(place('steps.webp')).catch(() => undefined),
    pixelsOf(place('opacity.png')).catch(() => undefined),
    canvas === undefined ? undefined : pixelsOf(canvas).catch(() => undefined),
  ]);
  const steps = recipe.results.steps.length;
  const at = stripSteps(steps, stepsOf(recipe));
  const moments = strip && cut(strip, at.length, [result.height, result.width]);
  strip?.close();
  // what is best of each: the strip has lost a little
  const pictures = moments ? byStep([...moments.slice(0, -1), result], at) : byStep([result], [0]);
  if (photograph) pictures[0] = photograph;
  run.pictures = pictures;
  run.steps = recipe.results.steps.map(({ activation, distance }, step) => ({
    ...{ step, activation, distance },
    seconds: 0,
  }));
  // what it looked at is white
  run.opacity =
    opacity && Uint8Array.from({ length: opacity.rgba.length / 4 }, (_, i) => opacity.rgba[4 * i]!);
  run.state = 'ended';
  return run;
}

/** A small picture of a picture, as an address. */
export function thumbnailOf({ width, height, rgba }: Picture, side = 160): string {
  const whole = document.createElement('canvas');
  Object.assign(whole, { width, height });
  whole.getContext('2d')!.putImageData(new ImageData(rgba, width, height), 0, 0);
  const small = document.createElement('canvas');
  Object.assign(small, { width: side, height: side });
  const most = Math.min(width, height);
  small
    .getContext('2d')!
    .drawImage(whole, (width - most) / 2, (height - most) / 2, most, most, 0, 0, side, side);
  return small.toDataURL('image/webp', 0.85);
}
