// Bundles the script of a run's report into `src/report/page-script.ts`, so that the library can put it into pages
// wherever it runs. `npm run build` runs this first; unless the script's sources have changed, it does nothing.
//   node scripts/bundle-page.mjs [PACKAGE]
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(import.meta.url);
const root = process.argv[2] ?? path.join(path.dirname(here), '../packages/faccent');
const page = path.join(root, 'src/report/page');
const target = path.join(root, 'src/report/page-script.ts');

const hash = createHash('sha256').update(readFileSync(here));
for (const name of readdirSync(page).sort()) hash.update(name).update(readFileSync(path.join(page, name)));
const heading = `// Made by scripts/bundle-page.mjs from page/, ${hash.digest('hex').slice(0, 16)}: not to be edited.\n`;

if (!isCurrent()) {
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
  if (output.length !== 1) throw new Error(`the page's script is ${output.length} files: it should be one`);
  const script = output[0].code.trim();
  // in a page it would end there, or not begin
  if (/<\/script|<!--/i.test(script)) throw new Error("the page's script holds markup that would end it");
  writeFileSync(target, `${heading}export const PAGE_SCRIPT = ${JSON.stringify(script)};\n`);
}

function isCurrent() {
  try {
    return readFileSync(target, 'utf8').startsWith(heading);
  } catch {
    return false;
  }
}
