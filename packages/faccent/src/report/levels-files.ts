import { pictures } from '#platform';
import { formatNpy } from '../formats/npy.js';
import { type Image, planesOf } from '../image/image.js';
import { opacityMap } from '../image/opacity.js';
import { greyPixels, pixelsOf } from '../image/pixels.js';
import type { Level, Levels } from '../levels/levels.js';
import type { Recipe } from '../recipe/recipe.js';
import { encodeAnimation } from './animation.js';
import { type OutputFiles, jsonFile } from './files.js';
import { type LevelRow, levelRows } from './level-rows.js';
import { type RunFilesOptions, usualAnimations } from './run-files.js';
import { pictureSheet } from './sheet.js';
import { tradeOffChart } from './trade-off.js';

/** What of `levelsFiles` is asked for. */
export interface LevelsFilesOptions extends Pick<RunFilesOptions, 'animate'> {
  /** Activations of natural photographs, which levels are placed among. */
  readonly natural?: ArrayLike<number>;
}

const COLUMNS = [
  'wanted',
  'reached',
  'error',
  'direction',
  'step',
  'other',
  'missed',
  'percentile',
  'picture',
] as const;

/** A table with a row for each level; what is not known is empty. */
function csvOf(rows: readonly LevelRow[]): string {
  const columns = COLUMNS.filter(
    (column) => column !== 'other' || rows.some((row) => row.other !== undefined),
  );
  return [
    ['level', ...columns].join(),
    ...rows.map((row, i) => [i + 1, ...columns.map((column) => row[column] ?? '')].join()),
    '',
  ].join('\n');
}

/** All files of a series of levels, by name. */
export async function levelsFiles(
  recipe: Recipe,
  photograph: Image,
  series: Levels,
  { animate, natural }: LevelsFilesOptions = {},
): Promise<OutputFiles> {
  const { levels, paths } = series;
  const { opacityPercentile } = recipe.settings;
  const files: OutputFiles = new Map();
  const rows = levelRows(series, natural);
  files.set('sheet.png', await levelsSheet(recipe.name, photograph, series));
  files.set('levels.csv', csvOf(rows));
  files.set('seed.png', await pictures.png(pixelsOf(photograph)));
  for (const [i, { image }] of levels.entries()) {
    const file = rows[i]!.picture;
    files.set(file, await pictures.png(pixelsOf(image)));
    // pictures show three planes of a stack: all of them are in files of numbers
    const stack = file.replace('.png', '.npy');
    if (planesOf(image) !== 3)
      files.set(stack, formatNpy([planesOf(image), ...image.size], image.data, stack));
  }
  for (const direction of ['ascent', 'descent'] as const) {
    const sum = paths[direction]?.opacity;
    if (!sum) continue;
    const opacity = opacityMap(sum, photograph.size, { percentile: opacityPercentile });
    files.set(`opacity-${direction}.png`, await pictures.png(greyPixels(opacity, photograph.size)));
  }
  const frames = levels.map(({ image }) => image);
  for (const format of animate ?? (await usualAnimations()))
    files.set(`levels.${format}`, await encodeAnimation(frames, format));
  if (series.against) files.set('trade-off.svg', tradeOffChart(recipe, series.against));
  return files.set('recipe.json', jsonFile('recipe.json', recipe));
}

/** Pictures beside each other on a sheet. */
const ACROSS = 6;

/** The levels in their order, and the photograph where it belongs among them. */
function levelsSheet(
  name: string,
  photograph: Image,
  { levels, activation, range }: Levels,
): Promise<Uint8Array> {
  // digits that tell a hundredth of the range apart
  const digits = Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(range[1] - range[0] || 1))));
  const said = ({ wanted, reached, missed }: Level): string =>
    missed ? `${reached.toFixed(digits)}, not ${wanted.toFixed(digits)}` : reached.toFixed(digits);
  const below = levels.filter(({ wanted }) => wanted < activation);
  const above = levels.slice(below.length);
  const shown = [
    ...below.map((level) => [level.image, said(level)] as const),
    [photograph, `photograph: ${activation.toFixed(digits)}`] as const,
    ...above.map((level) => [level.image, said(level)] as const),
  ];
  const [images, labels] = [shown.map(([image]) => image), shown.map(([, label]) => label)];
  const columns = Math.max(ACROSS, Math.ceil(Math.sqrt(2 * shown.length)));
  return pictureSheet(images, columns, [`${name} at ${labels[0]!}`, ...labels.slice(1)]);
}
