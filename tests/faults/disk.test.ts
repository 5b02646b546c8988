// Proves that a disk with too little room is said before a run, and one that fills up ends it with what can go on.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { type Ended, mini, photo, start, workFolder } from './command.js';
import { tell } from './faults.js';

const quotaModule = fileURLToPath(new URL('quota.mjs', import.meta.url));

const SIZE = 5e6;
const at = workFolder('disk');
const mounted: string[] = [];
afterAll(() => {
  for (const folder of mounted) execFileSync('umount', [folder]);
});

/** A small disk. */
interface Disk {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly free: () => number;
}

/** A real one, where this process may mount it. */
function mountedDisk(): Disk | undefined {
  const folder = at('mounted');
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
  const folder = at('counted');
  mkdirSync(folder);
  const free = (): number =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce((rest, entry) => rest - statSync(path.join(entry.parentPath, entry.name)).size, SIZE);
  const env = { FACCENT_QUOTA: `${SIZE}`, FACCENT_QUOTA_FOLDER: folder };
  return { folder, env: { ...env, NODE_OPTIONS: `--import ${quotaModule}` }, free };
}

const faccent = (args: readonly string[], env?: Disk['env']): Promise<Ended> => start(at(), args, env).ended;

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
  const on = (name: string): string => path.join(disk!.folder, name);
  let outcome: string;
  const told = (what: string): void =>
    tell({ section: 'folders', what: `a disk of 5 MB (${kind}): ${what}`, tried: 1, outcome });

  test.runIf(disk)('that has no room for the results is said before the first step', async () => {
    const big = ['accentuate', photo, ...usual, '--size', '512', '--steps', '3000', '--out', on('big')];
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
      const whole = at(`whole-${kind}`);
      expect(await faccent(run(whole))).toEqual({ status: 0, stderr: '' });
      const makeRoom = fill(disk!, 1_300_000);
      const ended = await faccent(run(on('run'), '--checkpoint', '0'), disk!.env);
      expect(ended.stderr).toMatch(
        /error: the run cannot be kept, and so it ends: .*the disk is full.*faccent resume .*run goes on from step \d+/,
      );
      expect(ended.status).toBe(1);
      expect(readdirSync(on('run'))).toEqual(['unfinished']);
      expect(readdirSync(on('run/unfinished')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      makeRoom();
      const { status, stderr } = await faccent(['resume', on('run')], disk!.env);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(contents(on('run'))).toEqual(contents(whole));
      rmSync(on('run'), { recursive: true });
      outcome =
        'ended with its last checkpoint and a message; with room made, resumed to the same files to the byte';
      told('fills up with checkpoints');
    },
  );

  test.runIf(disk)('that is full when the results are written keeps the run', async () => {
    const whole = at(`whole-${kind}`);
    const makeRoom = fill(disk!, 1_300_000);
    let filled: (() => void) | undefined;
    const late = start(at(), run(on('late')), disk!.env);
    const timer = setInterval(() => {
      if (!readdirSync(disk!.folder).includes('late') || !readdirSync(on('late')).includes('unfinished'))
        return;
      if (!readdirSync(on('late/unfinished')).includes('run.json')) return;
      clearInterval(timer);
      // once room was found for it
      setTimeout(() => {
        writeFileSync(on('more'), Buffer.alloc(Math.floor(disk!.free() - 40_000)));
        filled = () => rmSync(on('more'));
      }, 150);
    }, 20);
    const ended = await late.ended;
    clearInterval(timer);
    expect(ended.stderr).toMatch(/error: .*the disk is full.*faccent resume/s);
    expect(ended.status).toBe(1);
    filled!();
    makeRoom();
    expect(await faccent(['resume', on('late')], disk!.env)).toMatchObject({ status: 0, stderr: '' });
    expect(contents(on('late'))).toEqual(contents(whole));
    rmSync(on('late'), { recursive: true });
    outcome = 'a message; with room made, resumed to the same files to the byte';
    told('full when the results are written');
  });
});
