// Proves that errors belong to their layer: the library names options and never flags; the command line names flags.
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { executionOptions, pictureOptions, recordedOptions } from 'faccent';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { inFlags } from './flags/declared.js';

const packages = fileURLToPath(new URL('../../../', import.meta.url));

interface Literal {
  readonly file: string;
  /** With a mark where something is put in. */
  readonly text: string;
  readonly isError: boolean;
}

/** What can be said: texts of a source file, those of errors marked. */
function literalsOf(file: string): Literal[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(path.join(packages, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: Literal[] = [];
  const visit = (node: ts.Node, isError: boolean): void => {
    const throws =
      isError ||
      ((ts.isNewExpression(node) || ts.isCallExpression(node)) &&
        /^(?:FaccentError|GraphError|wrong|fail\w*)$/.test(node.expression.getText(source)));
    if (ts.isStringLiteralLike(node)) found.push({ file, text: node.text, isError: throws });
    if (ts.isTemplateExpression(node))
      found.push({
        ...{ file, isError: throws },
        text: [node.head, ...node.templateSpans.map(({ literal }) => literal)]
          .map(({ text }) => text)
          .join('…'),
      });
    ts.forEachChild(node, (child) => visit(child, throws));
  };
  visit(source, false);
  return found;
}

/** The library's sources; pages have style sheets and scripts, whose names look like flags. */
const library = ['faccent/src', 'onnx-grad/src'].flatMap((folder) =>
  (readdirSync(path.join(packages, folder), { recursive: true }) as string[])
    .filter(
      (file) =>
        file.endsWith('.ts') &&
        !/\.test\.ts$|(?:^|\/)(?:cli|testing|fixtures|page)\/|page-script|(?:^|\/)all\.ts$/.test(file),
    )
    .map((file) => `${folder}/${file}`),
);
const literals = library.flatMap(literalsOf);
const errors = literals.filter(({ isError }) => isError);

test('the sources are found', () => {
  expect(library.length).toBeGreaterThan(200);
  expect(errors.length).toBeGreaterThan(200);
  expect(errors.map(({ text }) => text).join()).toContain('set learningRate (try 1000 and look)');
});

test('the library names no flags', () => {
  const flag = /(?:^|[\s"'`(])--[a-z]/;
  expect('set --steps, or (--views)').toMatch(flag);
  const told = literals.filter(({ file }) => !/report\/(?:style|.*page.*)\.ts$/.test(file));
  // what a drawing's style takes from its page is no flag, and another program's is none of ours
  const ours = (text: string): string => text.replaceAll('var(--', '').replace(/\(python [^)]*\)/g, '');
  expect(told.filter(({ text }) => flag.test(ours(text)))).toEqual([]);
  expect(errors.filter(({ text }) => /--[a-z]/.test(text))).toEqual([]);
});

test('the command line names no option as the library spells it', () => {
  const names = Object.keys({ ...recordedOptions, ...pictureOptions, ...executionOptions }).filter((name) =>
    /[A-Z]/.test(name),
  );
  const spelt = new RegExp(`(?<![\\w.])(?:${names.join('|')})(?!\\w)`);
  const naming = errors.filter(({ text }) => spelt.test(text));
  expect(naming.length).toBeGreaterThan(0);
  for (const { text } of naming) {
    expect(inFlags(text)).toMatch(/--[a-z]+-[a-z]/);
    expect(inFlags(text)).not.toMatch(spelt);
  }
});
