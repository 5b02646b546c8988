// Starts the workers of a small atlas by each engine of examples/engines, and writes what came of it into docs/atlas.md.
//
//   npm run study engines [-- slurm parallel …]
//
// measures the machine
//
// What is not installed is skipped with a line that says how to get it. Three minutes; on root's account, for slurmd.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writePage } from '../common/page.js';
import { root } from '../common/root.js';
import { type Row, Workplace } from './common.js';
import { tryKubernetes, tryParallel, trySnakemake } from './others.js';
import { trySlurm } from './slurm.js';

const PAGE = 'docs/atlas.md';
const PART = /<!-- engines -->[^]*?<!-- end -->/;
const HEADING = '## On a cluster\n';

const ENGINES = {
  slurm: trySlurm,
  snakemake: trySnakemake,
  parallel: tryParallel,
  kubernetes: tryKubernetes,
};

const asked = process.argv.slice(2);
const work = new Workplace(mkdtempSync(path.join(tmpdir(), 'faccent-engines-')));
const rows: Row[] = [];
let whole = asked.length === 0;
try {
  work.plan('plan', 'mixed4a:0-7', 10);
  const expected = work.alone('plan');
  for (const [name, engine] of Object.entries(ENGINES)) {
    if (asked.length && !asked.includes(name)) continue;
    const found = await engine(work, expected);
    if (typeof found === 'string') whole = false;
    if (typeof found === 'string') console.log(`${name} is skipped: ${found}`);
    else for (const row of found) console.log(`${row.engine}, ${row.what}: ${row.outcome}`);
    if (typeof found !== 'string') rows.push(...found);
  }
} finally {
  work.stop();
  // what they were writing
  await new Promise((resolve) => setTimeout(resolve, 1000));
  rmSync(work.folder, { recursive: true, force: true, maxRetries: 5 });
}

// a part of the table is none of the page's
if (whole) {
  const table = rows.map(({ engine, what, outcome }) => `| ${engine} | ${what} | ${outcome} |`).join('\n');
  const text = `<!-- engines -->

\`npm run study engines\` starts the workers of a small atlas by the files in [examples/engines](../examples/engines/), all on
one machine:

| engine | what | outcome |
| --- | --- | --- |
${table}

<!-- end -->`;
  const page = readFileSync(path.join(root, PAGE), 'utf8');
  // functions: what is written may hold \`$\`
  const made = PART.test(page) ? page.replace(PART, () => text) : `${page.trim()}\n\n${HEADING}\n${text}\n`;
  await writePage(PAGE, made);
}
