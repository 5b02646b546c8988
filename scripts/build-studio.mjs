// Builds the studio's page into studio/dist and that of an atlas into studio/atlas/dist, and packages/faccent/studio and
// packages/faccent/atlas from them: the same without what the package has already, networks and the runtime. `npm run build`
// runs this last; unless something they are made of has changed, it does nothing.
//   node scripts/build-studio.mjs
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const at = (...names) => path.join(root, ...names);
/** The pages: where each is made, what it is built to, and where the package has it. */
const pages = [
  { name: 'studio', source: at('studio'), site: at('studio/dist'), packed: at('packages/faccent/studio') },
  {
    ...{ name: 'atlas', source: at('studio/atlas'), site: at('studio/atlas/dist') },
    packed: at('packages/faccent/atlas'),
  },
];
/** What they were made of. */
const mark = at('.cache/studio-made-of');

const SOURCES = ['studio', 'packages/faccent/dist', 'packages/onnx-grad/dist', 'packages/faccent/network'];
const MORE = ['examples/photos', 'package-lock.json', 'scripts/build-studio.mjs'];

const made = madeOf();
if (!isCurrent()) {
  const vite = at('node_modules/vite/bin/vite.js');
  for (const { source, site, packed } of pages) {
    const args = [vite, 'build', '--logLevel', 'error'];
    const { status } = spawnSync(process.execPath, args, { cwd: source, stdio: 'inherit' });
    if (status !== 0) process.exit(1);
    rmSync(packed, { recursive: true, force: true });
    const elsewhere = ['network', 'runtime'].map((name) => path.join(site, name));
    cpSync(site, packed, { recursive: true, filter: (file) => !elsewhere.includes(file) });
  }
  mkdirSync(path.dirname(mark), { recursive: true });
  writeFileSync(mark, made);
}

/** A hash of all that the pages are made of. */
function madeOf() {
  const hash = createHash('sha256');
  const others = [
    ...['dist', 'atlas/dist', 'node_modules', 'tests'].map((name) => at('studio', name)),
    at('packages/faccent/dist/cli'),
  ];
  const add = (file) => {
    if (others.includes(file) || file.endsWith('.tsbuildinfo')) return;
    if (statSync(file).isFile()) hash.update(path.relative(root, file)).update(readFileSync(file));
    else for (const name of readdirSync(file).sort()) add(path.join(file, name));
  };
  for (const name of [...SOURCES, ...MORE]) add(at(name));
  return hash.digest('hex');
}

function isCurrent() {
  const lists = pages.flatMap(({ name, site, packed }) =>
    [site, packed].map((folder) => path.join(folder, `${name}-files.json`)),
  );
  return lists.every(existsSync) && existsSync(mark) && readFileSync(mark, 'utf8') === made;
}
