// What the packages export, with what its docstrings hold: read from the sources alone.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

export const packages = fileURLToPath(new URL('../packages/', import.meta.url));

/** The packages that are published. */
export const PACKAGES = ['faccent', 'onnx-grad'] as const;
export type PackageName = (typeof PACKAGES)[number];

export interface Exported {
  readonly package: PackageName;
  readonly name: string;
  /** Where it is declared. */
  readonly file: string;
  readonly documented: boolean;
  readonly isFunction: boolean;
  /** Not a type alone. */
  readonly isValue: boolean;
  /** The texts of its `@example`s. */
  readonly examples: readonly string[];
  /** Other exports of the package that its declaration names: of a function, what it takes and returns. */
  readonly mentions: readonly string[];
}

/** How the packages' sources are read, and what is written against them. */
export const COMPILER_OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ['lib.es2022.d.ts'],
  types: [],
  strict: true,
  paths: Object.fromEntries(PACKAGES.map((name) => [name, [entryOf(name)]])),
};

function entryOf(name: PackageName): string {
  return path.join(packages, name, 'src/index.ts');
}

/** What a package's index exports. */
export function exportsOf(name: PackageName): Exported[] {
  const program = ts.createProgram([entryOf(name)], COMPILER_OPTIONS);
  const checker = program.getTypeChecker();
  const index = checker.getSymbolAtLocation(program.getSourceFile(entryOf(name))!)!;
  const resolved = (symbol: ts.Symbol): ts.Symbol =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const all = checker
    .getExportsOfModule(index)
    .map((exported) => ({ name: exported.name, symbol: resolved(exported) }));
  const names = new Map(all.map((one) => [one.symbol, one.name]));

  /** What a function takes and gives, where its declaration does not say it. */
  function typesOf(symbol: ts.Symbol): ts.Type[] {
    if (!(symbol.flags & ts.SymbolFlags.Variable)) return [];
    const signatures = checker.getTypeOfSymbol(symbol).getCallSignatures();
    const types = signatures.flatMap((one) => [
      one.getReturnType(),
      ...one.getParameters().map((parameter) => checker.getTypeOfSymbol(parameter)),
    ]);
    return types.flatMap((type) => [
      checker.getNonNullableType(type),
      ...checker.getTypeArguments(type as ts.TypeReference),
    ]);
  }

  /** Exports that a declaration names, without the bodies of functions. */
  function mentionsOf(symbol: ts.Symbol): string[] {
    const found = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (ts.isBlock(node)) return;
      if (ts.isIdentifier(node)) {
        const one = checker.getSymbolAtLocation(node);
        const named = one && names.get(resolved(one));
        if (named !== undefined) found.add(named);
      }
      ts.forEachChild(node, visit);
    };
    symbol.declarations!.forEach(visit);
    for (const type of typesOf(symbol)) {
      const named = [type.aliasSymbol, type.symbol].flatMap((one) => (one && names.get(one)) ?? []);
      for (const one of named) found.add(one);
    }
    return [...found];
  }

  return all.map(({ name: exported, symbol }) => {
    const declaration = symbol.declarations![0]!;
    const isValue = (symbol.flags & ts.SymbolFlags.Value) !== 0;
    const type = isValue ? checker.getTypeOfSymbolAtLocation(symbol, declaration) : undefined;
    return {
      package: name,
      name: exported,
      file: path.relative(packages, declaration.getSourceFile().fileName),
      documented: symbol.getDocumentationComment(checker).length > 0,
      isFunction: (type?.getCallSignatures().length ?? 0) > 0,
      isValue,
      examples: symbol
        .getJsDocTags(checker)
        .filter((tag) => tag.name === 'example')
        .map((tag) => ts.displayPartsToString(tag.text).trim()),
      mentions: mentionsOf(symbol),
    };
  });
}
