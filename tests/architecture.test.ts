// Proves that no file of a package imports in a circle, types included, and that nothing below imports what is above.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../packages/', import.meta.url));

/** What a file imports: relative imports as paths from the package's `src`, packages by their names. */
interface Imports {
  readonly files: readonly string[];
  readonly packages: readonly string[];
}

/** The sources of a package that are published, by their paths from `src`, and what each imports, types included. */
function importsOf(name: string): Map<string, Imports> {
  const source = path.join(root, name, 'src');
  const files = ts.sys
    .readDirectory(source, ['.ts'], ['**/*.test.ts', '**/testing/**'])
    .map((file) => path.relative(source, file).replaceAll(path.sep, '/'));
  const isFile = new Set(files);
  return new Map(
    files.map((file) => {
      const text = readFileSync(path.join(source, file), 'utf8');
      // `import`, `export … from` and `import()`, of values and of types
      const specifiers = ts.preProcessFile(text).importedFiles.map((imported) => imported.fileName);
      const relative = specifiers
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => path.posix.join(path.posix.dirname(file), specifier).replace(/\.js$/, '.ts'));
      return [
        file,
        {
          files: relative.filter((imported) => isFile.has(imported)),
          packages: specifiers.filter((specifier) => !specifier.startsWith('.')),
        },
      ];
    }),
  );
}

/** Circles of files, each as the path that leads back to where it begins; one at least for each knot of them. */
function circles(imports: ReadonlyMap<string, Imports>): string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const open: string[] = [];
  const visit = (file: string): void => {
    const at = open.indexOf(file);
    if (at >= 0) found.push([...open.slice(at), file].join(' → '));
    if (at >= 0 || done.has(file)) return;
    open.push(file);
    for (const next of imports.get(file)?.files ?? []) visit(next);
    open.pop();
    done.add(file);
  };
  for (const file of imports.keys()) visit(file);
  return found;
}

/** Imports of files under `below` (paths from `src`) that lead to files under one of `above`. */
function upward(imports: ReadonlyMap<string, Imports>, below: RegExp, above: RegExp): string[] {
  return [...imports].flatMap(([file, { files }]) =>
    below.test(file) ? files.filter((next) => above.test(next)).map((next) => `${file} → ${next}`) : [],
  );
}

type Rule = readonly [RegExp, RegExp];

/**
 * Which packages the files of one may not import (`foreign`: [files, packages]), and which of its files may not import
 * which, from the bottom up: nothing below knows what is above (`layers`: [below, above]).
 */
const PACKAGES: Record<string, { foreign: readonly Rule[]; layers: readonly Rule[] }> = {
  'onnx-grad': {
    foreign: [[/^/, /^(#|node:|faccent|onnxruntime)/]],
    layers: [
      // values and nodes know nothing of what builds graphs of them
      [/^graph\/(data-type|graph|tensor|window)\.ts$/, /^(ad|onnx|operators|ort)\//],
      // expressions know an operator's traits, and nothing else of it
      [/^ad\/(expression|target)\.ts$/, /^(onnx|ort)\/|^operators\/(?!traits\.ts)/],
      // what makes ONNX Runtime fast is asked by the operators' rules, and asks expressions
      [/^ort\//, /^(onnx|operators)\/|^ad\/(?!expression\.ts)/],
      // the rules are of expressions: what builds and differentiates looks the rules up
      [/^operators\//, /^onnx\/|^ad\/(?!expression\.ts)|^graph\/(?!data-type|graph|tensor|window)/],
      // bytes become a graph, and a graph bytes
      [/^onnx\//, /^(ad|operators|ort)\/|^graph\/(?!data-type|graph|tensor)/],
    ],
  },
  faccent: {
    // the same in Node.js and in a page, but for the platform's own files and the command line
    foreign: [[/^(?!platform\/|cli\/)/, /^(node:|onnxruntime-(node|web)|sharp)/]],
    layers: [
      [/^(?!cli\/)/, /^cli\//],
      [/^declaration\//, /^(?!declaration\/|errors\.ts)/],
    ],
  },
};

describe.each(Object.entries(PACKAGES))('%s', (name, { foreign, layers }) => {
  const imports = importsOf(name);

  test('is found', () => {
    expect(imports.size).toBeGreaterThan(30);
    expect([...imports.values()].flatMap(({ files }) => files).length).toBeGreaterThan(100);
  });

  test('imports nowhere in a circle', () => {
    expect(circles(imports)).toEqual([]);
  });

  test.each(foreign)('%s imports nothing of %s', (files, packages) => {
    const known = [...imports].flatMap(([file, imported]) =>
      files.test(file)
        ? imported.packages
            .filter((specifier) => packages.test(specifier))
            .map((specifier) => `${file} → ${specifier}`)
        : [],
    );
    expect(known).toEqual([]);
  });

  test.each(layers)('%s knows nothing of %s', (below, above) => {
    expect([...imports.keys()].some((file) => below.test(file))).toBe(true);
    expect([...imports.keys()].some((file) => above.test(file))).toBe(true);
    expect(upward(imports, below, above)).toEqual([]);
  });
});

test('a circle is found where there is one', () => {
  const file = (...files: string[]): Imports => ({ files, packages: [] });
  const knot = new Map([
    ['a.ts', file('b.ts')],
    ['b.ts', file('c.ts', 'd.ts')],
    ['c.ts', file('b.ts')],
    ['d.ts', file()],
  ]);
  expect(circles(knot)).toEqual(['b.ts → c.ts → b.ts']);
});
