// What the site's build refuses: links to nothing, things of other hosts, pictures and tables that no command made so.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  changedSinceMade,
  keptThings,
  makers,
  recordKept,
  recordMade,
  stale,
} from '../../studies/common/made.js';
import { misquoted } from '../../studies/common/quotes.js';
import { checkSite } from '../../studies/common/site-check.js';

let folder: string;
const write = (file: string, text: string): void => {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
  writeFileSync(path.join(folder, file), text);
};

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'faccent-check-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('links lead to pages, files and headings that are there', () => {
  write(
    'index.html',
    '<h1 id="top">A</h1><a href="b/c.html#here">C</a><a href="#top">up</a><a href="f/x.json">x</a>',
  );
  write(
    'b/c.html',
    '<h2 id="here">C</h2><a href="../index.html">A</a><a href="https://example.org/">other</a>',
  );
  write('f/x.json', '{}');
  expect(checkSite(folder)).toEqual([]);
  write('d.html', '<a href="b/c.html#gone">C</a><a href="gone.html">D</a><a href="/index.html">A</a>');
  expect(checkSite(folder)).toEqual([
    'd.html: a link to no heading, b/c.html#gone',
    'd.html: a dead link, gone.html',
    'd.html: a link from the root of the host, /index.html',
  ]);
});

test('nothing is loaded that is not there, or is of another host', () => {
  write('index.html', '<img src="gone.png"><script src="https://example.org/a.js"></script>');
  expect(checkSite(folder)).toEqual([
    'index.html: something of another host, https://example.org/a.js',
    'index.html: a dead link, gone.png',
  ]);
});

const SCRIPT = `import { readFileSync } from 'node:fs';
import { side, type Side } from '../studies/sides.js';
const photograph = readFileSync('examples/photos/square.png');
console.log(photograph, side as Side);
`;
const HELPERS = `export type Side = number;
export const side: Side = 4;
export const other = 5;
`;

/** A project with a script that a command runs, which makes things from a photograph and a helper. */
function madeBy(command: string): void {
  vi.stubEnv('MADE_BY', command);
  vi.stubEnv('MADE_WITH', 'scripts/squares.mjs');
  write('scripts/squares.mjs', SCRIPT);
  write('studies/sides.ts', HELPERS);
  write('examples/photos/square.png', 'a square');
}

/** A library that makes this activation, and goes so many steps by default. */
const library = (activation: string, steps = 50) =>
  Promise.resolve({ 'library: activation': activation, 'default of steps': String(steps) });
const first = () => library('3.84120');

/** The same, of things that are in a folder, not this project. */
const wrongs = async (known = first) => [...changedSinceMade(folder), ...(await stale(folder, known))];

test('what a page quotes of another stands there', () => {
  write('measured.md', 'It takes 0.25 s, in **12 of 12** runs, and 1.250 s\nat the most.');
  write(
    'index.md',
    '- [It](measured.md#here) takes **0.25** s in **12 of 12** runs, **1.250 s at** most.\n- **Bold** and [linked](gone.md)\n',
  );
  expect(misquoted(folder, 'index.md')).toEqual([]);
  write(
    'index.md',
    '- [It](measured.md) takes **0.2** s,\n  or **25** s\n- in **2 of 12**, as [measured](measured.md)\n',
  );
  expect(misquoted(folder, 'index.md')).toEqual([
    'index.md says "0.2", and measured.md does not',
    'index.md says "25", and measured.md does not',
    'index.md says "2 of 12", and measured.md does not',
  ]);
});

test('a picture, a page or a part of one is as its command made it', async () => {
  madeBy('npm run squares');
  write('docs/pictures/square.svg', '<svg/>');
  write('docs/squares.md', 'Mine.\n\n<!-- table -->\n\n4 squares\n\n<!-- end -->\n');
  expect(await wrongs()).toEqual([
    'docs/pictures/square.svg is in no record of docs/made.json: run the command that makes it',
    'docs/squares.md#table is in no record of docs/made.json: run the command that makes it',
  ]);
  await recordMade(['docs/pictures/square.svg', 'docs/squares.md'], folder, first);
  expect(await wrongs()).toEqual([]);
  const squares = readFileSync(path.join(folder, 'docs/squares.md'), 'utf8');
  // what people write around it is theirs
  write('docs/squares.md', squares.replace('Mine', 'Mine, still'));
  expect(await wrongs()).toEqual([]);
  write('docs/squares.md', squares.replace('4 squares', '5 squares'));
  expect(await wrongs()).toEqual(['docs/squares.md#table is not as made: run npm run squares']);
  rmSync(path.join(folder, 'docs/pictures/square.svg'));
  expect(await wrongs()).toContain('docs/pictures/square.svg is gone: take it out of docs/made.json');
});

