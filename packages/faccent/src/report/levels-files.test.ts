// A series of levels as files: a row for each level, the photograph among them on the sheet, pictures in the order of levels.
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Image } from '../image/image.js';
import type { Levels } from '../levels/index.js';
import type { Recipe } from '../recipe/recipe.js';
import { levelRows } from './level-rows.js';
import { levelsFiles } from './loaded.js';

const grey = (value: number): Image => ({ size: [8, 8], data: new Float32Array(3 * 64).fill(value) });

const series: Levels = {
  activation: 1,
  range: [-1, 3],
  paths: { ascent: { pictures: [], opacity: new Float32Array(3 * 64).fill(1), steps: [] } },
  levels: [
    { wanted: -1, reached: -0.96, image: grey(0), direction: 'descent', step: 2.5 },
    { wanted: 3, reached: 3, image: grey(0.6), direction: 'ascent', step: 4 },
    { wanted: 9, reached: 3, image: grey(1), direction: 'ascent', step: 4, missed: true },
  ],
};
const recipe = { name: 'fc:3', settings: { opacityPercentile: 20 } } as Recipe;

test('rows tell errors as parts of the range, and where a level is among natural activations', () => {
  const rows = levelRows(series, [0, 1, 2, 3]);
  expect(rows.map(({ error }) => error)).toEqual([expect.closeTo(0.01, 9), 0, -1.5]);
  // below all, and as much as the last of four
  expect(rows.map(({ percentile }) => percentile)).toEqual([0, 87.5, 87.5]);
  expect(rows[2]).toMatchObject({ missed: true, picture: 'level-3.png' });
  expect(levelRows(series)[0]).not.toHaveProperty('percentile');
});

test('files are a table, a picture of each level, a sheet with the photograph, and what was gone', async () => {
  const files = await levelsFiles(recipe, grey(0.3), series, { animate: [] });
  expect([...files.keys()].sort()).toEqual(
    [
      ...['level-1.png', 'level-2.png', 'level-3.png', 'levels.csv', 'opacity-ascent.png'],
      ...['recipe.json', 'seed.png', 'sheet.png'],
    ].sort(),
  );
  const [head, first, , last] = (files.get('levels.csv') as string).split('\n');
  expect(head).toMatch(/^level,wanted,reached,error,direction,step,missed,percentile,/);
  expect(first).toMatch(/^1,-1,-0.96,0.0[01]\d*,descent,2.5,,,/);
  expect(last).toMatch(/^3,9,3,-1.5,ascent,4,true,,/);
  const { data } = await sharp(files.get('level-2.png')).raw().toBuffer({ resolveWithObject: true });
  expect(data[0]).toBe(153);
  const { width } = await sharp(files.get('sheet.png')).metadata();
  expect(width).toBe(4 * (8 + 12) + 12);
});
