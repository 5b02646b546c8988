// What the site's build refuses: links to nothing, things of other hosts, pictures and tables that no command made so.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makers, notAsMade, recordMade } from '../../studies/common/made.js';
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

test('a picture, a page or a part of one is as its command made it', async () => {
  vi.stubEnv('MADE_BY', 'npm run squares');
  write('docs/pictures/square.svg', '<svg/>');
  write('docs/squares.md', 'Mine.\n\n<!-- table -->\n\n4 squares\n\n<!-- end -->\n');
  expect(notAsMade(folder)).toEqual([
    'docs/pictures/square.svg is in no record of docs/made.json: run the command that makes it',
    'docs/squares.md#table is in no record of docs/made.json: run the command that makes it',
  ]);
  await recordMade(['docs/pictures/square.svg', 'docs/squares.md'], folder);
  expect(notAsMade(folder)).toEqual([]);
  const squares = readFileSync(path.join(folder, 'docs/squares.md'), 'utf8');
  // what people write around it is theirs
  write('docs/squares.md', squares.replace('Mine', 'Mine, still'));
  expect(notAsMade(folder)).toEqual([]);
  write('docs/squares.md', squares.replace('4 squares', '5 squares'));
  expect(notAsMade(folder)).toEqual(['docs/squares.md#table is not as made: run npm run squares']);
  rmSync(path.join(folder, 'docs/pictures/square.svg'));
  expect(notAsMade(folder)).toContain('docs/pictures/square.svg is gone: take it out of docs/made.json');
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
  expect(notAsMade()).toEqual([]);
});
