// Writes `all.ts` into each folder of declared things: what its files declare, under the names that they declare. So a new
// objective, transform, … is a new file, and nothing else lists it. `npm run build` runs this first.
//   node scripts/collect.mjs [PACKAGE]
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDERS = [
  'objective',
  'parameterization',
  'transform',
  'regularizer',
  'optimizer',
  'schedule',
  'attribution',
  'measure',
  'audit/checks',
];

/** `export const NAME = KIND('NAME', …`: a thing has one spelling. */
const DECLARES = /^export const (\w+) =\s*(?!kind\b)\w+(?:<[^(]*>)?\(\s*'\1'/m;

const root =
  process.argv[2] ?? path.join(path.dirname(fileURLToPath(import.meta.url)), '../packages/faccent');

for (const folder of FOLDERS) {
  const at = path.join(root, 'src', folder);
  const declaring = readdirSync(at)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'all.ts')
    .filter((name) => DECLARES.test(readFileSync(path.join(at, name), 'utf8')))
    .sort();
  const lines = declaring.map((name) => `export * from './${name.replace(/\.ts$/, '.js')}';`);
  const text = [
    '// Made by scripts/collect.mjs from the files of this folder: not to be edited.',
    ...lines,
    '',
  ];
  write(path.join(at, 'all.ts'), text.join('\n') + (lines.length ? '' : 'export {};\n'));
}

// recipes record the version, and the library has no file system to read it from
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
write(
  path.join(root, 'src/version.ts'),
  `// Made by scripts/collect.mjs from package.json: not to be edited.\nexport const version = '${version}';\n`,
);

/** Writes a file, unless it is the same already: then the compiler has nothing to do. */
function write(file, made) {
  let before;
  try {
    before = readFileSync(file, 'utf8');
  } catch {
    // it is made for the first time
  }
  if (made !== before) writeFileSync(file, made);
}
