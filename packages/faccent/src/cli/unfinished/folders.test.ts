// Proves which folders hold unfinished runs, who may claim them, and what is set aside or refused where another begins.
import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/folder.js';
import { isAside, isUnfinished, makeRoom, setAside, sweep } from './aside.js';
import type { AskedCommand } from './asked.js';
import { claimUnfinished } from './claim.js';
import { checkNewer } from './newer.js';
import { Store } from './store.js';
import { askedOf, checkpointOf, heardNotes, here, stepOf } from './testing/run.js';

const work = temporaryFolder('folders');
let count = 0;
const notes = heardNotes();

const fresh = (): string => path.join(work, `${count++}`);

/** A run that was begun in a folder, and kept after so many steps. */
async function begun(folder: string, steps = 0, command: Partial<AskedCommand> = {}): Promise<Store> {
  mkdirSync(folder, { recursive: true });
  const store = new Store(folder, askedOf(folder, command));
  await store.begin();
  const done = Array.from({ length: steps }, (_, i) => stepOf(i));
  if (steps) await store.keep(checkpointOf(done), { here, seconds: 1 });
  return store;
}

/** The folders whose runs are claimed, and freed again. */
async function claimed(folder: string): Promise<string[]> {
  const all = await claimUnfinished(folder, false);
  for (const { output } of all) await output.close();
  return all.map(({ store }) => path.relative(folder, store.folder));
}

test('a folder is unfinished where its own run is', async () => {
  const folder = fresh();
  mkdirSync(folder);
  expect(await isUnfinished(folder)).toBe(false);
  await begun(folder);
  expect(await isUnfinished(folder)).toBe(true);
  const [linked, foreign] = [fresh(), fresh()];
  mkdirSync(linked);
  symlinkSync(path.join(folder, 'unfinished'), path.join(linked, 'unfinished'));
  mkdirSync(path.join(foreign, 'unfinished'), { recursive: true });
  writeFileSync(path.join(foreign, 'unfinished', 'run.json'), '');
  writeFileSync(path.join(foreign, 'unfinished', 'novel.txt'), '');
  expect([await isUnfinished(linked), await isUnfinished(foreign)]).toEqual([false, false]);
});

test('what a dead process was writing is swept away, and nothing behind a link', async () => {
  const [folder, elsewhere] = [fresh(), fresh()];
  const left = '.run.json.99999999.tmp-0123abcd';
  const { place } = await begun(folder);
  for (const at of [folder, place]) writeFileSync(path.join(at, left), '');
  await sweep(folder);
  expect([readdirSync(folder), readdirSync(place)]).toEqual([['unfinished'], ['run.json']]);
  const linked = fresh();
  for (const at of [elsewhere, linked]) mkdirSync(at);
  writeFileSync(path.join(elsewhere, left), '');
  symlinkSync(elsewhere, path.join(linked, 'unfinished'));
  await sweep(linked);
  expect(readdirSync(elsewhere)).toEqual([left]);
});

test('room is made: a run that got nowhere goes, one that got anywhere is set aside', async () => {
  const folder = fresh();
  await begun(folder);
  await makeRoom(folder);
  expect(readdirSync(folder)).toEqual([]);
  await begun(folder, 2);
  await makeRoom(folder);
  await begun(folder, 1);
  await makeRoom(folder);
  expect(readdirSync(folder)).toEqual(['interrupted-1', 'interrupted-2']);
  expect(notes.join()).toMatch(/set aside, and faccent resume .*interrupted-1.* goes on with it/);
  const aside = await setAside(folder);
  expect(aside.map((at) => isAside(path.basename(at)))).toEqual([true, true]);
  expect(await claimed(aside[0]!)).toEqual(['']);
  await expect(claimUnfinished(folder, true)).rejects.toThrow(/holds no interrupted run; .* set aside/);
});

test('what is somebody else’s is not moved', async () => {
  const folder = fresh();
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'unfinished'), 'a novel');
  await expect(makeRoom(folder)).rejects.toThrow(/something else is there/);
  expect(existsSync(path.join(folder, 'unfinished'))).toBe(true);
});

test('the runs of one command are claimed together, in its order', async () => {
  const root = fresh();
  const [b, a, c] = ['b', 'a', 'c'].map((name) => path.join(root, name)) as [string, string, string];
  for (const [index, folder] of [b, a, c].entries()) await begun(folder, 0, { root, index, count: 3 });
  await begun(path.join(root, 'other'), 0, { id: 'other', root: path.join(root, 'other') });
  expect(await claimed(root)).toEqual(['b', 'a', 'c', 'other']);
  expect((await claimed(b)).map((at) => path.basename(at || 'b'))).toEqual(['b', 'a', 'c']);
});

test('one that is damaged keeps no other from going on', async () => {
  const root = fresh();
  await begun(path.join(root, 'a'));
  const { place } = await begun(path.join(root, 'b'));
  writeFileSync(path.join(place, 'run.json'), '{');
  expect(await claimed(root)).toEqual(['a']);
  expect(notes.join()).toMatch(/left as it is: what is kept of the run in ".*b" is damaged/);
});

test('a folder without a run is refused, with what is there', async () => {
  const [empty, old, done] = [fresh(), fresh(), fresh()];
  for (const folder of [empty, old, done]) mkdirSync(folder);
  writeFileSync(path.join(old, 'checkpoint.json'), '');
  writeFileSync(path.join(done, 'recipe.json'), '');
  await expect(claimUnfinished(fresh(), true)).rejects.toThrow(/no such folder/);
  await expect(claimUnfinished(empty, true)).rejects.toThrow(/give the folder of the results/);
  await expect(claimUnfinished(old, true)).rejects.toThrow(/made by an older faccent/);
  await expect(claimUnfinished(done, true)).rejects.toThrow(/its run is finished/);
});

test('results that nobody can read are not written over', async () => {
  const folder = fresh();
  const { asked } = await begun(folder);
  await checkNewer(folder, asked);
  writeFileSync(path.join(folder, 'recipe.json'), '{}');
  await expect(checkNewer(folder, asked)).rejects.toThrow(/results there are newer/);
});

test('newer results of another run are not written over; older ones, and those of the same run, are', async () => {
  const folder = fresh();
  const { asked } = await begun(folder);
  const { request } = asked;
  const recipe = (created: string, name = request.name): string =>
    JSON.stringify({
      ...{ ...request, format: 'faccent-recipe', version: 8, created, name },
      environment: { ...request.environment, faccent: '0', runtime: 'r', runtimeVersion: '1', platform: 'p' },
      results: {
        activation: { before: 0, after: 1 },
        ...{ balance: null, steps: [{ activation: 0 }], image: '0'.repeat(64), opacity: '0'.repeat(64) },
      },
    });
  const file = path.join(folder, 'recipe.json');
  const [before, after] = ['2020-01-01T00:00:00.000Z', '2030-01-01T00:00:00.000Z'];
  for (const fine of [recipe(before, 'other'), recipe(after)]) {
    writeFileSync(file, fine);
    await checkNewer(folder, asked);
  }
  writeFileSync(file, recipe(after, 'other'));
  await expect(checkNewer(folder, asked)).rejects.toThrow(/results there are newer/);
});
