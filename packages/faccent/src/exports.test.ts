import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const packages = fileURLToPath(new URL('../../', import.meta.url));
const here = fileURLToPath(import.meta.url);

interface Exported {
  readonly name: string;
  /** Where it is declared. */
  readonly file: string;
  readonly documented: boolean;
  readonly isFunction: boolean;
  readonly hasExample: boolean;
  /** Not a type alone. */
  readonly isValue: boolean;
}

/** What a package's index exports, with what its docstrings hold, from the sources alone. */
function exportsOf(name: string): Exported[] {
  const entry = path.join(packages, name, 'src/index.ts');
  const program = ts.createProgram([entry], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    lib: ['lib.es2022.d.ts'],
    types: [],
    paths: { 'onnx-grad': [path.join(packages, 'onnx-grad/src/index.ts')] },
  });
  const checker = program.getTypeChecker();
  const index = checker.getSymbolAtLocation(program.getSourceFile(entry)!)!;
  return checker.getExportsOfModule(index).map((exported) => {
    const isAlias = (exported.flags & ts.SymbolFlags.Alias) !== 0;
    const symbol = isAlias ? checker.getAliasedSymbol(exported) : exported;
    const declaration = symbol.declarations![0]!;
    const isValue = (symbol.flags & ts.SymbolFlags.Value) !== 0;
    const type = isValue ? checker.getTypeOfSymbolAtLocation(symbol, declaration) : undefined;
    return {
      name: exported.name,
      file: path.relative(packages, declaration.getSourceFile().fileName),
      documented: symbol.getDocumentationComment(checker).length > 0,
      isFunction: (type?.getCallSignatures().length ?? 0) > 0,
      hasExample: symbol.getJsDocTags(checker).some((tag) => tag.name === 'example'),
      isValue,
    };
  });
}

/** Names that test files hold. */
function testedNames(): Set<string> {
  const files = ts.sys.readDirectory(packages, ['.test.ts'], ['**/node_modules', '**/dist', '**/dist-test']);
  const text = files.filter((file) => file !== here).map((file) => readFileSync(file, 'utf8'));
  return new Set(text.join('\n').match(/[A-Za-z_$][\w$]*/g));
}

const tested = testedNames();

const where = (entries: readonly Exported[]): string[] => entries.map((e) => `${e.name} (${e.file})`);

describe.each(['faccent', 'onnx-grad'])('what %s exports', (name) => {
  const all = exportsOf(name);

  test('is found', () => {
    expect(all.length).toBeGreaterThan(30);
    expect(all.filter((e) => e.isFunction).length).toBeGreaterThan(10);
  });

  test('has docstrings', () => {
    expect(where(all.filter((e) => !e.documented))).toEqual([]);
  });

  test('has an example, where it is a function', () => {
    expect(where(all.filter((e) => e.isFunction && !e.hasExample))).toEqual([]);
  });

  test('has a test, where it is a value', () => {
    expect(where(all.filter((e) => e.isValue && !tested.has(e.name)))).toEqual([]);
  });
});
