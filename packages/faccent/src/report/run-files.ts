import { pictures } from '#platform';
import type { Accentuation } from '../accentuate.js';
import { encodePicture } from '../image/encode.js';
import { formatNpy } from '../formats/npy.js';
import { type Image, planesOf } from '../image/image.js';
import { opacityMap } from '../image/opacity.js';
import { greyPixels, pixelsOf } from '../image/pixels.js';
import type { AnimationFormat } from '../platform/pictures.js';
import type { Recipe } from '../recipe/recipe.js';
import { encodeAnimation } from './animation.js';
import { activationChart } from './chart.js';
import { type OutputFiles, jsonFile } from './files.js';
import { reportPage } from './report-page.js';
import { pictureSheet } from './sheet.js';
import type { RunSummary } from './summary.js';
import { tradeOffChart } from './trade-off.js';

/** Options of `runFiles`. */
export interface RunFilesOptions {
  /** Animations of the run's snapshots; by default one as WebP, unless this is a browser that makes none. */
  readonly animate?: readonly AnimationFormat[];
  /** What else is known of the run: its measures become a file, and stand on the page. */
  readonly summary?: RunSummary;
  /** Whether there is a page that shows the run; false by default. It says how long the run took by the summary. */
  readonly report?: boolean;
}

/** All files of a run, by name. */
export async function runFiles(
  recipe: Recipe,
  photograph: Image | undefined,
  result: Accentuation,
  options: RunFilesOptions = {},
): Promise<OutputFiles> {
  const { animate = await usualAnimations(), summary = {}, report = false } = options;
  const { image, steps } = result;
  const frames = [...steps.flatMap((step) => step.image ?? []), image];
  const files: OutputFiles = photograph
    ? await beside(recipe, photograph, result)
    : new Map([['visualization.png', await encodePicture(image)]]);
  for (const format of animate) files.set(`run.${format}`, await encodeAnimation(frames, format));
  files.set('activation.svg', activationChart(recipe));
  if (result.against) files.set('trade-off.svg', tradeOffChart(recipe, result.against));
  files.set('recipe.json', jsonFile('recipe.json', recipe));
  if (summary.measures) files.set('measures.json', jsonFile('measures.json', summary.measures));
  if (report) files.set('report.html', await reportPage(recipe, photograph, result, summary));
  return files;
}

/** What is animated unless it is said: WebP, unless this is a browser that makes none. */
export const usualAnimations = (): Promise<AnimationFormat[]> =>
  pictures.checkAnimation('webp').then(
    () => ['webp'],
    () => [],
  );

/** Photograph, accentuation and opacity, each and on one sheet. */
async function beside(
  { name, settings: { opacityPercentile } }: Recipe,
  photograph: Image,
  { image, opacity: sum }: Accentuation,
): Promise<OutputFiles> {
  const opacity = opacityMap(sum, image.size, { percentile: opacityPercentile });
  const shown = {
    seed: pixelsOf(photograph),
    accentuated: pixelsOf(image),
    opacity: greyPixels(opacity, image.size),
    'accentuated-alpha': pixelsOf(image, opacity),
  };
  const files: OutputFiles = new Map();
  for (const [picture, pixels] of Object.entries(shown))
    files.set(`${picture}.png`, await pictures.png(pixels));
  // pictures show three planes of a stack: all of them are in files of numbers
  if (planesOf(image) !== 3)
    for (const [file, stack] of [['seed', photograph] as const, ['accentuated', image] as const])
      files.set(`${file}.npy`, formatNpy([planesOf(stack), ...stack.size], stack.data, file));
  const labels = ['photograph', `accentuation: ${name}`, 'opacity', 'accentuation under its opacity'];
  return files.set('sheet.png', await pictureSheet(Object.values(shown), labels.length, labels));
}
