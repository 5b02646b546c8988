// Proves that several features in several photographs are as each on its own, and that all is checked before the first run.
import path from 'node:path';
import { expect, test } from 'vitest';
import { onMini } from '../../testing/mini-inception.js';
import { oneProcess } from '../testing/command.js';
import { photo, workFolder } from '../testing/folder.js';

const { at, faccent, names, recipeIn } = workFolder('many', oneProcess());

const other = path.join(path.dirname(photo), 'allium-oreophilum.jpg');
const small = [...onMini, '--size', '64', '--steps', '2', '--views', '2'];
const units = ['--feature', 'mixed4a:3', '--feature', 'mixed4a:7'];

test('every feature in every photograph, each in a folder of its own, with all of them in JSON', async () => {
  const { status, stdout } = await faccent(
    ...['accentuate', photo, other, ...units, ...small, '--out', at('all'), '--json'],
  );
  expect(status).toBe(0);
  const folders = ['nagasaki-boats-mixed4a-3', 'nagasaki-boats-mixed4a-7'].concat(
    ...['allium-oreophilum-mixed4a-3', 'allium-oreophilum-mixed4a-7'],
  );
  expect(names('all')).toEqual([...folders].sort());
  const outcomes = JSON.parse(stdout) as { folder: string; photo: string; feature: object }[];
  expect(outcomes.map(({ folder }) => folder)).toEqual(folders.map((name) => at(`all/${name}`)));
  expect(outcomes[3]).toMatchObject({ photo: other, feature: { name: 'mixed4a:7', unit: 7 }, steps: 2 });

  // as each is on its own
  await faccent('accentuate', other, '--feature', 'mixed4a:7', ...small, '--out', at('alone'), '--quiet');
  expect(recipeIn('all/allium-oreophilum-mixed4a-7').results).toEqual(recipeIn('alone').results);
});

test('classes, with a summary for people, in folders that are named by default', async () => {
  const { stdout } = await faccent('accentuate', photo, '--class', 'ketch', '--class', 'ferry', ...small);
  expect(stdout).toMatch(
    /\n2 runs\nnagasaki-boats.jpg {2}ketch {2}\S+ → \S+ {2}accentuated\/nagasaki-boats-ketch\/\n.* {2}ferry {2}/,
  );
  expect(names('accentuated')).toEqual(['nagasaki-boats-ferry', 'nagasaki-boats-ketch']);
});

test('from noise', async () => {
  const { stdout } = await faccent('visualize', ...units, ...small, '--out', at('noise'));
  expect(stdout).toMatch(/\n2 runs\nmixed4a:3 {2}/);
  expect(names('noise')).toEqual(['mixed4a-3', 'mixed4a-7']);
});

test.each<[string[], RegExp]>([
  [
    [photo, ...units, '--feature', 'mixed4a:3'],
    /two runs would go to the folder .*: mixed4a:3 in .*, and mixed4a:3/,
  ],
  [[photo, photo, ...units, '--out', 'x'], /two runs would go to the folder/],
  [[photo, ...units, '--feature', 'mixed4a:9999'], /there is no unit 9999/],
  [[photo, ...units, '--feature', 'mixed9:1'], /no layer "mixed9"/],
  [[photo, ...units, '--position', '99,0'], /no position 99, 0/],
  [[photo, 'gone.jpg', ...units], /cannot read "gone.jpg"/],
  [[photo, ...units, '--save-tensors', 'x.npy'], /--save-tensors names one file, and there are 2 runs/],
])('what cannot be done is said before the first run: %j', async (args, message) => {
  const before = names();
  const { status, stdout, stderr } = await faccent('accentuate', ...args, ...small);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/step 1 of/);
  expect([status, stdout]).toEqual([1, '']);
  expect(names()).toEqual(before);
});
