import { pictures } from '#platform';
import type { Accentuation } from '../accentuate.js';
import { encodePicture } from '../image/encode.js';
import type { Image } from '../image/image.js';
import { opacityMap } from '../image/opacity.js';
import { type Pixels, greyPixels, pixelsOf } from '../image/pixels.js';
import type { Recipe } from '../recipe/recipe.js';
import { type OutputFiles, jsonFile } from '../report/files.js';

/** Pictures of a run that are kept: its beginning, some on the way, its end. */
const FRAMES = 8;

/** WebP has no longer side, in pixels. */
const LONGEST_WEBP = 16383;

const QUALITY = 85;

/** How often a job takes a snapshot: so that with its end there are eight at most. */
export const stripEvery = (steps: number): number => Math.max(1, Math.ceil(steps / (FRAMES - 1)));

/**
 * After how many steps each picture of `steps.webp` is; the last is the result.
 * @param steps that were made
 * @param asked steps that were asked for: fewer are made where a cutoff ends the run
 * @example stripSteps(20) // [0, 3, 6, 9, 12, 15, 18, 20]
 */
export function stripSteps(steps: number, asked = steps): number[] {
  const every = stripEvery(asked);
  return [...Array.from({ length: Math.ceil(steps / every) }, (_, i) => i * every), steps];
}

/** Pictures of one size, one under the other. */
function strip(images: readonly Image[]): Pixels {
  const parts = images.map((image) => pixelsOf(image));
  const [height, width] = parts[0]!.size;
  const bytes = new Uint8Array(parts.length * parts[0]!.bytes.length);
  parts.forEach((part, i) => bytes.set(part.bytes, i * part.bytes.length));
  return { bytes, size: [parts.length * height, width], channels: parts[0]!.channels };
}

/**
 * The files of a job's result: its recipe, its picture, where it is from a photograph its opacity, and snapshots of the
 * run as one strip. They hold no time and no name of a machine but the recipe's, so that they are the same to the byte
 * whoever makes them.
 */
export async function resultFiles(
  recipe: Recipe,
  { image, opacity, steps }: Accentuation,
): Promise<OutputFiles> {
  const frames = [...steps.flatMap((step) => step.image ?? []), image];
  const { size } = image;
  const { opacityPercentile: percentile } = recipe.settings;
  // all at once: whoever makes them has other things to do
  const [picture, grey, { bytes }] = await Promise.all([
    encodePicture(image),
    recipe.photo && pictures.png(greyPixels(opacityMap(opacity, size, { percentile }), size)),
    pictures.lossy(strip(frames), QUALITY, LONGEST_WEBP),
  ]);
  return new Map<string, Uint8Array | string>([
    ['recipe.json', jsonFile('recipe.json', recipe)],
    [recipe.photo ? 'accentuated.png' : 'visualization.png', picture],
    ...(grey ? [['opacity.png', grey] as const] : []),
    ['steps.webp', bytes],
  ]);
}
