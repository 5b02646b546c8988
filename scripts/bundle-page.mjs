// Bundles the scripts of pages that are one file into modules of text, so that what writes the pages has them: that of a
// run's report, which the library writes wherever it runs, and that of an experiment, with jsPsych. `npm run build` runs
// this first; unless something that a script is made of has changed, it does nothing.
//   node scripts/bundle-page.mjs [PACKAGE]
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);
const home = path.join(path.dirname(here), '..');
const root = process.argv[2] ?? path.join(home, 'packages/faccent');

/** The folder of each script beside which its text goes, and what else it is made of. */
const PAGES = [
  { page: 'src/report/page', parts: [] },
  {
    page: 'src/cli/experiment/page',
    parts: ['src/experiment', 'src/math', 'src/formats', 'src/declaration', 'src/errors.ts'],
    packages: ['jspsych'],
  },
];

for (const { page, parts, packages = [] } of PAGES) {
  const folder = path.join(root, page);
  if (!existsSync(folder)) continue;
  const hash = createHash('sha256').update(readFileSync(here));
  for (const part of [page, ...parts]) addTo(hash, path.join(root, part));
  for (const name of packages) hash.update(manifestOf(name));
  const heading = `// Made by scripts/bundle-page.mjs from page/, ${hash.digest('hex').slice(0, 16)}: not to be edited.\n`;
  const target = path.join(folder, '../page-script.ts');
  if (!isCurrent(target, heading)) await bundle(folder, target, heading);
}

/** What says of a package which version it is. */
function manifestOf(name) {
  const file = path.join(home, 'node_modules', name, 'package.json');
  if (existsSync(file)) return readFileSync(file);
  console.error(`${name}, which pages are made with, is not installed: run npm install`);
  process.exit(1);
}

/** Adds files to a hash, those of folders too; tests shape nothing. */
function addTo(hash, file) {
  if (statSync(file).isDirectory())
    for (const name of readdirSync(file).sort()) addTo(hash, path.join(file, name));
  else if (!file.endsWith('.test.ts')) hash.update(path.basename(file)).update(readFileSync(file));
}

async function bundle(page, target, heading) {
  const { build } = await import('vite');
  const { output } = await build({
    configFile: false,
    logLevel: 'error',
    root: page,
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rolldownOptions: { input: path.join(page, 'main.ts'), output: { format: 'es' } },
    },
  });
  if (output.length !== 1)
    throw new Error(`the script of ${page} is ${output.length} files: it should be one`);
  const script = output[0].code.trim();
  // in a page it would end there, or not begin
  if (/<\/script|<!--/i.test(script)) throw new Error(`the script of ${page} holds markup that would end it`);
  writeFileSync(target, `${heading}export const PAGE_SCRIPT = ${JSON.stringify(script)};\n`);
}

function isCurrent(target, heading) {
  try {
    return readFileSync(target, 'utf8').startsWith(heading);
  } catch {
    return false;
  }
}