test('what something was made from has not changed since: what runs of the sources, the data, the library', async () => {
  madeBy('npm run squares');
  write('docs/pictures/square.svg', '<svg/>');
  const record = (): Promise<void> => recordMade(['docs/pictures/square.svg'], folder, first);
  const old = (what: string): string[] => [
    `docs/pictures/square.svg is stale, since ${what}: run npm run squares`,
  ];
  await record();
  const changed: [file: string, from: string, to: string, wrong: string[]][] = [
    // comments, layout, types, and what is for others
    ['scripts/squares.mjs', 'const photograph', '// once more\nconst   photograph', []],
    ['scripts/squares.mjs', 'photograph, side as Side', 'photograph,\n  side,\n', []],
    ['studies/sides.ts', 'Side = number', 'Side = 4', []],
    ['studies/sides.ts', 'other = 5', 'other = 6', []],
    ['scripts/squares.mjs', 'log(photograph', 'log("a", photograph', old('scripts/squares.mjs has changed')],
    ['studies/sides.ts', 'side: Side = 4', 'side: Side = 5', old('studies/sides.ts has changed')],
    ['examples/photos/square.png', 'a square', 'a cat', old('examples/photos/square.png has changed')],
  ];
  for (const [file, from, to, wrong] of changed) {
    const text = readFileSync(path.join(folder, file), 'utf8');
    expect(text).toContain(from);
    write(file, text.replace(from, to));
    expect(await wrongs(), `${file}: ${to}`).toEqual(wrong);
    write(file, text);
    expect(await wrongs()).toEqual([]);
  }
  // the last bits of another processor; a new option; another default; a library that does something else
  expect(await wrongs(() => library('3.845'))).toEqual([]);
  expect(await wrongs(async () => ({ ...(await first()), 'default of levels': '1' }))).toEqual([]);
  expect(await wrongs(() => library('3.84120', 60))).toEqual(old('default of steps has changed'));
  expect(await wrongs(() => library('3.88'))).toEqual(old('library: activation has changed'));
  expect(await wrongs(() => Promise.resolve({}) as ReturnType<typeof library>)).toEqual([]);
  rmSync(path.join(folder, 'scripts/squares.mjs'));
  expect(await wrongs()).toEqual(old('scripts/squares.mjs is gone'));
});

test('what the first comment of a script names counts, and of a machine the library does not', async () => {
  madeBy('npm run squares');
  write(
    'scripts/squares.mjs',
    `// Squares.\n//\n// measures the machine\n// made from: examples/sides\n${SCRIPT}`,
  );
  write('examples/sides/a.py', 'print(4)\n');
  write('docs/pictures/square.svg', '<svg/>');
  await recordMade(['docs/pictures/square.svg'], folder, first);
  expect(await wrongs(() => library('7'))).toEqual([]);
  write('examples/sides/a.py', '# four\nprint(4)\n');
  expect(await wrongs()).toEqual([]);
  write('examples/sides/b.py', 'print(5)\n');
  expect(await wrongs()).toEqual([
    'docs/pictures/square.svg is stale, since examples/sides/b.py has changed: run npm run squares',
  ]);
});

test('something can be kept though it is stale, and the record says why', async () => {
  madeBy('npm run squares');
  write('docs/pictures/square.svg', '<svg/>');
  write('docs/pictures/other.svg', '<svg/>');
  await recordMade(['docs/pictures/square.svg', 'docs/pictures/other.svg'], folder, first);
  write('studies/sides.ts', HELPERS.replace('= 4', '= 2 + 2'));
  await recordKept(['docs/pictures/square.svg'], 'two and two are four', folder, first);
  expect(await wrongs()).toEqual([
    'docs/pictures/other.svg is stale, since studies/sides.ts has changed: run npm run squares',
  ]);
  expect(keptThings(folder)).toEqual([
    expect.stringMatching(/^docs\/pictures\/square\.svg: made on \S+, kept: two and two are four$/),
  ]);
  await expect(recordKept(['docs/gone.svg'], 'it is gone', folder, first)).rejects.toThrow(
    'no "docs/gone.svg"',
  );
  // made again, nothing is kept
  await recordMade(['docs/pictures/square.svg', 'docs/pictures/other.svg'], folder, first);
  expect(keptThings(folder)).toEqual([]);
});

test('the picture of the folders is of the sources as they are', () => {
  const root = path.resolve(import.meta.dirname, '../..');
  const file = path.join(folder, 'architecture.svg');
  execFileSync(process.execPath, [path.join(root, 'scripts/architecture.mjs'), file]);
  const picture = path.join(root, 'docs/pictures/architecture.svg');
  expect(readFileSync(picture, 'utf8'), 'npm run docs:architecture').toBe(readFileSync(file, 'utf8'));
});

test('every command of the record is one of this project', () => {
  const root = path.resolve(import.meta.dirname, '../..');
  const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const commands = makers();
  expect(commands.length).toBeGreaterThan(10);
  for (const command of commands) expect(scripts).toHaveProperty([/^npm run (\S+)/.exec(command)![1]!]);
});

test('the docs are as their commands made them', () => {
  // whether they are stale is asked by `npm run docs`: who changes what they show need not make all of them again at once
  expect(changedSinceMade()).toEqual([]);
});
