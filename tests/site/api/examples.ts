// The examples of all exports as modules: what each names beside its own is imported.
import path from 'node:path';
import ts from 'typescript';
import { tried } from '../../../studies/common/tried.js';
import { type Exported, PACKAGES, type PackageName, exportsOf } from '../../exports.js';

/** The page that says what the examples take as given. */
const PAGE = 'site/api.md';

/** Of Node.js, in examples. */
const NODE_MODULES: Readonly<Record<string, string>> = {
  readFile: 'node:fs/promises',
  writeFile: 'node:fs/promises',
};

export interface Example {
  readonly package: PackageName;
  /** Of the export, and which of its examples where it has several. */
  readonly name: string;
  readonly text: string;
  /** Names that it does not declare, by the module that has them; `given` are those of the page. */
  readonly imports: ReadonlyMap<string, string>;
}

/** What the page makes for the examples of a package: a program, and the names that it declares. */
export interface Given {
  readonly text: string;
  readonly names: readonly string[];
}

/** Reads a text as TypeScript. */
export const parsed = (text: string): ts.SourceFile =>
  ts.createSourceFile('example.ts', text, ts.ScriptTarget.ES2022, true);

/** Identifiers of a text: those that it declares, and those that it uses. */
export function namesIn(text: string): { readonly declared: Set<string>; readonly used: Set<string> } {
  const [declared, used] = [new Set<string>(), new Set<string>()];
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isMember =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        (ts.isBindingElement(parent) && parent.propertyName === node) ||
        ((ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent)) && parent.name === node);
      const isDeclared =
        (ts.isVariableDeclaration(parent) ||
          ts.isBindingElement(parent) ||
          ts.isParameter(parent) ||
          ts.isFunctionDeclaration(parent)) &&
        parent.name === node;
      if (isDeclared) declared.add(node.text);
      else if (!isMember) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed(text));
  return { declared, used };
}

/** What the page makes for the examples of a package. */
export function givenTo(name: PackageName): Given {
  const text = tried(PAGE, name);
  const names = parsed(text)
    .statements.filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : [...namesIn(`const ${name.getText()} = 0`).declared],
    );
  return { text, names };
}

/** All examples of what is exported. */
export function allExamples(): Example[] {
  const all = PACKAGES.map((name) => ({ name, exported: exportsOf(name), given: givenTo(name) }));
  const exportedBy = new Map<string, string>(Object.entries(NODE_MODULES));
  for (const { name, exported } of [...all].reverse())
    for (const one of exported) exportedBy.set(one.name, name);
  return all.flatMap(({ exported, given }) => {
    const moduleOf = (one: string): string | undefined =>
      given.names.includes(one) ? 'given' : exportedBy.get(one);
    return exported
      .filter((one) => path.dirname(one.file).startsWith(one.package))
      .flatMap((one) => one.examples.map((text, at) => exampleOf(one, text, at, moduleOf)));
  });
}

function exampleOf(
  { name, package: from, examples }: Exported,
  text: string,
  at: number,
  moduleOf: (name: string) => string | undefined,
): Example {
  const { declared, used } = namesIn(text);
  const imports = [...used].flatMap((one): [string, string][] => {
    const module = declared.has(one) ? undefined : moduleOf(one);
    return module === undefined ? [] : [[one, module]];
  });
  return {
    package: from,
    name: examples.length > 1 ? `${name} (${at + 1})` : name,
    text,
    imports: new Map(imports),
  };
}
