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
import { type Tried, accentuate, gradient, layers, top, views } from './checks.js';
import { madeIn } from './note.js';
import { page } from './page.js';
import { CHECKS, type Result, worst } from './verdict.js';

const RESULTS = 'docs/results/models-tried.jsonl';

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

function tried(file: Tried): Result {
  const { name, hash, note } = file;
  const work = mkdtempSync(path.join(tmpdir(), 'models-tried-'));
  try {
    const { verdict, regularizer } = layers(file);
    return {
      ...{
        name,
        hash,
        framework: note.framework,
        exporter: note.exporter,
        post: note.post,
        batch: note.batch,
      },
      layers: verdict,
      gradient: gradient(file, work),
      views: views(file),
      top: top(file),
      accentuate: accentuate(file, work, regularizer),
    };
  } finally {
    rmSync(work, { recursive: true });
  }
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
