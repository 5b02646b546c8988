// Proves that measuring photographs which is killed, stopped, damaged or robbed of photographs comes to the same bytes, and loses nothing.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { beforeAll, expect, test, vi } from 'vitest';
import { oneProcess } from '../../packages/faccent/src/cli/testing/command.js';
import { type Ended, mini, start, workFolder } from './command.js';
import { contents } from './contents.js';
import { stream, tell, times } from './faults.js';

const quotaModule = fileURLToPath(new URL('quota.mjs', import.meta.url));

const at = workFolder('exemplars');
const PHOTOS = 60;
const asked = ['--model', mini, '--layers', 'mixed3a:0-5', '--threads', '1', '--size', '32'];
const line = (folder: string, ...more: string[]): string[] => [
  ...['exemplars', at('photos'), ...asked, '--top', '3', '--sample', '2', '--out', at(folder), ...more],
];
let reference: Record<string, string>;

/** Runs a command line; sends a signal after so many milliseconds, unless it was quicker. */
async function faccent(args: readonly string[], after?: number, signal?: NodeJS.Signals): Promise<Ended> {
  const { kill, ended } = start(at(), args);
  const timer = after === undefined ? undefined : setTimeout(() => kill(signal), after);
  return ended.finally(() => clearTimeout(timer));
}

/** Runs a command line that reads all that it needs from the disk: no process of its own has to show that. */
const runOnce = oneProcess();
async function whole(args: readonly string[]): Promise<Ended> {
  const { status, stderr } = await runOnce(at(), [...args, '--quiet']);
  return { status: status ?? 1, stderr };
}

beforeAll(async () => {
  vi.stubEnv('FACCENT_CACHE', at('cache'));
  mkdirSync(at('photos'));
  const next = stream(7);
  for (let i = 0; i < PHOTOS; i++) {
    const pixels = Buffer.from(Array.from({ length: 3 * 6 * 6 }, () => next(256)));
    const small = sharp(pixels, { raw: { width: 6, height: 6, channels: 3 } });
    writeFileSync(at('photos', `${i}.png`), await small.resize(32, 32).png().toBuffer());
  }
  expect(await faccent(line('one'))).toEqual({ status: 0, stderr: '' });
  reference = contents(at('one'));
}, 120_000);

test('killed and stopped at any moment, it goes on to the same bytes', async () => {
  const next = stream(11);
  const tried = times(2, 40);
  for (let i = 0; i < tried; i++) {
    const signal = i % 2 ? 'SIGKILL' : 'SIGTERM';
    rmSync(at('killed'), { recursive: true, force: true });
    for (let killed = 0; killed < 2; killed++) {
      const { status, stderr } = await faccent(line('killed'), 250 + next(1500), signal);
      expect([0, 137, 143], stderr).toContain(status);
      // before the first photograph there is nothing to be said
      if (status === 143) expect(stderr).toMatch(/^(?:interrupted: .*\n)?$/);
    }
    expect(await whole(line('killed'))).toMatchObject({ status: 0 });
    expect(contents(at('killed'))).toEqual(reference);
  }
  tell({
    section: 'runs',
    what: 'exemplars of 60 photographs, killed or stopped twice at random moments',
    tried,
    outcome: `${tried} the same to the byte`,
  });
}, 3_600_000);

test('a byte that changed in what was measured is found, and measured again', async () => {
  const next = stream(13);
  const tried = times(2, 100);
  const block = readFileSync(at('one/values/000000.block'));
  for (let i = 0; i < tried; i++) {
    mkdirSync(at('damaged/values'), { recursive: true });
    copyFileSync(at('one/values/measured.json'), at('damaged/values/measured.json'));
    const bytes = Buffer.from(block);
    // half of them are cut off
    if (i % 2) bytes[next(bytes.length)]! ^= 1 << next(8);
    writeFileSync(at('damaged/values/000000.block'), i % 2 ? bytes : bytes.subarray(0, next(bytes.length)));
    expect(await whole(line('damaged'))).toMatchObject({ status: 0 });
    expect(contents(at('damaged'))).toEqual(reference);
    rmSync(at('damaged'), { recursive: true });
  }
  tell({
    section: 'folders',
    what: 'values of exemplars of which one bit was flipped, or the end cut off',
    tried,
    outcome: `${tried} found and measured again, to the same bytes`,
  });
}, 3_600_000);

test('a disk that fills up ends it with a message, and what follows with more room comes to the same bytes', async () => {
  const sizes = times(2, 12);
  for (let i = 0; i < sizes; i++) {
    mkdirSync(at('full'));
    // from room for nothing to room for nearly all
    const quota = Math.floor(((i + 0.2) / sizes) * 70_000);
    const env = {
      FACCENT_QUOTA: `${quota}`,
      FACCENT_QUOTA_FOLDER: at('full'),
      NODE_OPTIONS: `--import ${quotaModule}`,
    };
    const { status, stderr } = await start(at(), line('full'), env).ended;
    expect([status, stderr]).toEqual([
      1,
      expect.stringMatching(/^error: [^\n]*(?:the disk is full|free, and the values)[^\n]*\n$/),
    ]);
    expect(await whole(line('full'))).toMatchObject({ status: 0 });
    expect(contents(at('full'))).toEqual(reference);
    rmSync(at('full'), { recursive: true });
  }
  tell({
    section: 'runs',
    what: 'exemplars on a disk that fills up, at several points',
    tried: sizes,
    outcome: `${sizes} said, and the same to the byte with more room`,
  });
}, 3_600_000);

test('photographs that vanish are listed, the rest goes on, and nothing that was measured is lost', async () => {
  const names = readdirSync(at('photos')).sort();
  mkdirSync(at('vanishing'));
  for (const name of names) copyFileSync(at('photos', name), at('vanishing', name));
  const args = line('vanished').map((word) => (word === at('photos') ? at('vanishing') : word));
  const { kill, ended } = start(at(), [...args]);
  // while it compiles: those are listed, and gone when they are read
  await new Promise((resolve) => setTimeout(resolve, 600));
  for (const name of names.slice(-5)) rmSync(at('vanishing', name));
  const first = await ended.finally(() => kill());
  expect([0, 1]).toContain(first.status);
  if (first.status === 1) {
    expect(first.stderr).toMatch(
      /^error: \d of 60 photographs could not be measured; ".*unread\.json" lists/m,
    );
    const list = JSON.parse(readFileSync(at('vanished/unread.json'), 'utf8')) as {
      path: string;
      error: string;
    }[];
    for (const { path: name, error } of list) {
      expect(names.slice(-5)).toContain(name);
      expect(error).toMatch(/there is no such file/);
    }
  }
  for (const name of names) copyFileSync(at('photos', name), at('vanishing', name));
  expect((await faccent(args)).status).toBe(0);
  for (const table of ['channels', 'exemplars', 'photographs'])
    expect(readFileSync(path.join(at('vanished'), `${table}.parquet`))).toEqual(
      readFileSync(path.join(at('one'), `${table}.parquet`)),
    );
}, 600_000);
