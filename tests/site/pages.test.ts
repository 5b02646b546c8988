// Every block of code of every page says what becomes of it, and the commands of those that are to be tried do what the page
// says: run as printed, with few steps on small canvases. All of them take minutes of processor time, so `npm run docs` runs
// them, by FACCENT_RUN_PAGES=1, and the tests of every day a few.
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMAND_NAMES } from '../../packages/faccent/src/cli/main.js';
import { type Tried, blocksOf, commandsOf, tried, triedIn } from '../../studies/common/tried.js';
import { attempt } from '../packed/run.js';
import { faccent, runAll } from './commands.js';
import { givenFolder } from './given.js';

const root = path.resolve(import.meta.dirname, '../..');
/** Pages of people and commands, by their paths in the project; what builds of the site make is not theirs. */
const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...['packages/faccent/README.md', 'packages/onnx-grad/README.md'],
  ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .map((name) => path.posix.join('docs', name.replaceAll(path.sep, '/')))
    .filter((name) => name.endsWith('.md') && !/^docs\/(?:api|project)\//.test(name)),
].sort();
/** Blocks that other tests and studies run, by their pages. */
const RUN_ELSEWHERE: readonly [page: RegExp, by: string][] = [
  [/^docs\/exporters\//, 'npm run study exporters'],
  [/^packages\//, 'tests/packed/installed.test.ts'],
  [/^CONTRIBUTING\.md$/, 'tests/adding.test.ts'],
  [/^docs\/start\.md$/, 'tests/packed/installed.test.ts, and here what it calls "more"'],
];
/** What is run every day. */
const QUICK = ['many', 'contrast'];
const runsAll = process.env.FACCENT_RUN_PAGES === '1';
/** What is run now of each page. */
const RUN = PAGES.filter((page) => !RUN_ELSEWHERE.some(([pages]) => pages.test(page)))
  .map((page) => ({ page, blocks: triedIn(page).filter(({ name }) => runsAll || QUICK.includes(name)) }))
  .filter(({ blocks }) => blocks.length);

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, maxRetries: 3 }))));

/** A folder with what pages take as given, that is taken away at the end. */
async function newFolder(): Promise<string> {
  const folder = await givenFolder();
  folders.push(folder);
  return folder;
}

/** Writes the file that a block is, or runs its commands, which begin with `faccent` or `npx faccent`. */
async function follow({ name, text }: Tried, folder: string): Promise<void> {
  if (path.extname(name)) await writeFile(path.join(folder, name), text);
  else await runAll(text, folder);
}

/** The first piece of a block, between one … and the next, that a file does not have after the piece before; none: ''. */
function left(block: string, file: string): string {
  const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
  const whole = plain(file);
  let at = 0;
  for (const piece of block.split('…').map(plain)) {
    const found = whole.indexOf(piece, at);
    if (found < 0) return piece;
    at = found + piece.length;
  }
  return '';
}

/** Commands whose examples are tried elsewhere, and where. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  studio: 'tests/packed: docs/start.md, as printed; tests/site/helps.test.ts',
  experiment: 'npm run docs:experiment, which runs what docs/experiment.md prints; tests/site/helps.test.ts',
};

test('every command has an example that is tried', () => {
  const blocks = PAGES.flatMap(triedIn).filter(({ name }) => !path.extname(name));
  const words = blocks.flatMap(({ text }) => commandsOf(text).map(([, command]) => command!));
  const missing = COMMAND_NAMES.filter((name) => !words.includes(name));
  expect(missing.sort()).toEqual(Object.keys(ELSEWHERE).sort());
});

describe.each(PAGES)('%s', (page) => {
  const blocks = blocksOf(page);

  test('says of every block what becomes of it', () => {
    const bare = blocks.filter(({ kind }) => kind === 'bare').map(({ line }) => `${page}:${line}`);
    expect(bare, 'say what studies/common/tried.ts lists').toEqual([]);
    const names = triedIn(page).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const files = blocks.flatMap(({ kind, mark }) => (kind === 'checked' ? mark.split(', ') : []));
    expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  test('has what it takes from a file as that has it', () => {
    for (const { kind, mark, text } of blocks)
      if (kind === 'from') expect(left(text, readFileSync(path.join(root, mark), 'utf8'))).toBe('');
  });

  test('has nothing in indented blocks but commands of the project', () => {
    const text = readFileSync(path.join(root, page), 'utf8').replaceAll(/^( *)```[^]*?^\1```$/gm, '');
    const lines = Array.from(text.matchAll(/(?<=\n\n|^ {4}.*\n) {4}(\S.*)$/gm), ([, line]) => line!);
    const ours = /^(?:PYTHON=\S+ )?npm run [a-z]|^\/usr\/bin\/python3 studies\//;
    expect(lines.filter((line) => !ours.test(line))).toEqual([]);
  });
});

test('docs/models.md shows what is said of the network that ships', async () => {
  const { text } = blocksOf('docs/models.md').find((block) => block.text.startsWith('$ faccent layers\n'))!;
  const { stdout } = await attempt(process.execPath, [faccent, 'layers'], { cwd: root });
  const [, file, ...facts] = text.trim().split('\n');
  expect(stdout).toContain(file!.replace('…', ''));
  expect(stdout).toContain(facts.join('\n'));
});

describe.each(RUN)('what $page prints', ({ blocks }) => {
  let folder: string;
  beforeAll(async () => {
    folder = await newFolder();
  });
  test.each(blocks)('$name', { timeout: 900_000 }, (block) => follow(block, folder));
});

test.runIf(runsAll)('the further commands of docs/start.md', { timeout: 300_000 }, async () =>
  runAll(tried('docs/start.md', 'more'), await newFolder()),
);
