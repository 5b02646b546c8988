// Proves that what the code cites of the method is there: every "docs/method.md, N.N" names a heading of that page.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { sourceFiles } from './sources.js';

const root = fileURLToPath(new URL('..', import.meta.url));

const page = readFileSync(path.join(root, 'docs/method.md'), 'utf8');
const sections = new Set(Array.from(page.matchAll(/^#{2,4} (\d+(?:\.\d+)*)\.? /gm), ([, number]) => number!));

/** A citation may be broken over two lines of a comment, and name several sections. */
const CITES = /docs\/method\.md,(?:\s|\*|\/\/|#)*((?:\d+(?:\.\d+)*)(?:(?:,| and| to)\s+\d+(?:\.\d+)*)*)/g;

const citing = sourceFiles(root).map((file) => ({
  file: path.relative(root, file),
  text: readFileSync(file, 'utf8'),
}));

test('the page is numbered', () => {
  expect(sections.size).toBeGreaterThan(40);
  const headings = page.match(/^#{2,4} .*$/gm)!;
  expect(headings.filter((heading) => !/^#+ \d/.test(heading))).toEqual([]);
});

test('every citation names a section that exists', () => {
  const cited = citing.flatMap(({ file, text }) =>
    Array.from(text.matchAll(CITES), ([, numbers]) =>
      numbers!.match(/\d+(?:\.\d+)*/g)!.map((number) => ({ file, number })),
    ).flat(),
  );
  expect(cited.length).toBeGreaterThan(25);
  expect(cited.filter(({ number }) => !sections.has(number))).toEqual([]);
});

test('no page is cited that the project does not hold', () => {
  const here = path.relative(root, fileURLToPath(import.meta.url));
  const others = citing.filter(({ file, text }) => file !== here && /METHOD\.md/.test(text));
  expect(others.map(({ file }) => file)).toEqual([]);
});
