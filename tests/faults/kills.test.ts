// Proves that a run that is killed at any moment, any number of times, goes on to the same files to the byte.
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Ended, mini, photos, start, workFolder } from './command.js';
import { contents } from './contents.js';
import { stream, tell, times } from './faults.js';

const at = workFolder('kills');

mkdirSync(at('natural'));
const names = readdirSync(photos).filter((name) => /\.jpe?g$/.test(name));
for (const name of names.slice(0, 3)) copyFileSync(path.join(photos, name), at('natural', name));
const [first, second] = names.slice(0, 2).map((name) => path.join(photos, name)) as [string, string];

const usual = ['--model', mini, '--threads', '1', '--size', '64', '--checkpoint', '0.05'];

interface Kind {
  readonly name: string;
  readonly args: readonly string[];
  /** How many are killed: in short, and in all. */
  readonly kills: readonly [short: number, all: number];
}

const KINDS: readonly Kind[] = [
  {
    name: 'a photograph in a spectrum, with a report, two animations and tensors',
    args: [
      ...['accentuate', first, '--class', 'ketch', ...usual, '--steps', '30', '--views', '2'],
      ...['--report', '--animate', 'gif,webp', '--save-tensors', 'TENSORS.safetensors'],
    ],
    kills: [2, 35],
  },
  {
    name: 'from noise, in a pyramid, in the whole jitter',
    args: [
      ...['visualize', '--feature', 'mixed4a:3', ...usual, '--steps', '40', '--views', '1'],
      ...['--parameterization', 'laplacian', '--transform', 'jitter:8', '--snapshots', '7'],
    ],
    kills: [1, 25],
  },
  {
    name: 'two photographs of two features, pixel by pixel, held where they are',
    args: [
      ...['accentuate', first, second, '--feature', 'mixed4a:3', '--feature', 'mixed4a:5', ...usual],
      ...['--parameterization', 'pixel', '--optimizer', 'nadam', '--steps', '15', '--views', '1'],
    ],
    kills: [1, 20],
  },
  {
    name: 'compared with photographs and another model',
    args: [
      ...['accentuate', first, '--class', 'ketch', ...usual, '--steps', '30', '--views', '2'],
      ...['--natural', at('natural'), '--transfer', mini, '--report'],
    ],
    kills: [1, 20],
  },
  {
    name: 'an explanation of two classes, with channels',
    args: [
      ...['explain', first, '--actual', 'schooner', ...usual],
      ...['--steps', '4', '--views', '1', '--channels', '1'],
    ],
    kills: [1, 10],
  },
];

/** Runs a command line; kills it after so many milliseconds, unless it was quicker. */
async function faccent(args: readonly string[], killAfter?: number): Promise<Ended> {
  const { kill, ended } = start(at(), args);
  const timer = killAfter === undefined ? undefined : setTimeout(kill, killAfter);
  return ended.finally(() => clearTimeout(timer));
}

/** A kind's command line into a folder. */
const into = ({ args }: Kind, folder: string): string[] => [
  ...args.map((arg) => arg.replace(/^TENSORS/, path.join(folder, 'tensors'))),
  ...['--out', folder],
];

describe.each(KINDS.map((kind) => [kind.name, kind] as const))('kill -9: %s', (_, kind) => {
  test('ends in the files of a run that nothing stopped', async () => {
    const index = KINDS.indexOf(kind);
    const whole = at(`whole-${index}`);
    const began = performance.now();
    const healthy = await faccent(into(kind, whole));
    const milliseconds = Math.ceil(performance.now() - began);
    expect(healthy).toMatchObject({ status: 0, stderr: '' });
    const expected = contents(whole);
    expect(Object.keys(expected).length).toBeGreaterThan(3);

    const next = stream(1001 + index);
    const tried = times(...kind.kills);
    let [resumed, begun, kills] = [0, 0, 0];
    for (let i = 0; i < tried; i++) {
      const folder = at(`killed-${index}-${i}`);
      let ended = await faccent(into(kind, folder), next(milliseconds));
      for (let again = 0; ended.status !== 0; again++) {
        kills++;
        expect(ended.stderr, `kill ${i}`).toBe('');
        // every third is killed while it goes on, too
        const killAfter = i % 3 === 2 && again < 2 ? 300 + next(milliseconds) : undefined;
        ended = await faccent(['resume', folder, '--checkpoint', '0.05'], killAfter);
        if (ended.status === 1) {
          // killed before it had noted what it was asked, or after it had ended
          expect(ended.stderr).toMatch(/no interrupted run|there is no folder/);
          begun++;
          const done =
            existsSync(folder) && Object.keys(contents(folder)).join() === Object.keys(expected).join();
          ended = done ? { ...ended, status: 0 } : await faccent(into(kind, folder));
        } else resumed++;
      }
      expect(Object.keys(contents(folder)), `kill ${i}`).toEqual(Object.keys(expected));
      expect(contents(folder), `kill ${i}`).toEqual(expected);
      rmSync(folder, { recursive: true });
    }
    const outcome = `all ended in the same files to the byte (${kills} kills, ${resumed} resumes, ${begun} had not begun or were done)`;
    tell({ section: 'runs', what: `kill -9 at a random moment: ${kind.name}`, tried, outcome });
  });
});
