// Proves that a disk with too little room is said before a run, and one that fills up ends it with what can go on.
import { execFileSync, spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { tell } from './faults.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const command = path.join(root, 'packages/faccent/bin/faccent.js');
const photo = path.join(root, 'examples/photos/nagasaki-boats.jpg');
const quotaModule = fileURLToPath(new URL('quota.mjs', import.meta.url));

const SIZE = 5e6;
const work = mkdtempSync(path.join(tmpdir(), 'faccent-disk-'));
const mounted: string[] = [];
afterAll(() => {
  for (const folder of mounted) execFileSync('umount', [folder]);
  rmSync(work, { recursive: true, force: true });
});

/** A small disk. */
interface Disk {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly free: () => number;
}

/** A real one, where this process may mount it. */
function mountedDisk(): Disk | undefined {
  const folder = path.join(work, 'mounted');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  mounted.push(folder);
  const free = (): number => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  };
  return { folder, env: {}, free };
}

/** One whose writes fail. */
function countedDisk(): Disk {
  const folder = path.join(work, 'counted');
  mkdirSync(folder);
  const free = (): number =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((rest, entry) => rest - statSync(path.join(entry.parentPath, entry.name)).size, SIZE);
  const env = { FACCENT_QUOTA: `${SIZE}`, FACCENT_QUOTA_FOLDER: folder };
  return { folder, env: { ...env, NODE_OPTIONS: `--import ${quotaModule}` }, free };
}

interface Ended {
  readonly status: number | null;
  readonly stderr: string;
}

function faccent(args: readonly string[], env: Disk['env'] = {}, onStart?: () => void): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [command, ...args, '--quiet'], {
      env: { ...process.env, NO_COLOR: '1', FACCENT_CACHE: path.join(work, 'cache'), ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    child.on('close', (status) => resolve({ status, stderr }));
    onStart?.();
  });
}

const mini = path.join(root, 'tests/fixtures/mini-inception');
const usual = ['--class', 'ketch', '--model', mini, '--threads', '1', '--views', '1'];
const run = (folder: string, ...more: string[]): string[] => [
  ...[
    'accentuate',
    photo,
    ...usual,
    '--size',
    '96',
    '--steps',
    '12',
    '--snapshots',
    '3',
    '--out',
    folder,
    ...more,
  ],
];

/** What is in a folder's files but for when they were made. */
const contents = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [
      name,
      readFileSync(path.join(folder, name), 'latin1').replace(/"created": "[^"]*"/, ''),
    ]),
  );

/** Puts a file on the disk that leaves so much of it. */
function fill({ folder, free }: Disk, leave: number): () => void {
  const file = path.join(folder, 'filler');
  writeFileSync(file, Buffer.alloc(Math.max(0, Math.floor(free() - leave))));
  return () => rmSync(file);
}

const disks = [['mounted', mountedDisk()] as const, ['of failing writes', countedDisk()] as const];

describe.each(disks)('a disk of 5 MB, %s', (kind, disk) => {
  const at = (name: string): string => path.join(disk!.folder, name);
  let outcome: string;
  const told = (what: string): void =>
    tell({ section: 'folders', what: `a disk of 5 MB (${kind}): ${what}`, tried: 1, outcome });

  test.runIf(disk)('that has no room for the results is said before the first step', async () => {
    const big = ['accentuate', photo, ...usual, '--size', '512', '--steps', '3000', '--out', at('big')];
    const { status, stderr } = await faccent(big, disk!.env);
    expect(stderr).toMatch(
      /^error: the disk of ".*" has [\d.]+ MB free, and the results take about [\d.]+ MB: make room/,
    );
    expect(status).toBe(1);
    expect(readdirSync(disk!.folder)).toEqual([]);
    outcome = 'refused before the first step, nothing left';
    told('results of 512 pixels');
  });

  test.runIf(disk)(
    'that fills up ends a run with its last checkpoint, and it goes on to the same files',
    async () => {
      const whole = path.join(work, `whole-${kind}`);
      expect(await faccent(run(whole))).toEqual({ status: 0, stderr: '' });
      const makeRoom = fill(disk!, 1_300_000);
      const ended = await faccent(run(at('run'), '--checkpoint', '0'), disk!.env);
      expect(ended.stderr).toMatch(
        /error: the run cannot be kept, and so it ends: .*the disk is full.*faccent resume .*run goes on from step \d+/,
      );
      expect(ended.status).toBe(1);
      expect(readdirSync(at('run'))).toEqual(['unfinished']);
      expect(readdirSync(at('run/unfinished')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      makeRoom();
      const { status, stderr } = await faccent(['resume', at('run')], disk!.env);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(contents(at('run'))).toEqual(contents(whole));
      rmSync(at('run'), { recursive: true });
      outcome =
        'ended with its last checkpoint and a message; with room made, resumed to the same files to the byte';
      told('fills up with checkpoints');
    },
  );

  test.runIf(disk)('that is full when the results are written keeps the run', async () => {
    const whole = path.join(work, `whole-${kind}`);
    const makeRoom = fill(disk!, 1_300_000);
    let filled: (() => void) | undefined;
    const ended = await faccent(run(at('late')), disk!.env, () => {
      const timer = setInterval(() => {
        if (!readdirSync(disk!.folder).includes('late') || !readdirSync(at('late')).includes('unfinished'))
          return;
        if (!readdirSync(at('late/unfinished')).includes('run.json')) return;
        clearInterval(timer);
        // once room was found for it
        setTimeout(() => {
          writeFileSync(at('more'), Buffer.alloc(Math.floor(disk!.free() - 40_000)));
          filled = () => rmSync(at('more'));
        }, 150);
      }, 20);
    });
    expect(ended.stderr).toMatch(/error: .*the disk is full.*faccent resume/s);
    expect(ended.status).toBe(1);
    filled!();
    makeRoom();
    expect(await faccent(['resume', at('late')], disk!.env)).toMatchObject({ status: 0, stderr: '' });
    expect(contents(at('late'))).toEqual(contents(whole));
    rmSync(at('late'), { recursive: true });
    outcome = 'a message; with room made, resumed to the same files to the byte';
    told('full when the results are written');
  });
});
