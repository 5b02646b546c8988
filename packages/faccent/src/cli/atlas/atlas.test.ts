// Proves that a plan is made, done and told of by the command line: each job once, nothing done twice, what is new alone.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkRecipe } from 'faccent';
import { oneProcess } from '../testing/command.js';
import { photo, tinyModel, workFolder } from '../testing/folder.js';

const { at, faccent, names } = workFolder('atlas', oneProcess());

const other = path.join(path.dirname(photo), 'allium-oreophilum.jpg');
const run = ['--model', tinyModel, '--input-size', '32', '--range', '0,1', '--quiet'];
const small = ['--steps', '3', '--views', '1', '--size', '32'];

const plan = (...args: string[]) => faccent('atlas', 'plan', ...args, ...small, ...run, '--json');
const json = (text: string): unknown => JSON.parse(text);

test('layers × units × photographs and features from noise, done once, extended by what is new', async () => {
  const first = await plan('--layers', 'relu2:0-1', '--photos', photo, other, '--out', at('plan'));
  expect(first).toMatchObject({ status: 0 });
  expect(json(first.stdout)).toEqual({ added: 4, known: 0, mended: 0, again: 0, jobs: 4 });

  const worked = await faccent('atlas', 'work', at('plan'), '--json');
  expect(worked).toMatchObject({ status: 0, stderr: '' });
  expect(json(worked.stdout)).toMatchObject({ done: 4, failed: 0 });
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

  const again = await plan('--layers', 'relu2:0-2', '--photos', photo, other, '--out', at('plan'));
  expect(json(again.stdout)).toEqual({ added: 2, known: 4, mended: 0, again: 0, jobs: 6 });
  const noise = await plan('--layers', 'relu2:0', '--from', 'noise', '--out', at('plan'));
  expect(json(noise.stdout)).toEqual({ added: 1, known: 0, mended: 0, again: 0, jobs: 7 });
  const stands = { jobs: 7, done: 4, running: 0, failed: 0, waiting: 3 };
  expect(json((await faccent('atlas', 'status', at('plan'), '--json')).stdout)).toMatchObject(stands);
  expect(json((await faccent('atlas', 'work', at('plan'), '--json')).stdout)).toMatchObject({ done: 3 });
  const all = names('plan/results');
  expect(all).toEqual(expect.arrayContaining(ids));
  expect(all.map((id) => names('plan/results', id).at(-1))).toContain('visualization.png');
  expect((await faccent('atlas', 'status', at('plan'))).stdout).toBe(
    '7 of 7 jobs done (100 %), 0 running by 0 workers, 0 waiting, none failed\n',
  );
});

test.each<[string[], RegExp]>([
  [['--layers', 'relu2'], /say which photographs: --photos FOLDER, or --from noise/],
  [['--layers', 'relu2', '--from', 'noise', '--photos', photo], /--from noise takes no photographs/],
  [['--layers', 'relu2', '--from', 'noise', '--strength', '1'], /--strength is about a run's photograph/],
])('what cannot be planned is said before anything is written: %j', async (args, message) => {
  const { status, stderr } = await faccent('atlas', 'plan', ...args, '--out', at('none'));
  expect(stderr).toMatch(message);
  expect(status).toBe(1);
  expect(names()).not.toContain('none');
});
