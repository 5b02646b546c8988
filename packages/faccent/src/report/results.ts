import type { Accentuation } from '../accentuate.js';
import type { Image } from '../image/image.js';
import type { Measures } from '../measure/measure.js';
import type { Recipe } from '../recipe/recipe.js';
import { opacityMap } from '../image/opacity.js';
import { type AnimationFormat, animation } from './animation.js';
import { chart, curvesOf } from './chart.js';
import { grid } from './grid.js';
import { greyPng, png } from './pictures.js';
import type { Told } from '../cli/print/run.js';
import { reportPage } from './report.js';

export interface ResultOptions {
  /** By default an animated WebP. */
  readonly animate?: readonly AnimationFormat[];
  /** Write a page that shows the run, with these measures besides the recipe's own. */
  readonly report?: Told;
  /** Written beside the pictures. */
  readonly measures?: Measures;
}

type Files = Map<string, Uint8Array | string>;

/** All files of a run, by name. @param photo none where it started from noise */
export async function resultFiles(
  recipe: Recipe,
  photo: Image | undefined,
  result: Accentuation,
  { animate = ['webp'], report, measures }: ResultOptions = {},
): Promise<Files> {
  const { image, steps } = result;
  const frames = [...steps.flatMap((s) => s.image ?? []), image];
  const files: Files = photo
    ? await beside(recipe, photo, result)
    : new Map([['visualization.png', await png(image)]]);
  for (const format of animate) files.set(`run.${format}`, await animation(frames, format));
  files.set('activation.svg', chart(recipe.name, curvesOf(recipe)));
  files.set('recipe.json', `${JSON.stringify(recipe, null, 1)}\n`);
  if (measures) files.set('measures.json', `${JSON.stringify(measures, null, 1)}\n`);
  if (report) files.set('report.html', await reportPage(recipe, photo, result, report));
  return files;
}

/** Photograph, accentuation and opacity, each and on one sheet. */
async function beside(
  { name, settings: { percentile } }: Recipe,
  photo: Image,
  { image, opacity: sum }: Accentuation,
): Promise<Files> {
  const opacity = opacityMap(sum, image.size, { percentile });
  const pictures = {
    seed: await png(photo),
    accentuated: await png(image),
    opacity: await greyPng(opacity, image.size),
    'accentuated-alpha': await png(image, opacity),
  };
  const files: Files = new Map();
  for (const [picture, bytes] of Object.entries(pictures)) files.set(`${picture}.png`, bytes);
  const labels = ['photograph', `accentuation: ${name}`, 'opacity', 'accentuation under its opacity'];
  return files.set('sheet.png', await grid(Object.values(pictures), labels.length, labels));
}
