// Looks up every call and parameter that docs/migration.md names of other libraries in their newest wheels, by their sources.
//
//   PYTHON=python3 npm run study migration -- FOLDER
//
// FOLDER has the wheels: pip download --no-deps -d FOLDER torch-lucent faccent lucid horama xplique captum. What is not there is
// said, and nothing written; else docs/results/migration.json has what was looked up, in which versions, and the page names them.
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { writeProjectFile } from '../common/files.js';
import { codesOf, hashOfTheirs, migrationTables } from '../common/migration.js';
import { root } from '../common/root.js';

/** The packages that sections of the page are of. */
const PACKAGES: Readonly<Record<string, string>> = {
  'From Lucent': 'torch_lucent',
  "From the authors' library": 'faccent',
  'From Lucid': 'lucid',
  'From Horama': 'horama',
  'From Xplique': 'xplique',
  'From Captum': 'captum',
};

const folder = process.argv[2];
if (!folder) throw new Error('which folder has the wheels?');
const wheels = readdirSync(folder).filter((file) => file.endsWith('.whl'));

/** Looks names up. @returns how many, and those that are not there */
function lookUp(
  wheel: string,
  rows: readonly (readonly string[])[],
): { lookedUp: number; missing: string[] } {
  const program = path.join(root, 'studies/migration/names.py');
  const { status, stdout, stderr, error } = spawnSync(
    process.env.PYTHON ?? 'python3',
    [program, path.join(folder!, wheel)],
    { input: JSON.stringify(rows), encoding: 'utf8' },
  );
  if (error ?? status !== 0) throw new Error(`names.py: ${error?.message ?? stderr}`);
  return JSON.parse(stdout) as ReturnType<typeof lookUp>;
}

const results: Record<string, { version: string; lookedUp: number; sha256: string }> = {};
let missing = 0;
for (const library of migrationTables()) {
  const name = PACKAGES[library.title]!;
  const wheel = wheels.find((file) => file.startsWith(`${name}-`));
  if (!wheel) throw new Error(`${folder} has no wheel of ${name}`);
  const version = wheel.split('-')[1]!;
  const said = lookUp(
    wheel,
    library.rows.map(({ theirs }) => [theirs, ...codesOf(theirs)]),
  );
  console.log(`${name} ${version}: ${said.lookedUp} names, ${said.missing.length} of them not there`);
  for (const one of said.missing) console.log(`  ${one}`);
  missing += said.missing.length;
  results[name] = { version, lookedUp: said.lookedUp, sha256: hashOfTheirs(library) };
}
if (missing) throw new Error(`${missing} names are not there: nothing is written`);

const versions = Object.entries(results).map(([name, { version }]) => `${name.replace('_', '-')} ${version}`);
const names = Object.values(results).reduce((sum, { lookedUp }) => sum + lookedUp, 0);
const last = versions.pop();
const said = `${names} calls and parameters of theirs were looked up in ${versions.join(', ')} and ${last}, by their sources (\`npm run study migration\`).`;
const page = readFileSync(path.join(root, 'docs/migration.md'), 'utf8').replace(
  /(<!-- looked up -->\n)[^]*?(<!-- end -->)/,
  (_, open, close) => `${open}\n${said}\n\n${close}`,
);
await writeProjectFile('docs/migration.md', page);
await writeProjectFile('docs/results/migration.json', `${JSON.stringify(results, undefined, 2)}\n`);
