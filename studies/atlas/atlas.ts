// Measures what a plan and its workers take, and writes that part of docs/performance.md: an estimate beside the run that it
// is of, one worker beside two, and jobs that take no time.
//
//   npm run study atlas [-- --jobs 200] [--trivial 4000] [--only estimate|workers]
//
// measures the machine
//
// Ten minutes; on a machine that does nothing else. Workers have one thread each.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import sharp from 'sharp';
import { faccent } from '../common/command.js';
import { table } from '../common/markdown.js';
import { root } from '../common/root.js';
import { writePart } from '../performance/page.js';

const { values: given } = parseArgs({
  options: {
    jobs: { type: 'string', default: '200' },
    trivial: { type: 'string', default: '4000' },
    only: { type: 'string' },
  },
});
const folder = mkdtempSync(path.join(tmpdir(), 'faccent-study-atlas-'));
const at = (...names: string[]): string => path.join(folder, ...names);
const command = path.join(root, 'packages/faccent/bin/faccent.js');
const PHOTOS = path.join(root, 'examples/photos');

interface Worked {
  readonly done: number;
  readonly seconds: number;
}

/** Workers that begin together, to their end. @returns what each did, and seconds until the last had ended */
async function work(plan: string, workers: number): Promise<{ each: Worked[]; seconds: number }> {
  const from = performance.now();
  const args = [command, 'atlas', 'work', at(plan), '--json'];
  const ended = await Promise.all(
    Array.from({ length: workers }, () => promisify(execFile)(process.execPath, args)),
  );
  return {
    each: ended.map(({ stdout }) => JSON.parse(stdout) as Worked),
    seconds: (performance.now() - from) / 1000,
  };
}

/** Bytes of all files of a plan, and of a folder for each job's. */
function sizeOf(plan: string): number {
  const files = readdirSync(at(plan), { recursive: true, withFileTypes: true });
  return files
    .map((entry) => (entry.isFile() ? statSync(path.join(entry.parentPath, entry.name)).size : 4096))
    .reduce((sum, size) => sum + size, 0);
}

/** Units of the layer of jobs that take no time. */
const UNITS = 12;

/** The network that ships, in the example photographs, as a plan has it by default but for fewer steps. */
const runs = [
  ...['atlas', 'plan', '--photos', PHOTOS, '--steps', '20', '--size', '96', '--views', '4'],
  ...['--layers', `block3b:0-${Number(given.jobs) / 10 - 1}`, `block5c:0-${Number(given.jobs) / 10 - 1}`],
];

interface Estimate {
  readonly machineHours: number;
  readonly gigabytes: number;
}

const machine = `on ${cpus()[0]!.model.trim()}, ${availableParallelism()} cores, Node.js ${process.versions.node}`;

/** An estimate beside its run, and jobs that compute next to nothing. */
async function estimate(): Promise<void> {
  const guess = JSON.parse(faccent([...runs, '--estimate', '--json', '--out', at('one')])) as Estimate;
  const seconds = 3600 * guess.machineHours;
  faccent([...runs, '--out', at('one'), '--quiet']);
  const one = await work('one', 1);
  const size = sizeOf('one');
  console.log({ guess: seconds, one: one.seconds, size, guessed: 1e9 * guess.gigabytes });

  // photographs of a few pixels, each another
  const photographs = Math.ceil(Number(given.trivial) / UNITS);
  mkdirSync(at('photos'));
  for (let k = 0; k < photographs; k++) {
    const background = { r: k % 256, g: (k >> 8) % 256, b: (k >> 16) % 256 };
    await sharp({ create: { width: 8, height: 8, channels: 3, background } })
      .png()
      .toFile(at('photos', `${k}.png`));
  }
  const tiny = ['--model', path.join(root, 'packages/faccent/src/fixtures/tiny.onnx'), '--input-size', '32'];
  const settings = ['--range', '0,1', '--size', '32', '--steps', '1', '--views', '1', '--strength', '0'];
  faccent([
    ...['atlas', 'plan', '--photos', at('photos'), '--layers', `relu2:0-${UNITS - 1}`],
    ...[...tiny, ...settings, '--out', at('trivial'), '--quiet'],
  ]);
  const many = await work('trivial', 2);
  const done = many.each.map((each) => each.done);
  const all = done.reduce((sum, count) => sum + count, 0);
  console.log({ trivial: many });

  const percent = (a: number, b: number): string => `${(100 * (a / b - 1)).toFixed(0)} %`;
  const rows = [
    [
      'hours of machine',
      (seconds / 3600).toFixed(3),
      (one.seconds / 3600).toFixed(3),
      percent(seconds, one.seconds),
    ],
    [
      'megabytes',
      (1e3 * guess.gigabytes).toFixed(1),
      (size / 1e6).toFixed(1),
      percent(1e9 * guess.gigabytes, size),
    ],
  ];
  const text = `## An atlas

\`npm run study atlas\`, ${machine}. ${one.each[0]!.done} jobs of the
network that ships, of 20 steps, four views and a canvas of 96, as \`faccent atlas plan --estimate\` guessed them, and as one
worker then took:

${table(['', 'estimate', 'run', 'off by'], rows)}

Of ${all} jobs that compute next to nothing (a network of two layers, a canvas of 32, one step) two workers did
${(all / many.seconds).toFixed(0)} a second, graphs made and pictures encoded, and shared them ${done.map((count) => `${((100 * count) / all).toFixed(1)} %`).join(' to ')}. 100,000 jobs
without either are in \`tests/faults/atlas-many.test.ts\`, which \`npm run test:faults\` runs.`;
  await writePart('atlas', text);
}

/** One worker beside two, at jobs as a plan has them by default but for fewer steps. */
async function workers(): Promise<void> {
  const plan = ['atlas', 'plan', '--layers', 'block6a:0-3', '--photos', PHOTOS, '--steps', '20'];
  for (const name of ['alone', 'both']) faccent([...plan, '--size', '224', '--out', at(name), '--quiet']);
  const one = await work('alone', 1);
  const two = await work('both', 2);
  console.log({ one: one.seconds, two: two.seconds });
  await writePart(
    'atlas-workers',
    `### One worker and two

\`npm run study atlas\`, ${machine}: ${one.each[0]!.done} jobs of 20
steps, 16 views and a canvas of 224 took two workers of one thread ${two.seconds.toFixed(0)} s where one took ${one.seconds.toFixed(0)}: ${(one.seconds / two.seconds).toFixed(2)} times as fast.`,
  );
}

try {
  if (given.only !== 'workers') await estimate();
  if (given.only !== 'estimate') await workers();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
