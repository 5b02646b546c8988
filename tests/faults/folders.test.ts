// Proves that two runs never write to one folder, that a run that was killed does not keep it, and that a folder holds the
// files of one result.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { mini, photo, start, workFolder } from './command.js';
import { stream, tell, times } from './faults.js';

const at = workFolder('folders');
const faccent = (args: readonly string[]) => start(at(), args);

const run = (folder: string, unit: number, ...more: string[]): string[] => [
  ...['accentuate', photo, '--feature', `mixed4a:${unit}`, '--model', mini, '--threads', '1'],
  ...['--size', '64', '--steps', '6', '--views', '1', '--out', folder, ...more],
];

const featureOf = (folder: string): string =>
  (JSON.parse(readFileSync(path.join(folder, 'recipe.json'), 'utf8')) as { name: string }).name;

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

test('of two runs into one folder at once one has it, and the other says who', async () => {
  const next = stream(31);
  const tried = times(1, 12);
  let [refused, after] = [0, 0];
  for (let i = 0; i < tried; i++) {
    const folder = at(`both-${i}`);
    const first = faccent(run(folder, 1));
    await pause(i === 0 ? 0 : next(800));
    const second = faccent(run(folder, 2));
    const all = [await first.ended, await second.ended];
    const failed = all.filter(({ status }) => status !== 0);
    for (const { status, stderr } of failed) {
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /^error: another run is writing to ".*both-\d+" \(process \d+, since [^)]+\): wait for its end, or write to another folder\n$/,
      );
    }
    // one that came as the other ended wrote after it
    expect(failed.length).toBeLessThan(2);
    if (failed.length) refused++;
    else after++;
    const winner = all.findIndex(({ status }) => status === 0) + 1;
    if (failed.length) expect(featureOf(folder)).toBe(`mixed4a:${winner}`);
    expect(readdirSync(folder).filter((name) => name.startsWith('.') || name === 'unfinished')).toEqual([]);
  }
  const outcome = `${refused} times the second refused in one message, ${after} times it came after; always the files of one`;
  tell({ section: 'folders', what: 'two runs into one folder at the same time', tried, outcome });
});

test('a run that was killed does not keep its folder', async () => {
  const tried = times(1, 5);
  for (let i = 0; i < tried; i++) {
    const folder = at(`killed-${i}`);
    const first = faccent(run(folder, 1, '--steps', '100000'));
    while (!existsSync(path.join(folder, '.faccent.lock'))) await pause(5);
    await pause(50 * i);
    first.kill();
    await first.ended;
    expect(await faccent(run(folder, 2)).ended).toEqual({ status: 0, stderr: '' });
    expect(featureOf(folder)).toBe('mixed4a:2');
    expect(readdirSync(folder).filter((name) => name.startsWith('.') || name === 'unfinished')).toEqual([]);
  }
  const outcome = 'the next run has the folder, and nothing of the killed one is left';
  tell({ section: 'folders', what: 'the lock of a run that was killed', tried, outcome });
});

test('a second run leaves no report, animation or tensors of the first', async () => {
  const folder = at('twice');
  const rich = ['--report', '--animate', 'gif,webp'];
  expect(await faccent(run(folder, 1, ...rich)).ended).toEqual({ status: 0, stderr: '' });
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['report.html', 'run.gif', 'run.webp']));
  expect(await faccent(run(folder, 2)).ended).toEqual({ status: 0, stderr: '' });
  const names = readdirSync(folder);
  expect(names).not.toContain('report.html');
  expect(names).not.toContain('run.gif');
  expect(names).toContain('run.webp');
  expect(featureOf(folder)).toBe('mixed4a:2');
  const outcome = 'replaced as a whole: what the second was not asked for is gone';
  tell({ section: 'folders', what: 'a second run into the folder of the first', tried: 1, outcome });
});
