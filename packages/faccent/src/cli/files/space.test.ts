// Proves that what runs will write is estimated above what they do, and asked for before the first step.
import { mkdirSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { onMini } from '../../testing/mini-inception.js';
import { photo, workFolder } from '../testing/folder.js';
import { checkSpace, neededSpace } from './space.js';

const { at, names, faccent, recipeIn } = workFolder('space');

test('the estimate is above what is written, and not far above', async () => {
  const args = ['--class', 'ketch', '--size', '160', '--steps', '6', '--views', '1'];
  const outputs = { animate: ['webp', 'gif'] as const, report: true, snapshots: 1 };
  const how = ['--animate', 'webp,gif', '--report', '--snapshots', '1', '--save-tensors', at('run', 'a.npy')];
  await faccent('accentuate', photo, ...args, ...onMini, ...how, '--out', at('run'));
  const written = names('run').reduce((sum, name) => sum + statSync(at('run', name)).size, 0);
  const { results } = neededSpace(recipeIn('run'), 3, { ...outputs, saveTensors: 'a.npy' });
  expect(written).toBeLessThan(results);
  expect(results).toBeLessThan(4 * written);
});

const mb = (results: number, unfinished = 0) => ({ results: 1e6 * results, unfinished: 1e6 * unfinished });

test('results that have no room are refused, before anything is done', async () => {
  mkdirSync(at('a'));
  mkdirSync(at('b'));
  const free = () => Promise.resolve(5e6);
  const runs = (...needed: ReturnType<typeof mb>[]) =>
    needed.map((n, i) => ({ folder: at(i ? 'b' : 'a'), needed: n }));
  expect(await checkSpace(runs(mb(2, 1), mb(2, 1)), free)).toBeUndefined();
  await expect(checkSpace(runs(mb(3), mb(3)), free)).rejects.toThrow(
    /^the disk of ".*a" has 5.0 MB free, and the results take about 6.0 MB: make room, write to another disk \(--out\)/,
  );
  expect(await checkSpace(runs(mb(2, 1), mb(2, 2)), free)).toMatch(
    /5.0 MB free: about 4.0 MB for the results, and 2.0 MB to keep a run by/,
  );
  expect(await checkSpace(runs(mb(2000)), () => Promise.resolve(undefined))).toBeUndefined();
  expect(await checkSpace(runs(mb(0.001)))).toBeUndefined();
});
