// Proves that an unfinished run with any byte of its files damaged, or with another's files, goes on as it was or not at all.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Store } from '../../packages/faccent/src/cli/unfinished/store.js';
import { FaccentError } from 'faccent';
import { parseAsked } from '../../packages/faccent/src/cli/unfinished/asked.js';
import type { Here } from '../../packages/faccent/src/cli/unfinished/here.js';
import { workFolder } from './command.js';
import { contents } from './contents.js';
import { stream, tell, times } from './faults.js';
import { HERE, unfinishedRun } from './mutants/seeds-checkpoints.js';

const at = workFolder('checkpoints');
const files = unfinishedRun(2);
const [NEWEST, OLDER, FRAME, ASKED] = Object.keys(files) as [string, string, string, string];

/** An unfinished run with one of its files changed. @returns its folder */
function unfinished(changed: Readonly<Record<string, Uint8Array | undefined>> = {}): string {
  const folder = at('run');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.join(folder, 'unfinished'), { recursive: true });
  for (const [name, bytes] of Object.entries({ ...files, ...changed }))
    if (bytes) writeFileSync(path.join(folder, 'unfinished', name), bytes);
  return folder;
}

/** Where a run goes on from: after how many steps, 0 where it begins anew; its numbers are those that were written. */
async function goesOnFrom(folder: string): Promise<number> {
  const store = await Store.open(folder);
  expect(JSON.stringify(store.asked)).toBe(healthyAsked);
  const found = await store.find(HERE);
  const steps = found?.checkpoint.steps.length ?? 0;
  if (found) expect(found).toEqual(healthy[steps]);
  return steps;
}

const other = unfinishedRun(2, 'b');

const healthy: Record<number, unknown> = {};
let healthyAsked = '';
const notes: string[] = [];

beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation((text: string) => void notes.push(text));
  notes.length = 0;
  for (const [steps, changed] of [[2, {}] as const, [1, { [NEWEST]: undefined }] as const]) {
    const store = await Store.open(unfinished(changed));
    healthyAsked = JSON.stringify(store.asked);
    healthy[steps] = await store.find(HERE);
  }
});

/** Every damage of a kind to a file of so many bytes; in short, a sample. */
const damages: Readonly<Record<string, (bytes: Uint8Array, place: number) => Uint8Array>> = {
  'one bit': (bytes, place) => {
    const copy = Uint8Array.from(bytes);
    copy[place]! ^= 1 << (place % 8);
    return copy;
  },
  'cut off': (bytes, place) => bytes.subarray(0, place),
};

/** Every place in a file, or some of them; in short, a sample. */
function places(name: string, damage: string): number[] {
  const next = stream(77 + name.length);
  const { length } = files[name]!;
  const some = Array.from({ length: times(12, 200) }, () => next(length));
  return damage === 'one bit' && name !== ASKED && times(0, 1) ? [...files[name]!.keys()] : some;
}

describe.each(Object.keys(damages))('%s', (damage) => {
  test.each([
    [NEWEST, 1, 'goes on from the checkpoint before it, with a note'],
    [FRAME, 0, 'begins anew, with notes'],
    [ASKED, 2, 'goes on: each checkpoint says what was asked, too'],
  ])('of %s: the run goes on from step %i', async (name, expected, outcome) => {
    const tried = places(name, damage);
    for (const place of tried) {
      notes.length = 0;
      const folder = unfinished({ [name]: damages[damage]!(files[name]!, place) });
      const from = await goesOnFrom(folder);
      expect(from, `${name}, byte ${place}`).toBe(expected);
      if (name === ASKED)
        expect(readFileSync(path.join(folder, 'unfinished', ASKED))).toEqual(Buffer.from(files[ASKED]!));
      else expect(notes.length, `${name}, byte ${place}`).toBe(2 - expected);
    }
    const what = `an unfinished run's ${name.replace(/-\d+/, '')}: ${damage}`;
    tell({ section: 'runs', what, tried: tried.length, outcome });
  });
});

test('any byte of run.json tells that it is damaged', () => {
  const bytes = files[ASKED]!;
  // the last is the end of its line
  for (let place = 0; place < bytes.length - 1; place++) {
    const damaged = Buffer.from(damages['one bit']!(bytes, place)).toString('utf8');
    expect(() => parseAsked(damaged, ASKED), `byte ${place}`).toThrow(FaccentError);
    expect(() => parseAsked(Buffer.from(bytes.subarray(0, place)).toString('utf8'), ASKED)).toThrow(
      FaccentError,
    );
  }
});

/** What carries runs out, but for one thing. */
const elsewhere = (what: Partial<Here>): Here => ({ ...HERE, ...what });

test.each<[string, Record<string, Uint8Array | undefined>, Here, RegExp]>([
  ['another run’s checkpoint', { [NEWEST]: other[NEWEST] }, HERE, /is of another run than run.json/],
  ['another run’s run.json', { [ASKED]: other[ASKED] }, HERE, /is of another run than run.json/],
  ['another version', {}, elsewhere({ faccent: '1' }), /begun with faccent 0, and this is faccent 1/],
  ['another runtime', {}, elsewhere({ runtime: 'two' }), /begun with a runtime, and this is two/],
  ['another platform', {}, elsewhere({ platform: 'there' }), /begun with here, and this is there/],
  ['a photograph that is read otherwise', {}, elsewhere({ pixels: 'other' }), /is read as other pixels/],
])('with %s it is refused', async (what, changed, now, message) => {
  const folder = unfinished(changed);
  const before = contents(folder);
  const store = await Store.open(folder);
  await expect(store.find(now)).rejects.toThrow(message);
  expect(contents(folder)).toEqual(before);
  tell({
    section: 'runs',
    what: `an unfinished run with ${what}`,
    tried: 1,
    outcome: 'refused, and left as it is',
  });
});

test.each<[string, Record<string, Uint8Array | undefined>, number]>([
  ['a checkpoint under the name of a later one', { 'checkpoint-000003.safetensors': files[NEWEST] }, 2],
  ['an older checkpoint in the place of the newest', { [NEWEST]: files[OLDER] }, 1],
  ['another run’s snapshot', { [FRAME]: other[FRAME] }, 0],
  ['a snapshot that is missing', { [FRAME]: undefined }, 0],
  ['no run.json', { [ASKED]: undefined }, 2],
])('with %s it goes on as it was', async (what, changed, expected) => {
  expect(await goesOnFrom(unfinished(changed))).toBe(expected);
  tell({ section: 'runs', what: `an unfinished run with ${what}`, tried: 1, outcome: 'goes on as it was' });
});

test.each<[string, (file: string) => unknown]>([
  ['a pipe', (file) => execFileSync('mkfifo', [file])],
  ['a folder', (file) => mkdirSync(path.join(file, 'with', 'something'), { recursive: true })],
  ['a link to a device', (file) => symlinkSync('/dev/zero', file)],
  ['a link to nothing', (file) => symlinkSync('nowhere', file)],
])('a checkpoint, a snapshot or run.json that is %s is not waited for', async (what, make) => {
  for (const [name, expected] of [
    [NEWEST, 1],
    [FRAME, 0],
    [ASKED, 2],
  ] as const) {
    const folder = unfinished({ [name]: undefined });
    make(path.join(folder, 'unfinished', name));
    if (name === ASKED && what === 'a folder') await expect(goesOnFrom(folder)).rejects.toThrow(/run\.json/);
    else expect(await goesOnFrom(folder), name).toBe(expected);
  }
  const outcome = 'goes on from the one before it, or says so';
  tell({ section: 'runs', what: `files of an unfinished run that are ${what}`, tried: 3, outcome });
});
