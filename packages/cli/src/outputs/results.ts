import { type Accentuation, type Image, type Recipe, featureName, opacityMap } from 'faccent';
import { type AnimationFormat, animation } from './animation.js';
import { chart, curvesOf } from './chart.js';
import { grid } from './grid.js';
import { greyPng, png } from './pictures.js';
import type { Measured } from './report/measures.js';
import { reportPage } from './report/report.js';

export interface ResultOptions {
  /** By default an animated WebP. */
  readonly animate?: readonly AnimationFormat[];
  /** Write a page that shows the run, with these measures besides the recipe's own. */
  readonly report?: Measured;
}

/** All files of a run, by name. */
export async function resultFiles(
  recipe: Recipe,
  photo: Image,
  result: Accentuation,
  { animate = ['webp'], report }: ResultOptions = {},
): Promise<Map<string, Uint8Array | string>> {
  const name = featureName(recipe.feature);
  const { image, steps } = result;
  const opacity = opacityMap(result.opacity, image.size, { percentile: recipe.settings.percentile });
  const frames = [...steps.flatMap((s) => s.image ?? []), image];
  const pictures = {
    seed: await png(photo),
    accentuated: await png(image),
    opacity: await greyPng(opacity, image.size),
    'accentuated-alpha': await png(image, opacity),
  };
  const files = new Map<string, Uint8Array | string>();
  for (const [picture, bytes] of Object.entries(pictures)) files.set(`${picture}.png`, bytes);
  const labels = ['photograph', `accentuation: ${name}`, 'opacity', 'accentuation under its opacity'];
  files.set('sheet.png', await grid(Object.values(pictures), labels.length, labels));
  for (const format of animate) files.set(`run.${format}`, await animation(frames, format));
  files.set('activation.svg', chart(name, curvesOf(recipe)));
  files.set('recipe.json', `${JSON.stringify(recipe, null, 1)}\n`);
  if (report) files.set('report.html', await reportPage(recipe, photo, result, report));
  return files;
}
