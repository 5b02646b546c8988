// What the pages of docs/exporters print is what `npm run study exporters` ran, with the exporters, which tests do not have.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { triedIn } from '../../studies/common/tried.js';

const root = path.resolve(import.meta.dirname, '../..');
const results = JSON.parse(readFileSync(path.join(root, 'docs/results/exporters.json'), 'utf8')) as Record<
  string,
  { sha256: string; versions: Record<string, string> }
>;
const pages = readdirSync(path.join(root, 'docs/exporters')).filter((name) => name !== 'index.md');

test.each(pages)('%s was tried as it is printed', (page) => {
  const blocks = triedIn(`docs/exporters/${page}`);
  const sha256 = createHash('sha256').update(JSON.stringify(blocks)).digest('hex');
  expect(results[path.parse(page).name]?.sha256, 'run npm run study exporters').toBe(sha256);
});

test('all of their code is tried, or says what it needs', () => {
  for (const page of pages) {
    const text = readFileSync(path.join(root, 'docs/exporters', page), 'utf8').replace(
      /<!-- facts -->[^]*?<!-- end -->/,
      '',
    );
    const marked = text.match(/^<!-- (?:tried|needs): .+ -->\n\n```\w+$/gm) ?? [];
    expect(marked.length, page).toBe(text.match(/^```\w+$/gm)!.length);
  }
});

test('results are of pages that are there', () => {
  expect(Object.keys(results).map((name) => `${name}.md`)).toEqual([...pages].sort());
});
