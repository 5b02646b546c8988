// Labels that a person states must be as many as the classes; those that are found elsewhere are left out where they are not.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { loadModel as loadFlagged } from '../../cli/models/load.js';
import { temporaryFolder, tinyModel } from '../../cli/testing/folder.js';
import { loadModel } from '../load.js';

const TEN = [...'abcdefghij'];
const STATED = { size: [32, 32], range: [0, 1] };
const work = temporaryFolder('labels');

/** A model of ten classes, and files beside it. */
function folder(name: string, files: Record<string, unknown>): string {
  const at = path.join(work, name);
  mkdirSync(at);
  copyFileSync(tinyModel, path.join(at, 'model.onnx'));
  for (const [file, contents] of Object.entries(files))
    writeFileSync(path.join(at, file), typeof contents === 'string' ? contents : JSON.stringify(contents));
  return at;
}

const numbered = (from: number): Record<string, string> =>
  Object.fromEntries(TEN.map((label, i) => [i + from, label]));

test.each<[string, Record<string, unknown>]>([
  ['a list', { 'model.json': { ...STATED, labels: TEN } }],
  ['a map', { 'model.json': { ...STATED, labels: numbered(0) } }],
  ['objects', { 'model.json': { ...STATED, labels: TEN.map((name, id) => ({ id, name })) } }],
  ['a file of JSON', { 'model.json': { ...STATED, labels: 'x.json' }, 'x.json': numbered(0) }],
  [
    'a column',
    {
      'model.json': { ...STATED, labels: 'x.csv:n' },
      'x.csv': `n,id\n${TEN.map((l, i) => `${l},${i}`).join('\n')}`,
    },
  ],
])('model.json has labels as %s', async (name, files) => {
  const model = await loadModel(folder(name, files));
  expect(model.description.labels).toEqual(TEN);
  expect(model.classIndex('c')).toBe(2);
});

test('stated ones that do not fit are refused, wherever they are stated', async () => {
  const labels = ['background', ...TEN];
  const at = folder('stated', { 'model.json': STATED, 'labels.txt': labels.join('\n') });
  const says = '11 labels for 10 classes: the first, "background", looks like the background';
  await expect(loadModel(at, { labels })).rejects.toThrow(says);
  await expect(loadFlagged(at, { labels: path.join(at, 'labels.txt') })).rejects.toThrow(says);
  await expect(loadModel(folder('stated2', { 'model.json': { ...STATED, labels } }))).rejects.toThrow(says);
});

test('found ones that do not fit are left out, and it is said why', async () => {
  const config = { id2label: { 0: 'a', 1: 'b' } };
  const { description, sources } = await loadModel(
    folder('found', { 'model.json': STATED, 'config.json': config }),
  );
  expect(description).not.toHaveProperty('labels');
  expect(sources.labels).toBe(
    'not those of config.json: there are 2 labels for 10 classes: the first is "a", the last "b"; give one for each, in the network\'s order',
  );
});

test('ids that count from 1 to many are asked about: folders are sorted as text', async () => {
  const at = folder('from-one', { 'model.json': STATED, 'x.json': numbered(1) });
  await expect(loadFlagged(at, { labels: path.join(at, 'x.json') })).rejects.toThrow(
    /ids count from 1 to 10, and the classes from 0 to 9: number them as/,
  );
});

test('a file of labels that cannot be read is refused where it is stated', async () => {
  const latin = folder('latin', { 'model.json': { ...STATED, labels: 'x.txt' } });
  writeFileSync(path.join(latin, 'x.txt'), Buffer.from('L\xf6we\n', 'latin1'));
  await expect(loadModel(latin)).rejects.toThrow(/line 1 of ".*x.txt" is not UTF-8/);
  const exported = folder('exported', {
    'model.json': STATED,
    'cvexport.manifest': { LabelFileName: 'x.txt' },
  });
  writeFileSync(path.join(exported, 'x.txt'), Buffer.from('L\xf6we\n', 'latin1'));
  const { sources } = await loadModel(exported);
  expect(sources.labels).toContain('none: line 1 of "x.txt" is not UTF-8');
});
