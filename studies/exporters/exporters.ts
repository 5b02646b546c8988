// Does what the pages of docs/exporters print: their programs in a Python that has the exporter, then their commands.
//
//   PYTHON=VENV/bin/python,OTHER/bin/python npm run study exporters -- [NAME…]
//
// NAME is a page, like pytorch; without one all are tried. A page is tried in the first of the Pythons that has the packages
// that it tells one to install, and left out with a note where none has. What `layers` printed goes into the page, and what
// was tried, with which versions, into docs/results/exporters.json. Networks are untrained: nothing is fetched.
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { shippedPhotograph, writeProjectFile } from '../common/files.js';
import { root } from '../common/root.js';
import { triedIn } from '../common/tried.js';
import { tryBlock } from './block.js';
import { pythonWith } from './python.js';

const RESULTS = 'docs/results/exporters.json';

/** What was tried of a page. */
interface Run {
  /** Of its blocks, as they were. */
  readonly sha256: string;
  /** The packages that it was tried with. */
  readonly versions: Readonly<Record<string, string>>;
}

const pythons = (process.env.PYTHON ?? 'python3').split(',');
const known = readdirSync(path.join(root, 'docs/exporters'))
  .filter((file) => file !== 'index.md')
  .map((file) => path.parse(file).name);
const names = process.argv.length > 2 ? process.argv.slice(2) : known;
const odd = names.find((name) => !known.includes(name));
if (odd) throw new Error(`there is no page docs/exporters/${odd}.md: there are ${known.join(', ')}`);

const results = new Map(
  existsSync(path.join(root, RESULTS))
    ? Object.entries(JSON.parse(readFileSync(path.join(root, RESULTS), 'utf8')) as Record<string, Run>)
    : [],
);

/** Does what a page prints, in a folder of its own. @returns what `layers` said first */
function tryPage(page: string, python: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'faccent-exporters-'));
  copyFileSync(shippedPhotograph('nagasaki-boats.jpg'), path.join(folder, 'photo.jpg'));
  try {
    const facts = triedIn(page).map((block) => tryBlock(block, folder, python));
    return facts.find(Boolean) ?? '';
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A page with what `layers` says of the file: the table of what was taken, and from where. */
function withFacts(text: string, facts: string, versions: Run['versions']): string {
  const using = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const part = `\`\`\`text\n${facts}\`\`\`\n\nTried with ${using.join(', ')}.\n\n`;
  return text.replace(
    /(<!-- facts -->\n\n)[^]*?(<!-- end -->)/,
    (_, open, close) => `${open}${part}${close}`,
  );
}

for (const name of names) {
  const page = `docs/exporters/${name}.md`;
  const text = readFileSync(path.join(root, page), 'utf8');
  const packages = /^pip install (.+)$/m.exec(text)![1]!.split(' ');
  const python = pythonWith(packages, pythons);
  if (!python) {
    console.log(`${name}: left out, since no Python of PYTHON has all of ${packages.join(', ')}`);
    continue;
  }
  const facts = tryPage(page, python.program);
  await writeProjectFile(page, withFacts(text, facts, python.versions));
  const blocks = JSON.stringify(triedIn(page));
  results.set(name, {
    sha256: createHash('sha256').update(blocks).digest('hex'),
    versions: python.versions,
  });
  const sorted = Object.fromEntries([...results].sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeProjectFile(RESULTS, `${JSON.stringify(sorted, undefined, 2)}\n`);
  console.log(`${name}: as printed`);
}
