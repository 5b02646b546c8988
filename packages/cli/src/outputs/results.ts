import { type Accentuation, type Image, type Recipe, featureName, opacityMap } from 'faccent';
import { chart } from './chart.js';
import { animation, greyPng, png, sheet } from './pictures.js';

/** All files of a run, by name. */
export async function resultFiles(
  recipe: Recipe,
  photo: Image,
  result: Accentuation,
): Promise<Map<string, Uint8Array | string>> {
  const { image, steps } = result;
  const opacity = opacityMap(result.opacity, image.size, { percentile: recipe.settings.percentile });
  const frames = [...steps.flatMap((s) => s.image ?? []), image];
  const distances = steps.flatMap((s) => s.distance ?? []);
  const curve = chart(
    featureName(recipe.feature),
    { label: 'activation over the views of each step', values: steps.map((s) => s.activation) },
    distances.length
      ? { label: `distance from the photograph at ${recipe.settings.regularize}`, values: distances }
      : undefined,
  );
  return new Map<string, Uint8Array | string>([
    ['accentuated.png', await png(image)],
    ['accentuated-alpha.png', await png(image, opacity)],
    ['opacity.png', await greyPng(opacity, image.size)],
    ['seed.png', await png(photo)],
    ['sheet.png', await sheet(photo, image, opacity)],
    ['run.webp', await animation(frames)],
    ['activation.svg', curve],
    ['recipe.json', `${JSON.stringify(recipe, null, 1)}\n`],
  ]);
}
