// Makes what people brought in public reports, tries faccent on each as they would, and writes docs/reports-tried.md.
//
//   PYTHON=VENV/bin/python TF_PYTHON=VENV/bin/python npm run study reports-tried -- FOLDER [--only TEXT…] [--no-make]
//
// PYTHON has PyTorch and TF_PYTHON TensorFlow (make_torch.py and make_tf.py say which packages); files that lie in FOLDER are
// not made again. With --only those reports are tried whose commands have this in them, and no page is written.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writePage } from '../common/page.js';
import { root } from '../common/root.js';
import type { Ran } from './expect.js';
import { heads } from './heads.js';
import { inputs } from './inputs.js';
import { page } from './page.js';
import { places } from './places.js';
import { labels, photographs } from './photographs.js';
import { type Attempt, type Found, type Tried, outcome } from './report.js';
import { shapes } from './shapes.js';
import { tokens } from './tokens.js';

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string', multiple: true }, make: { type: 'boolean', default: true } },
  allowNegative: true,
});
const [folder] = positionals.map((place) => path.resolve(place));
if (folder === undefined) throw new Error('usage: npm run study reports-tried -- FOLDER');

for (const [python, script] of [
  [process.env.PYTHON, 'make_torch.py'],
  [process.env.TF_PYTHON, 'make_tf.py'],
] as const)
  if (python && given.make)
    spawnSync(python, [path.join(root, 'studies/reports-tried', script), folder], { stdio: 'inherit' });

/** What is added to a command so that all of its results can be read. */
const MORE: Readonly<Record<string, (out: string) => string[]>> = {
  top: () => ['--json', '--count', '99999', '--threads', '1'],
  attribute: (out) => ['--out', out, '--threads', '1'],
  accentuate: (out) => ['--out', out, '--json', '--threads', '1'],
  gradient: (out) => ['--out', out, '--threads', '1'],
};

/** Runs a command in the folder of files, as a person would. */
function run(command: string, out: string): Ran {
  const [name, ...args] = command.split(' ');
  const bin = path.join(root, 'packages/faccent/bin/faccent.js');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [bin, name!, ...args, ...(MORE[name!]?.(out) ?? [])],
    {
      cwd: folder,
      encoding: 'utf8',
      timeout: 120_000,
      maxBuffer: 2 ** 28,
      env: { ...process.env, NO_COLOR: '1' },
    },
  );
  return { code: status ?? 1, output: stdout, errors: stderr, folder: folder!, out };
}

async function tried({ command, gives }: Attempt): Promise<Found> {
  const work = mkdtempSync(path.join(tmpdir(), 'reports-tried-'));
  try {
    return await gives(run(command, path.join(work, 'out')));
  } catch (error) {
    return { outcome: 'wrong', words: (error as Error).message };
  } finally {
    rmSync(work, { recursive: true });
  }
}

const parts = {
  Scores: heads,
  'Maps and detectors': places,
  'How photographs go in': inputs,
  'Other shapes, and several inputs': shapes,
  Tokens: tokens,
  Photographs: photographs,
  Labels: labels,
};
const all: Record<string, Tried[]> = {};
for (const [part, reports] of Object.entries(parts)) {
  all[part] = [];
  for (const report of reports) {
    if (given.only && !given.only.some((text) => report.attempts.some((a) => a.command.includes(text))))
      continue;
    const found: Found[] = [];
    for (const attempt of report.attempts) {
      const one = await tried(attempt);
      found.push(one);
      console.log(`${one.outcome.padEnd(8)} ${attempt.command}\n         ${one.words.slice(0, 600)}`);
    }
    all[part].push({ report, found });
  }
}
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
if (!given.only) await writePage('docs/reports-tried.md', page(all, version));
process.exitCode = Object.values(all)
  .flat()
  .some((one) => outcome(one) === 'wrong')
  ? 1
  : 0;
