// Makes files with today's exporters, tries faccent on each as a person would, and writes docs/models-tried.md.
//
//   PYTHON=VENV/bin/python TF_PYTHON=VENV/bin/python npm run study models-tried -- FOLDER [--only TEXT…] [--again | --mend] [--no-make]
//
// PYTHON has PyTorch and TF_PYTHON TensorFlow, Keras and JAX (make_torch.py and make_tf.py say which packages); without one
// of them its files are not made, but those that lie in FOLDER are tried. Files that are there are not made again, and those
// whose results stand in docs/results/models-tried.jsonl with the same content are not tried again: --again tries all, --mend
// those that did not work wholly, --only those whose names have this in them.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { writeProjectFile } from '../common/files.js';
import { writePage } from '../common/page.js';
import { root } from '../common/root.js';
import { type Tried, madeIn } from './note.js';
import { page } from './page.js';
import { CHECKS, type Result, type Verdict, worst } from './verdict.js';

const RESULTS = 'docs/results/models-tried.jsonl';

/** Of one file, in milliseconds. */
const LIMIT = 600_000;

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', multiple: true },
    again: { type: 'boolean', default: false },
    mend: { type: 'boolean', default: false },
    make: { type: 'boolean', default: true },
  },
  allowNegative: true,
});
const [folder] = positionals;
if (folder === undefined) throw new Error('usage: npm run study models-tried -- FOLDER');

for (const [python, script] of [
  [process.env.PYTHON, 'make_torch.py'],
  [process.env.TF_PYTHON, 'make_tf.py'],
  [process.env.PYTHON, 'make_post.py'],
] as const)
  if (python && given.make)
    spawnSync(python, [path.join(root, 'studies/models-tried', script), folder], { stdio: 'inherit' });

const file = path.join(root, RESULTS);
const before = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').filter(Boolean) : [];
const known = new Map(
  before.map((line) => JSON.parse(line) as Result).map((result) => [result.name, result]),
);

/** Whether a file is to be tried. */
function wanted({ name, hash }: Tried): boolean {
  if (given.only && !given.only.some((text) => name.includes(text))) return false;
  const result = known.get(name);
  if (result?.hash !== hash || given.again) return true;
  return given.mend && worst(result).verdict !== 'right';
}

/** Everything of one file, in a process of its own: what ends that is an answer for what it did not come to. */
function tried({ name, model, hash, note }: Tried): Result {
  const work = mkdtempSync(path.join(tmpdir(), 'models-tried-'));
  const script = path.join(import.meta.dirname, 'try.js');
  const { stdout, stderr, signal, error } = spawnSync(process.execPath, [script, model, work], {
    encoding: 'utf8',
    timeout: LIMIT,
  });
  rmSync(work, { recursive: true });
  const late = error?.message.includes('ETIMEDOUT') === true;
  const last = stderr.trim().split('\n').at(-1) ?? '';
  const words = late ? `longer than ${LIMIT / 1000} s` : signal ? `ended by ${signal}` : last;
  const ended: Verdict = { verdict: 'crash', words };
  const found = stdout.split('\n').filter((line) => line.startsWith('{'));
  const { framework, exporter, post, batch } = note;
  return {
    ...{ name, hash, framework, exporter, post, batch },
    ...{ layers: ended, gradient: ended, views: ended, top: ended, accentuate: ended },
    ...(Object.assign({}, ...found.map((line) => JSON.parse(line) as object)) as object),
  };
}

const made = madeIn(folder);
const files = made.filter((f): f is Tried => 'model' in f);
for (const name of known.keys()) if (!files.some((f) => f.name === name)) known.delete(name);
for (const file of files.filter(wanted)) {
  const result = tried(file);
  known.set(file.name, result);
  const says = CHECKS.filter((c) => result[c].verdict !== 'right').map(
    (c) => `${c} ${result[c].verdict}: ${result[c].words?.slice(0, 200)}`,
  );
  console.log(file.name, result.views.batching ?? '', says.join('; ') || 'wholly');
  const lines = [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1)).map((r) => JSON.stringify(r));
  await writeProjectFile(RESULTS, `${lines.join('\n')}\n`);
}

const results = [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
await writePage('docs/models-tried.md', page(results, made));
process.exitCode = results.some((r) => ['wrong', 'crash'].includes(worst(r).verdict)) ? 1 : 0;
