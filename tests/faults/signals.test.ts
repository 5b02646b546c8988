// Proves that SIGINT, SIGTERM and SIGHUP end a run within seconds wherever it is, with what goes on to the same files.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Ended, type Started, mini, photo, photos, start, workFolder } from './command.js';
import { contents } from './contents.js';
import { stream, tell, times } from './faults.js';

const at = workFolder('signals');
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

const names = readdirSync(photos).filter((name) => /\.jpe?g$/.test(name));
mkdirSync(at('natural'));
for (const name of names.slice(0, 3)) copyFileSync(path.join(photos, name), at('natural', name));

const usual = ['--model', mini, '--threads', '1', '--size', '64', '--views', '2'];
const one = ['accentuate', photo, '--class', 'ketch', ...usual, '--steps', '40', '--animate', 'gif,webp'];

/** Each with how many signals are sent: in short, and in all. */
const KINDS: readonly (readonly [name: string, tried: number, args: readonly string[]])[] = [
  ['a run', times(1, 30), [...one, '--report', '--natural', at('natural')]],
  [
    'a run of two photographs',
    times(0, 12),
    [
      ...['accentuate', ...names.slice(0, 2).map((name) => path.join(photos, name))],
      ...['--feature', 'mixed4a:3', ...usual, '--steps', '20'],
    ],
  ],
];

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

const faccent = (args: readonly string[]): Started => start(at(), args);

/** Sends a signal. @returns what the command ended with, and how long that took in milliseconds */
async function endedBy({ kill, ended }: Started, signal: NodeJS.Signals): Promise<Ended & { took: number }> {
  const from = performance.now();
  kill(signal);
  return { ...(await ended), took: performance.now() - from };
}

/** Names of all files below a folder that nobody but a running process has. */
const strays = (folder: string): string[] =>
  existsSync(folder)
    ? (readdirSync(folder, { recursive: true }).filter((name) =>
        path.basename(String(name)).startsWith('.'),
      ) as string[])
    : [];

const statusOf = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];

describe.each(KINDS.filter(([, tried]) => tried))('%s', (name, tried, args) => {
  const into = (folder: string): string => at(`${name.replaceAll(' ', '-')}-${folder}`);
  let milliseconds = 0;
  let expected: Record<string, string>;
  beforeAll(async () => {
    const began = performance.now();
    expect(await faccent([...args, '--out', into('whole')]).ended).toEqual({ status: 0, stderr: '' });
    milliseconds = Math.ceil(performance.now() - began);
    expected = contents(into('whole'));
  });

  test('ends at a random moment with what goes on to the same files to the byte', async () => {
    const next = stream(4711 + name.length);
    let [resumed, before, done, slowest] = [0, 0, 0, 0];
    for (let i = 0; i < tried; i++) {
      const signal = SIGNALS[i % 3]!;
      const folder = into(`${i}`);
      const run = faccent([...args, '--out', folder]);
      await pause(next(milliseconds));
      const { status, stderr, took } = await endedBy(run, signal);
      const moment = `signal ${i}, ${signal}`;
      slowest = Math.max(slowest, took);
      expect(took, moment).toBeLessThan(8000);
      expect(strays(folder), moment).toEqual([]);
      if (!existsSync(folder)) {
        // before it had begun anything
        expect({ status, stderr }, moment).toEqual({ status: statusOf(signal), stderr: '' });
        before++;
        continue;
      }
      if (status === 0 || stderr === '') done++;
      else {
        expect(status, moment).toBe(statusOf(signal));
        expect(stderr, moment).toMatch(
          /^interrupted (?:after \d+ steps?|before its first step): faccent resume \S+ goes on(?:, and with the run after it)?\n$/,
        );
        const [, unfinished] = /faccent resume (\S+) goes on/.exec(stderr)!;
        expect(await faccent(['resume', unfinished!]).ended, moment).toEqual({ status: 0, stderr: '' });
        resumed++;
      }
      expect(contents(folder), moment).toEqual(expected);
      rmSync(folder, { recursive: true });
    }
    tell({
      section: 'runs',
      what: `SIGINT, SIGTERM or SIGHUP at a random moment: ${name}`,
      tried,
      outcome: `all ended within ${Math.ceil(slowest / 1000)} s: ${resumed} resumed to the same files to the byte, ${before} had begun nothing, ${done} were done`,
    });
  });
});

describe.concurrent('a step that does not end', () => {
  const slow = ['accentuate', photo, '--class', 'ketch', '--model', mini, '--threads', '1'];
  /** Begins a run. @returns once its step has begun */
  const run = async (folder: string): Promise<Started> => {
    const cache = `${folder}-cache`;
    const args = [...slow, '--size', '64', '--views', '4000', '--steps', '5', '--out', folder];
    const started = start(at(), args, { FACCENT_CACHE: cache });
    const compiled = (): boolean =>
      readdirSync(cache, { recursive: true }).some((name) => /\.onnx$/.test(String(name)));
    while (!existsSync(cache) || !compiled()) await pause(50);
    await pause(1000);
    return started;
  };
  const said = /^interrupted before its first step: faccent resume \S+ goes on\n$/;

  test.each(times(1, 3) === 1 ? ['SIGTERM' as const] : SIGNALS)(
    'is ended by %s within seconds',
    async (signal) => {
      const folder = at(`slow-${signal}`);
      const { status, stderr, took } = await endedBy(await run(folder), signal);
      expect(stderr).toMatch(said);
      expect(status).toBe(statusOf(signal));
      expect(took).toBeGreaterThan(1000);
      expect(took).toBeLessThan(8000);
      expect(readdirSync(folder)).toEqual(['unfinished']);
      tell({
        section: 'runs',
        what: `${signal} in a first step that does not end`,
        tried: 1,
        outcome: 'ended after 5 s, with a message; resume begins it again',
      });
    },
  );

  test('is ended at once by a second signal', async () => {
    const folder = at('twice');
    const started = await run(folder);
    started.kill('SIGINT');
    await pause(500);
    const { status, stderr, took } = await endedBy(started, 'SIGTERM');
    expect(stderr).toMatch(said);
    expect(status).toBe(statusOf('SIGTERM'));
    expect(took).toBeLessThan(1000);
    expect(readdirSync(folder)).toEqual(['unfinished']);
    tell({
      section: 'runs',
      what: 'a second signal in a step that does not end',
      tried: 1,
      outcome: 'ended at once, with a message',
    });
  });
});
