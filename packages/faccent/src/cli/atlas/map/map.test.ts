// Proves that the command line makes a map of photographs, its pictures by workers, and of the same photographs nothing twice.
import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { beforeAll, expect, test } from 'vitest';
import { onMini } from '../../../testing/mini-inception.js';
import { oneProcess } from '../../testing/command.js';
import { workFolder } from '../../testing/folder.js';
import type { MapFile } from './file.js';

const { at, faccent, names } = workFolder('atlas-map', oneProcess());

const run = [...onMini, '--quiet', '--json'];
const small = ['--steps', '2', '--views', '1', '--size', '32', '--least', '2'];

const map = (...args: string[]) =>
  faccent('atlas', 'map', at('photos'), '--layer', 'mixed4a', ...small, ...args, '--out', at('plan'), ...run);
const mapped = (name = 'mixed4a'): MapFile =>
  JSON.parse(readFileSync(at(`plan/maps/${name}.json`), 'utf8')) as MapFile;

beforeAll(async () => {
  mkdirSync(at('photos/below'), { recursive: true });
  for (let i = 0; i < 24; i++) {
    // stripes of two kinds, and of colours of their own
    const pixels = Buffer.alloc(3 * 32 * 32);
    for (let k = 0; k < 32 * 32; k++)
      if (((i % 2 ? k : k >> 5) >> 1) % 2) pixels.set([200, 9 * i, 240 - 10 * i], 3 * k);
    const picture = sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } });
    await picture.png().toFile(at(`photos/${i < 20 ? '' : 'below/'}${i}.png`));
  }
  // a photograph twice, and what is none
  copyFileSync(at('photos/3.png'), at('photos/three-again.png'));
  writeFileSync(at('photos/broken.png'), 'no picture');
});

test('a map: cells of the points in them, each with a job; again, with another grid, under other names', async () => {
  const first = await map('--grid', '2');
  expect(first).toMatchObject({ status: 0 });
  expect(first.stderr).toContain('1 of the photographs is left out: "broken.png"');
  const { points, levels, photographs, of } = mapped();
  const { cells } = levels[0]!;
  expect(JSON.parse(first.stdout)).toEqual({
    ...{ name: 'mixed4a', layer: 'mixed4a', points: 24, leftOut: ['broken.png'] },
    ...{ levels: [{ side: 2, cells: cells.length }], mended: 0, known: 0, again: 0 },
    ...{ added: cells.length, jobs: cells.length },
  });
  expect(points).toBe(24);
  expect(cells.length).toBeGreaterThan(1);
  expect(cells.reduce((sum, { count }) => sum + count, 0)).toBeGreaterThan(12);
  expect(names('plan/jobs/000-mixed4a').sort()).toEqual(cells.map(({ id }) => `${id}.json`).sort());
  for (const { count, examples } of cells) {
    expect(examples.length).toBe(Math.min(6, count));
    for (const { photograph, box } of examples) {
      expect(photographs[photograph]!.sha256).toMatch(/^[0-9a-f]{64}$/);
      const [y0, x0, y1, x1] = box;
      expect(y1 > y0 && x1 > x0).toBe(true);
    }
  }

  // names do not count, nor the order that they are in
  renameSync(at('photos/0.png'), at('photos/below/zero.png'));
  const both = JSON.parse((await map('--grid', '3,2')).stdout) as { added: number; known: number };
  expect(mapped().levels.map(({ side }) => side)).toEqual([2, 3]);
  expect(mapped().levels[0]).toEqual(levels[0]);
  expect(both.added).toBeGreaterThan(0);
  expect(both.known).toBe(cells.length);
  expect(mapped().of).toEqual(of);
}, 120_000);

test('workers make the pictures of its cells', async () => {
  const worked = await faccent('atlas', 'work', at('plan'), '--json');
  expect(worked).toMatchObject({ status: 0, stderr: '' });
  const ids = new Set(mapped().levels.flatMap(({ cells }) => cells.map(({ id }) => id)));
  expect(names('plan/results').sort()).toEqual([...ids].sort());
  const [id] = ids;
  expect(names('plan/results', id!)).toContain('visualization.png');
}, 120_000);

test('a name stands for one map, and what cannot be mapped is said', async () => {
  const refused = async (said: string, ...args: string[]): Promise<void> => {
    const { status, stderr } = await map(...args);
    expect(status).toBe(1);
    expect(stderr).toContain(said);
  };
  await refused('has a map "mixed4a" of 1 positions of each photograph', '--positions', '2');
  await refused('--threads is 2, and all jobs of the plan', '--threads', '2');
  await refused('has a map "mixed4a" of the random seed 0', '--random-seed', '1');
  await refused('no cell holds 20 of the 24 points', '--least', '20', '--name', 'crowds');
  await refused('mixed9', '--layer', 'mixed9', '--name', 'nowhere');
  await refused('it should be letters, digits and hyphens', '--name', '../away');
  writeFileSync(at('photos/other.png'), 'another that is no picture');
  await refused('has a map "mixed4a" of other photographs');
}, 120_000);
