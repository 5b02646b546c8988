// Tries every fault at full size, and writes what became of them into docs/reliability.md.
//
//   npm run test:faults [-- FILE...]
//
// With files (tests/faults/runs.test.ts) only those are tried, and the page stays as it is.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { recordMade } from '../studies/dist/common/made.js';

const root = path.resolve(import.meta.dirname, '..');
const page = path.join(root, 'docs/reliability.md');
const TABLES = /<!-- tables -->[^]*<!-- end -->/;

const SECTIONS = {
  runs: 'Runs that are broken off',
  folders: 'Folders and disks',
  caches: 'Caches',
  models: 'Hostile models',
  files: 'Hostile files and options',
  network: 'The network',
  mutants: 'Mutants',
};

const work = mkdtempSync(path.join(os.tmpdir(), 'faccent-faults-'));
const file = path.join(work, 'rows.jsonl');
const given = process.argv.slice(2);
const started = performance.now();
const { status } = spawnSync(
  process.execPath,
  [
    path.join(root, 'node_modules/vitest/vitest.mjs'),
    ...[
      'run',
      ...(given.length ? given : ['tests/faults']),
      '--testTimeout',
      '900000',
      '--hookTimeout',
      '900000',
    ],
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, FACCENT_FAULTS: 'full', FACCENT_FAULTS_ROWS: file } },
);
const minutes = (performance.now() - started) / 60_000;
const rows = existsSync(file)
  ? readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : [];
rmSync(work, { recursive: true });

const cell = (text) => String(text).replaceAll('|', '\\|');
const table = (section) => {
  const own = rows.filter((row) => row.section === section).sort((a, b) => (a.what < b.what ? -1 : 1));
  const lines = own.map(({ what, tried, outcome }) => `| ${cell(what)} | ${tried} | ${cell(outcome)} |`);
  return `## ${SECTIONS[section]}\n\n| Fault | Tried | What became of it |\n| --- | --- | --- |\n${lines.join('\n')}\n`;
};
const tables = Object.keys(SECTIONS)
  .filter((section) => rows.some((row) => row.section === section))
  .map(table)
  .join('\n');
console.log(`\n${tables}\n${rows.length} kinds of faults in ${minutes.toFixed(1)} minutes`);

if (status === 0 && !given.length) {
  const node = `Node.js ${process.versions.node} on ${process.platform} ${process.arch}`;
  const made = `${rows.reduce((sum, { tried }) => sum + tried, 0)} faults of ${rows.length} kinds, ${Math.ceil(minutes)} minutes, ${node}.`;
  const text = readFileSync(page, 'utf8');
  writeFileSync(
    page,
    text.replace(TABLES, () => `<!-- tables -->\n\n${made}\n\n${tables}\n<!-- end -->`),
  );
  spawnSync(process.execPath, [path.join(root, 'node_modules/prettier/bin/prettier.cjs'), '--write', page], {
    cwd: root,
    stdio: 'inherit',
  });
  await recordMade([path.relative(root, page).replaceAll(path.sep, '/')]);
}
process.exitCode = status ?? 1;
