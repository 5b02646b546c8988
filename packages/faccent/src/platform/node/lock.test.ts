// Proves that one process at a time holds a folder's lock, and that a dead process's is taken over, by one alone.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../cli/testing/folder.js';
import { openFolder } from './atomic.js';
import { lockFolder } from './lock.js';
import { bornAt } from './processes.js';

const work = temporaryFolder('lock');
let count = 0;
const folder = (): string => {
  const made = path.join(work, `${count++}`);
  mkdirSync(made);
  return made;
};
const lockOf = (of: string): string => path.join(of, '.faccent.lock');
const held = (of: string, holder: object): void =>
  writeFileSync(lockOf(of), JSON.stringify({ since: '2026-01-01', ...holder }));

const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

/** A process that does nothing, and its number. */
function idle(): ChildProcess & { readonly pid: number } {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  children.push(child);
  return child as ChildProcess & { readonly pid: number };
}

/** The number of a process that was. */
async function dead(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.on('exit', resolve));
  return child.pid!;
}

test('a folder is locked until it is freed', async () => {
  const at = folder();
  const free = await lockFolder(at);
  expect(JSON.parse(readFileSync(lockOf(at), 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() });
  await free();
  expect(readdirSync(at)).toEqual([]);
});

test('a process may ask for its own folder again, and frees it with the last', async () => {
  const at = folder();
  const [first, second] = [await lockFolder(at), await lockFolder(path.join(at, '..', path.basename(at)))];
  await first();
  await first();
  expect(existsSync(lockOf(at))).toBe(true);
  await second();
  expect(existsSync(lockOf(at))).toBe(false);
});

test('a folder that another living process holds is refused', async () => {
  const at = folder();
  const { pid } = idle();
  held(at, { pid, host: hostname(), born: bornAt(pid) });
  await expect(openFolder(at)).rejects.toThrow(
    `another run is writing to "${at}" (process ${pid}, since 2026-01-01): wait for its end, or write to another folder`,
  );
  expect(readdirSync(at)).toEqual(['.faccent.lock']);
  await (await openFolder(at, { shared: true })).write(new Map([['a.npy', 'a']]));
});

test('a lock of a dead process is taken over', async () => {
  const at = folder();
  held(at, { pid: await dead(), host: hostname() });
  await (
    await lockFolder(at)
  )();
  expect(readdirSync(at)).toEqual([]);
});

test.runIf(process.platform === 'linux')(
  'a process that has a dead one’s number is not taken for it',
  async () => {
    const at = folder();
    const { pid } = idle();
    held(at, { pid, host: hostname(), born: '1' });
    await (
      await lockFolder(at)
    )();
    expect(readdirSync(at)).toEqual([]);
  },
);

test('of a process on another machine nothing is known: it is refused, with the file to delete', async () => {
  const at = folder();
  held(at, { pid: await dead(), host: 'elsewhere' });
  await expect(lockFolder(at)).rejects.toThrow(
    /may be writing to .* \(process \d+ of the machine "elsewhere"\): .*, delete ".*\.faccent\.lock"/,
  );
});

test.each(['', '{', 'null', '{"pid":"1"}', '{"pid":-1,"host":"a"}'])(
  'a lock that says nothing (%s) is of somebody who is writing it, or who died then',
  async (text) => {
    const at = folder();
    writeFileSync(lockOf(at), text);
    await expect(lockFolder(at)).rejects.toThrow(/a process that does not say which/);
    utimesSync(lockOf(at), 1, 1);
    await (
      await lockFolder(at)
    )();
    expect(readdirSync(at)).toEqual([]);
  },
);

test.each<[string, (file: string) => unknown]>([
  ['a pipe', (file) => execFileSync('mkfifo', [file])],
  ['a folder', (file) => mkdirSync(file)],
  ['a link', (file) => symlinkSync('nowhere', file)],
  ['a link', (file) => symlinkSync('/dev/zero', file)],
  ['too long for that', (file) => writeFileSync(file, Buffer.alloc(10_000))],
])('a lock that is %s is refused, and not read', async (what, make) => {
  const at = folder();
  make(lockOf(at));
  await expect(lockFolder(at)).rejects.toThrow(new RegExp(`is ${what}: move it away`));
  expect(readdirSync(at)).toEqual(['.faccent.lock']);
});

test('a lock that became a pipe is left where it is', async () => {
  const at = folder();
  const free = await lockFolder(at);
  rmSync(lockOf(at));
  execFileSync('mkfifo', [lockOf(at)]);
  await free();
  expect(readdirSync(at)).toEqual(['.faccent.lock']);
});

test('of many processes that find a dead one’s lock one takes it over', async () => {
  const module = new URL('../../../dist/platform/node/lock.js', import.meta.url).href;
  const program = `
    import { lockFolder } from ${JSON.stringify(module)};
    try { await lockFolder(process.argv[1]); console.log('held'); } catch (error) { console.log(error.name); }
    // the end would free it for the next
    process.stdin.resume();`;
  const at = folder();
  held(at, { pid: await dead(), host: hostname() });
  const said = await Promise.all(
    Array.from({ length: 6 }, () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program, at]);
      children.push(child);
      return new Promise<string>((resolve) =>
        child.stdout.on('data', (data: Buffer) => resolve(data.toString().trim())),
      );
    }),
  );
  expect(said.sort()).toEqual([...Array<string>(5).fill('FaccentError'), 'held']);
});

test.runIf(process.platform === 'linux')(
  'a process that is dead, and whose parent does not ask for it, holds nothing',
  async () => {
    const at = folder();
    const parent = spawn('sh', ['-c', 'sleep 0.01 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(parent);
    const pid = await new Promise<number>((resolve) =>
      parent.stdout.once('data', (said) => resolve(Number(said))),
    );
    const state = (): string => readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]![0]!;
    while (state() !== 'Z') await new Promise((resolve) => setTimeout(resolve, 10));
    held(at, { pid, host: hostname(), born: bornAt(pid) });
    await (
      await lockFolder(at)
    )();
    expect(existsSync(lockOf(at))).toBe(false);
  },
);
