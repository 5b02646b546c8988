import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type typescript from 'typescript';

/** Imported, Node.js would first look through all of it for its exports, which takes longer than all that is done here. */
const ts = createRequire(import.meta.url)('typescript') as typeof typescript;

/** What of a source file runs when a script does. */
export interface Reached {
  /** Of its statements that are reached, without comments, types and layout. */
  readonly hash: string;
  /** The texts in them, some of which are paths. */
  readonly texts: readonly string[];
}

/** A file's statements, and what each declares and mentions. */
interface Source {
  readonly statements: readonly Statement[];
  /** The names that it has from other files: what each is called there, and where that is. */
  readonly imported: ReadonlyMap<string, { readonly from: string; readonly name: string }>;
}

interface Statement {
  readonly tokens: string;
  readonly declares: readonly string[];
  readonly mentions: ReadonlySet<string>;
  readonly texts: readonly string[];
  /** Of an import without names, or what is passed on from another file. */
  readonly from?: string;
}

export const hashOf = (data: string | Uint8Array, digits = 64): string =>
  createHash('sha256').update(data).digest('hex').slice(0, digits);

/** What was read, by its text. */
const sources = new Map<string, Source>();

/** Every name of a file. */
const ALL = '*';

/**
 * The sources of a script that its runs reach, by their paths in the project: of the files that it imports only what it uses,
 * so that a helper which others need makes nothing of its own stale. A statement is reached that a reached one mentions by
 * name, which may be one too many and never one too few; of the script itself, and of what is loaded without names, all are.
 * @param script its path in the project
 * @param besides files that count for nothing
 */
export function reachedBy(
  script: string,
  project: string,
  besides: readonly string[] = [],
): Map<string, Reached> {
  const reached = new Map<string, Set<Statement>>();
  const sourceOf = (file: string): Source => {
    const text = readFileSync(path.join(project, file), 'utf8');
    const known = sources.get(text) ?? read(text);
    sources.set(text, known);
    return known;
  };
  const visit = (file: string, names: readonly string[]): void => {
    if (besides.includes(file)) return;
    const { statements, imported } = sourceOf(file);
    const all = names.includes(ALL);
    const seen = reached.get(file) ?? new Set();
    const isFirst = !reached.has(file);
    reached.set(file, seen);
    for (const statement of statements) {
      const { declares, mentions, texts, from } = statement;
      const wanted = all || declares.some((name) => names.includes(name)) || (isFirst && !declares.length);
      if (seen.has(statement) || !wanted) continue;
      seen.add(statement);
      visit(file, [...mentions]);
      for (const name of mentions) {
        const other = imported.get(name);
        const there = other && fileOf(project, file, other.from);
        if (there) visit(there, [other.name]);
      }
      // what is loaded or started by a path
      for (const text of [from ?? [], texts.filter((one) => /\.[cm]?js$/.test(one))].flat()) {
        const started = fileOf(project, file, text.startsWith('.') ? text : `./${text}`);
        if (started && started !== file) visit(started, [ALL]);
      }
    }
  };
  visit(script, [ALL]);
  return new Map(
    Array.from(reached, ([file, seen]) => {
      // in the order of the file, not in that of their use
      const statements = sourceOf(file).statements.filter((statement) => seen.has(statement));
      const hash = hashOf(statements.map(({ tokens }) => tokens).join('\n'), 8);
      return [file, { hash, texts: statements.flatMap(({ texts }) => texts) }];
    }),
  );
}

/** The source of the project that a relative import leads to. */
function fileOf(project: string, importer: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  // scripts import studies as they are compiled
  const plain = path.posix
    .join(path.posix.dirname(importer), specifier)
    .replace(/^studies\/dist\//, 'studies/');
  return [plain.replace(/\.js$/, '.ts'), plain].find(
    (file) => /^(?:studies|scripts)\//.test(file) && existsSync(path.join(project, file)),
  );
}

/** A file as what is left of it when it runs: types go, and with them the imports of types. */
function read(text: string): Source {
  const compilerOptions = {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    removeComments: true,
  };
  const { outputText } = ts.transpileModule(text, { compilerOptions });
  const source = ts.createSourceFile('source.js', outputText, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  const imported = new Map<string, { from: string; name: string }>();
  for (const node of source.statements) {
    const bindings = ts.isImportDeclaration(node) ? node.importClause : undefined;
    if (!bindings || !ts.isImportDeclaration(node)) continue;
    const from = (node.moduleSpecifier as typescript.StringLiteral).text;
    if (bindings.name) imported.set(bindings.name.text, { from, name: 'default' });
    const named = bindings.namedBindings;
    if (named && ts.isNamespaceImport(named)) imported.set(named.name.text, { from, name: ALL });
    else
      for (const one of named?.elements ?? [])
        imported.set(one.name.text, { from, name: (one.propertyName ?? one.name).text });
  }
  return { statements: source.statements.flatMap((node) => statementOf(node) ?? []), imported };
}

/** One statement; imports with names are none, since those who mention the names lead to them. */
function statementOf(node: typescript.Statement): Statement | undefined {
  if (ts.isImportDeclaration(node) && node.importClause) return undefined;
  const tokens: string[] = [];
  const [mentions, texts] = [new Set<string>(), new Set<string>()];
  const walk = (part: typescript.Node): void => {
    if (ts.isStringLiteralLike(part)) texts.add(part.text);
    if (ts.isIdentifier(part) && !isName(part)) mentions.add(part.text);
    // a comma at the end of a list is layout
    const parts = part
      .getChildren()
      .filter(
        (child, i, { length }) =>
          !(
            part.kind === ts.SyntaxKind.SyntaxList &&
            child.kind === ts.SyntaxKind.CommaToken &&
            i === length - 1
          ),
      );
    if (parts.length) parts.forEach(walk);
    else tokens.push(part.getText());
  };
  walk(node);
  const from =
    (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier
      ? (node.moduleSpecifier as typescript.StringLiteral).text
      : undefined;
  return {
    tokens: tokens.filter(Boolean).join(' '),
    declares: declaredBy(node),
    mentions,
    texts: [...texts],
    from,
  };
}

/** The name of a property says nothing of a file's own names. */
const isName = (node: typescript.Identifier): boolean =>
  (ts.isPropertyAccessExpression(node.parent) || ts.isPropertyAssignment(node.parent)) &&
  node.parent.name === node;

function declaredBy(node: typescript.Statement): string[] {
  if (ts.isVariableStatement(node))
    return node.declarationList.declarations.flatMap(({ name }) => namesIn(name));
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) return [node.name?.text ?? 'default'];
  return ts.isExportAssignment(node) ? ['default'] : [];
}

const namesIn = (name: typescript.BindingName): string[] =>
  ts.isIdentifier(name)
    ? [name.text]
    : name.elements.flatMap((element) => (ts.isBindingElement(element) ? namesIn(element.name) : []));
