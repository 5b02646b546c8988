// What a child process does: one mutant after the other, with a line of JSON before and after each.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { type Mutant, mutantOf, seedsOf } from './kinds.js';
import type { Job, Line, Thrown } from './lines.js';
import { USES } from './uses.js';

const say = (line: Line): void => void writeSync(3, `${JSON.stringify(line)}\n`);
const here = process.cwd();

/** The memory of this process, in bytes: as it is, or the most that it was since it was last asked. */
function memory(what: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return 1024 * Number(new RegExp(`^${what}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0);
}
const forgetPeak = (): void => writeFileSync('/proc/self/clear_refs', '5');

async function tried(kind: string, number: number, { files, name }: Mutant): Promise<void> {
  const folder = path.join(here, 'work');
  mkdirSync(folder);
  for (const [file, bytes] of Object.entries(files)) writeFileSync(path.join(folder, file), bytes);
  say({ kind, number, seed: name, stage: 'begun' });
  const stage = (text: string): void => say({ kind, number, seed: name, stage: text });
  forgetPeak();
  let error: Thrown | undefined;
  const started = performance.now();
  try {
    await USES[kind]!(folder, Object.keys(files)[0]!, stage);
  } catch (thrown) {
    const { name: type, message, stack } = thrown instanceof Error ? thrown : new Error(String(thrown));
    error = { type, message, stack };
  }
  const ms = performance.now() - started;
  const stray = [
    ...readdirSync(folder).filter((file) => !(file in files)),
    ...readdirSync(here).filter((file) => !['work', 'tmp', 'cache', 'home'].includes(file)),
    ...readdirSync(path.join(here, 'tmp')),
  ];
  rmSync(folder, { recursive: true });
  for (const file of readdirSync(path.join(here, 'tmp')))
    rmSync(path.join(here, 'tmp', file), { recursive: true });
  say({ kind, number, seed: name, ended: { error, stray, peak: memory('VmHWM'), ms } });
}

process.on('unhandledRejection', (error) => {
  throw error;
});

declare const gc: () => void;

const { kind, from, to, salt, memory: healthy = Infinity } = JSON.parse(process.argv[2]!) as Job;
const seeds = seedsOf(kind);
// below 0: the healthy files themselves
for (let number = from; number < to; number++) {
  await tried(kind, number, number < 0 ? seeds[seeds.length + number]! : mutantOf(kind, number, salt));
  if (memory('VmRSS') > healthy) gc();
  // what one left behind is not the next one's; another process goes on
  if (memory('VmRSS') > 1.3 * healthy) break;
}
