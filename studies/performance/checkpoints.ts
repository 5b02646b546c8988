// Measures what it costs that a run is kept while it goes on, and writes that part of docs/performance.md.
//
//   npm run study checkpoints [-- --rounds 3] [--steps 30]
//
// measures the machine
//
// The network that ships, as it runs by default, kept not at all, every second and after every step, by turns; two
// minutes. What one checkpoint takes is told from those after every step, which are many.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { FaccentError } from 'faccent';
import { faccent, lastLine } from '../common/command.js';
import { median } from '../common/numbers.js';
import { writePart } from './page.js';
import { byTurns } from './rounds.js';

/** The share of a run's time that checkpoints may take. */
const LIMIT = 0.01;
/** Seconds between them by default. */
const USUAL = 30;

const { values: given } = parseArgs({
  options: { rounds: { type: 'string', default: '3' }, steps: { type: 'string', default: '30' } },
});
const [rounds, steps] = [Number(given.rounds), Number(given.steps)];
if (!(rounds % 2 === 1)) throw new FaccentError(`--rounds is an odd number, not "${given.rounds}"`);

const work = await mkdtemp(path.join(tmpdir(), 'faccent-checkpoints-'));

/** Seconds of a run's steps. */
function secondsOf(checkpoint: string): number {
  const run = [
    'accentuate',
    'examples/photos/nagasaki-boats.jpg',
    '--class',
    'gondola',
    '--steps',
    `${steps}`,
  ];
  const out = ['--out', path.join(work, 'run'), '--checkpoint', checkpoint, '--json'];
  return lastLine<{ seconds: number }>(faccent([...run, ...out])).seconds;
}

try {
  const [off, second, step] = byTurns(rounds, [
    () => secondsOf('off'),
    () => secondsOf('1'),
    () => secondsOf('0'),
  ]);
  console.error({ off, second, step });
  const one = median(step.map((seconds, i) => (seconds - off[i]!) / steps));
  const ratios = second.map((seconds, i) => seconds / off[i]!);
  const percent = (share: number): string => `${(100 * Math.max(0, share)).toFixed(2)} %`;
  const text = `## What it costs that a run is kept

The network that ships, as it runs by default, ${steps} steps on ${cpus()[0]!.model.trim()}, ${availableParallelism()} cores, by turns with and
without checkpoints, ${rounds} times each (\`npm run study checkpoints\`). Without them it took
${median(off).toFixed(1)} s; with one after every step ${median(step).toFixed(1)} s: a checkpoint, on the disk, takes
**${(1000 * one).toFixed(0)} ms**. That is ${percent(one / USUAL)} of the time at one in ${USUAL} s, the default, and ${percent(one)} at one in a second
(\`--checkpoint 1\`), with which it took ${median(ratios).toFixed(3)} times as long (${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)}). Where a disk is so slow that
one takes more than 1 % of the time, they are written less often.`;
  console.log(text);
  await writePart('checkpoints', text);
  process.exitCode = one / USUAL <= LIMIT ? 0 : 1;
} finally {
  await rm(work, { recursive: true });
}
