// Proves where an unfinished run is kept: what is written, kept, found again, passed over where it is damaged, and forgotten.
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { Checkpoint, Step } from 'faccent';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../testing/folder.js';
import { isUnfinished, makeRoom, sweep } from './aside.js';
import { formatAsked } from './asked.js';
import { stepsKept } from './places.js';
import { Store } from './store.js';
import { askedOf, checkpointOf, heardNotes, here, stepOf } from './testing/run.js';

const work = temporaryFolder('store');
let count = 0;
const notes = heardNotes();

/** A run that was begun, in a folder of its own. */
async function begun(): Promise<Store> {
  const folder = path.join(work, `${count++}`);
  mkdirSync(folder);
  const store = new Store(folder, askedOf(folder));
  await store.begin();
  await Store.settle([store]);
  return store;
}

const keep = (store: Store, ...steps: Step[]): Promise<void> =>
  store.keep(checkpointOf(steps), { here, seconds: steps.length });
const names = (store: Store): string[] => readdirSync(store.place).sort();
const damage = (store: Store, name: string): void => writeFileSync(path.join(store.place, name), 'damaged');

test('a run that was begun says what it was asked, and is forgotten in one move', async () => {
  const store = await begun();
  expect(readFileSync(path.join(store.place, 'run.json'), 'utf8')).toBe(formatAsked(store.asked));
  expect((await Store.open(store.folder)).asked).toEqual(store.asked);
  expect(await store.find(here)).toBe(undefined);
  await store.finish();
  expect(readdirSync(store.folder)).toEqual([]);
});

test('the last two checkpoints are kept, and each snapshot once', async () => {
  const store = await begun();
  const [first, second, third] = [stepOf(0, 0.1), stepOf(1), stepOf(2, 0.3)];
  await keep(store, first);
  const frame = readFileSync(path.join(store.place, 'frame-000000.safetensors'));
  await keep(store, first, second);
  await keep(store, first, second, third);
  expect(names(store)).toEqual([
    'checkpoint-000002.safetensors',
    'checkpoint-000003.safetensors',
    'frame-000000.safetensors',
    'frame-000002.safetensors',
    'run.json',
  ]);
  expect(readFileSync(path.join(store.place, 'frame-000000.safetensors'))).toEqual(frame);
  const { checkpoint, seconds } = (await (await Store.open(store.folder)).find(here))!;
  expect(seconds).toBe(3);
  expect(checkpoint.parameters).toEqual(checkpointOf([first, second, third]).parameters);
  expect(checkpoint.steps.map(({ images }) => images?.[0]?.data[0])).toEqual([
    Math.fround(0.1),
    undefined,
    Math.fround(0.3),
  ]);
});

test('a run that goes on keeps what it had', async () => {
  const store = await begun();
  await keep(store, stepOf(0, 0.1));
  const again = await Store.open(store.folder);
  const { steps } = (await again.find(here))!.checkpoint;
  await keep(again, ...steps, stepOf(1));
  expect((await again.find(here))!.checkpoint.steps[0]!.images![0]!.data[0]).toBe(Math.fround(0.1));
});

test('damaged checkpoints are passed over with a note, and removed', async () => {
  const store = await begun();
  await keep(store, stepOf(0));
  await keep(store, stepOf(0), stepOf(1));
  damage(store, 'checkpoint-000002.safetensors');
  expect((await store.find(here))!.checkpoint.steps).toHaveLength(1);
  expect(notes.join()).toMatch(/checkpoint-000002.*is damaged: the run goes on from the one before it/);
  damage(store, 'checkpoint-000001.safetensors');
  expect(await store.find(here)).toBe(undefined);
  expect(notes.join()).toMatch(/checkpoint-000001.*is damaged: the run begins anew/);
  expect(names(store)).toEqual(['run.json']);
});

test('a checkpoint without its snapshots is none', async () => {
  const store = await begun();
  await keep(store, stepOf(0, 0.5));
  rmSync(path.join(store.place, 'frame-000000.safetensors'));
  expect(await store.find(here)).toBe(undefined);
});

test('where run.json is damaged, a checkpoint says what was asked', async () => {
  const store = await begun();
  damage(store, 'run.json');
  await expect(Store.open(store.folder)).rejects.toThrow(/is damaged .*: start the run again/);
  await keep(store, stepOf(0));
  expect((await Store.open(store.folder)).asked).toEqual(store.asked);
  expect(readFileSync(path.join(store.place, 'run.json'), 'utf8')).toBe(formatAsked(store.asked));
});

test('a run of several accentuations keeps each by itself, and goes when it is done with all of them', async () => {
  const store = await begun();
  const [first, second] = [await store.part('predicted'), await store.part('channel-12')];
  await keep(first, stepOf(0), stepOf(1, 0.5));
  await keep(second, stepOf(0));
  expect(await stepsKept(store.folder)).toBe(3);
  expect((await (await store.part('predicted')).find(here))!.checkpoint.steps).toHaveLength(2);
  expect(await (await store.part('actual')).find(here)).toBe(undefined);
  expect(await store.find(here)).toBe(undefined);
  damage(store, 'run.json');
  expect((await Store.open(store.folder)).asked).toEqual(store.asked);
  rmSync(path.join(store.place, 'run.json'));
  expect(await isUnfinished(store.folder)).toBe(true);
  writeFileSync(path.join(second.place, '.left.1.tmp-12345678'), '');
  await sweep(store.folder);
  expect(names(second)).toEqual(['checkpoint-000001.safetensors']);
  await store.finish();
  expect(readdirSync(store.folder)).toEqual([]);
});

test('a link in the place of an accentuation makes it no place of ours', async () => {
  const store = await begun();
  symlinkSync(work, path.join(store.place, 'accentuation-predicted'));
  expect(await isUnfinished(store.folder)).toBe(false);
  await expect(makeRoom(store.folder)).rejects.toThrow(/something else is there/);
});

test('numbers that are none are not kept', async () => {
  const store = await begun();
  const odd: Checkpoint = { ...checkpointOf([stepOf(0)]), parameters: [Float32Array.of(NaN)] };
  await store.keep(odd, { here, seconds: 1 });
  expect(await stepsKept(store.folder)).toBe(undefined);
});

test('a run that could not be begun leaves nothing', async () => {
  const store = await begun();
  await expect(store.begin()).rejects.toThrow(/EEXIST/);
  await store.drop();
  expect(existsSync(store.place)).toBe(false);
});
