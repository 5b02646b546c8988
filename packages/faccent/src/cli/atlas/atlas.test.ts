// Proves that a plan is made, done and told of by the command line: each job once, nothing done twice, what is new alone.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkRecipe } from 'faccent';
import { onMini } from '../../testing/mini-inception.js';
import { photo, workFolder } from '../testing/folder.js';

const { at, faccent, names } = workFolder('atlas');

const other = path.join(path.dirname(photo), 'allium-oreophilum.jpg');
const run = [...onMini, '--quiet'];
const small = ['--steps', '3', '--views', '1', '--size', '32'];

const plan = (...args: string[]) => faccent('atlas', 'plan', ...args, ...small, ...run, '--json');
const json = (text: string): unknown => JSON.parse(text);
const status = async (folder: string): Promise<unknown> =>
  json((await faccent('atlas', 'status', folder, '--json')).stdout);

test('layers × units × photographs, done once, extended by what is new', async () => {
  const first = await plan('--layers', 'mixed4a:0-1', '--photos', photo, other, '--out', at('plan'));
  expect(first).toMatchObject({ status: 0 });
  expect(json(first.stdout)).toEqual({ added: 4, known: 0, mended: 0, jobs: 4 });
  expect(await status(at('plan'))).toMatchObject({ jobs: 4, done: 0, running: 0, failed: 0, waiting: 4 });

  const worked = await faccent('atlas', 'work', at('plan'), '--json');
  expect(worked).toMatchObject({ status: 0, stderr: '' });
  expect(json(worked.stdout)).toMatchObject({ done: 4, failed: 0 });
  expect(await status(at('plan'))).toMatchObject({ jobs: 4, done: 4, running: 0, failed: 0, waiting: 0 });

  const ids = names('plan/results');
  expect(ids).toHaveLength(4);
  for (const id of ids) {
    expect(names('plan/results', id)).toEqual([
      'accentuated.png',
      'opacity.png',
      'recipe.json',
      'steps.webp',
    ]);
    checkRecipe(json(readFileSync(at('plan/results', id, 'recipe.json'), 'utf8')));
  }

  // again, there is nothing to do
  expect(json((await faccent('atlas', 'work', at('plan'), '--json')).stdout)).toMatchObject({ done: 0 });
  const again = await plan('--layers', 'mixed4a:0-2', '--photos', photo, other, '--out', at('plan'));
  expect(json(again.stdout)).toEqual({ added: 2, known: 4, mended: 0, jobs: 6 });
  expect(json((await faccent('atlas', 'work', at('plan'), '--json')).stdout)).toMatchObject({ done: 2 });
  expect(names('plan/results')).toEqual(expect.arrayContaining(ids));
}, 60_000);

test('from noise', async () => {
  const planned = await plan('--layers', 'mixed4a:3', '--from', 'noise', '--out', at('noise'));
  expect(json(planned.stdout)).toMatchObject({ added: 1 });
  expect(await faccent('atlas', 'work', at('noise'), '--quiet')).toMatchObject({ status: 0, stderr: '' });
  const [id] = names('noise/results');
  expect(names('noise/results', id!)).toEqual(['recipe.json', 'steps.webp', 'visualization.png']);
}, 60_000);
