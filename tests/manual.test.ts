// Proves that the manual shows its examples as they are, names all that there is, and links to what exists.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as faccent from 'faccent';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const pages = readdirSync(path.join(root, 'docs/manual')).sort();
/** Other pages that have examples, too. */
const others = ['../audit.md', '../outputs.md'];

/** An example in a page: its file, its source, and what it printed. */
const EXAMPLE =
  /<!-- example: (\S+) -->\n\n```js\n([^]*?)```\n\n(?:It prints\n\n```text\n([^]*?)```\n\n)?<!-- end -->/g;

const examplesOf = (page: string) => [...read(`docs/manual/${page}`).matchAll(EXAMPLE)];

describe.each([...pages, ...others])('the manual, %s', (page) => {
  test('has its examples as they are, and what they printed', () => {
    const examples = examplesOf(page);
    expect(examples.length).toBeGreaterThan(0);
    for (const [, name, source, output] of examples) {
      expect(source, 'run npm run docs:manual').toBe(read(`examples/manual/${name}`));
      if (source!.includes('console.log')) expect(output, 'run npm run docs:manual').toMatch(/\S/);
    }
  });
});

test('every example is in a page', () => {
  const shown = [...pages, ...others].flatMap((page) => examplesOf(page).map(([, name]) => name!));
  expect(shown.sort()).toEqual(readdirSync(path.join(root, 'examples/manual')).sort());
});

test.each<[string, readonly string[]]>([
  ['objectives.md', faccent.objectives.names],
  ['transforms.md', [...faccent.transforms.names, ...faccent.transforms.partNames]],
  ['optimizers.md', [...faccent.optimizers.names, ...faccent.schedules.names]],
])('%s names everything that can be described', (page, names) => {
  const text = read(`docs/manual/${page}`);
  expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
});

test.each([...pages.map((page) => `docs/manual/${page}`), 'docs/migration.md'])(
  'links in %s lead somewhere',
  (file) => {
    const targets = [...read(file).matchAll(/\]\(([^)#]+)\)/g)].map(([, target]) => target!);
    const missing = targets.filter(
      (target) => !/^https?:/.test(target) && !existsSync(path.resolve(root, path.dirname(file), target)),
    );
    expect(missing).toEqual([]);
  },
);
