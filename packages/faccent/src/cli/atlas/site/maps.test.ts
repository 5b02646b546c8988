// Proves what of a plan's maps comes into a site: cells with thumbnails, parts of photographs as they lie in them, no paths.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { SiteMap } from 'faccent';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../testing/folder.js';
import { writeMap } from '../map/file.js';
import { Data } from './data.js';
import { putMaps } from './maps.js';
import { SHEET } from './sheets.js';

const folder = temporaryFolder('site-maps');
const [plan, site] = [`${folder}/plan`, `${folder}/site`];
const id = (digit: number): string => String(digit).repeat(32);

/** The colour in the middle of a thumbnail. */
async function colourAt(file: string, cell: number): Promise<number[]> {
  const { data, info } = await sharp(`${site}/${file}`).raw().toBuffer({ resolveWithObject: true });
  const [x, y] = [cell % SHEET.columns, Math.floor(cell / SHEET.columns)].map(
    (at) => (at + 0.5) * SHEET.side,
  );
  const at = (y! * info.width + x!) * info.channels;
  return Array.from(data.subarray(at, at + 3), (v) => Math.round(v / 64));
}

test('cells, their pictures, and parts of photographs; what is damaged is said', async () => {
  for (const name of ['maps', 'results']) mkdirSync(`${plan}/${name}`, { recursive: true });
  mkdirSync(`${site}/results/${id(1)}`, { recursive: true });
  const green = sharp({ create: { width: 40, height: 40, channels: 3, background: '#00ff00' } });
  await green.png().toFile(`${site}/results/${id(1)}/visualization.png`);
  // 60 × 20, lying: red, blue, red from left to right once it is turned upright, so that its middle square is blue
  const red = await sharp({ create: { width: 20, height: 20, channels: 3, background: '#ff0000' } })
    .png()
    .toBuffer();
  const lying = sharp({ create: { width: 20, height: 60, channels: 3, background: '#0000ff' } })
    .composite([0, 40].map((top) => ({ input: red, left: 0, top })))
    .withMetadata({ orientation: 6 });
  await lying.png().toFile(`${folder}/secret.png`);
  const cell = { row: 0, count: 3, labels: [{ unit: 7, probability: 0.5 }], examples: [] };
  const [whole, quarter] = [
    [0, 0, 1, 1],
    [0, 0, 0.5, 0.5],
  ] as [number, number, number, number][];
  await writeMap(plan, {
    ...{ created: 'today', name: 'fc', layer: 'fc', points: 9, canvas: [16, 16] },
    of: { network: 'ab', photographs: 'cd', positions: 1, background: '#ffffff', randomSeed: 0, least: 3 },
    photographs: [
      { path: `${folder}/secret.png`, sha256: 'aa' },
      { path: `${folder}/gone.png`, sha256: 'bb' },
    ],
    levels: [
      {
        ...{ side: 2, settings: 'ef' },
        cells: [
          {
            ...{ ...cell, column: 0, id: id(1) },
            examples: [
              { photograph: 0, box: whole! },
              { photograph: 0, box: quarter! },
              { photograph: 1, box: whole! },
            ],
          },
          { ...cell, column: 1, id: id(2), labels: [{ unit: 7, label: 'seven', probability: 0.5 }] },
        ],
      },
    ],
  });
  writeFileSync(`${plan}/maps/damaged.json`, '{');

  const data = await Data.open(site);
  const put = () =>
    putMaps(plan, ['damaged', 'fc', 'never'], {
      ...{ site, data, stateOf: (job) => (job === id(1) ? 'done' : 'waiting') },
    });
  const { maps, damaged } = await put();
  expect(damaged).toHaveLength(1);
  expect(damaged[0]).toContain('damaged.json');
  expect(maps).toEqual([{ name: 'fc', layer: 'fc', file: maps[0]!.file }]);
  const text = readFileSync(`${site}/${maps[0]!.file}`, 'utf8');
  expect(text).not.toContain(folder);
  const { levels, sheets, photographs } = JSON.parse(text) as SiteMap;
  expect(photographs).toEqual([
    ['aa', 'secret.png'],
    ['bb', 'gone.png'],
  ]);
  const [made, waiting] = levels[0]!.cells;
  expect(made).toMatchObject({ state: 'done', count: 3, labels: [{ label: 'class 7', probability: 0.5 }] });
  expect(waiting).toMatchObject({ state: 'waiting', labels: [{ label: 'seven' }] });
  expect(waiting!.thumbnail).toBeUndefined();
  const [first, second, gone] = made!.examples;
  expect(gone!.thumbnail).toBeUndefined();
  const colour = ([sheet, at]: readonly [number, number]) => colourAt(sheets[sheet]!, at);
  expect(await colour(made!.thumbnail!)).toEqual([0, 4, 0]);
  expect(await colour(first!.thumbnail!)).toEqual([0, 0, 4]);
  expect(await colour(second!.thumbnail!)).toEqual([0, 0, 4]);

  // again, nothing is written
  const before = data.written;
  expect((await put()).maps).toEqual(maps);
  expect(data.written).toBe(before);
});
