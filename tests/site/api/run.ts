// Runs an example: each statement is run, and where a value is written behind it, that is what must come out.
import { inspect } from 'node:util';
import ts from 'typescript';
import { namesIn, parsed } from './examples.js';
import { isWritten, valueIn } from './values.js';

/** What an example finds there, by name. */
export type Scope = Readonly<Record<string, unknown>>;

type Running = (...values: unknown[]) => Promise<unknown>;
const AsyncFunction = (async () => {}).constructor as new (...parts: string[]) => Running;

/** Behind a statement, in its line. */
const THROWS = /^throws\b/;

/** A remark behind a statement. */
function remarkAt(text: string, end: number): string | undefined {
  const [range] = ts.getTrailingCommentRanges(text, end) ?? [];
  return range && text.slice(range.pos + 2, range.end).trim();
}

const isLog = (node: ts.Expression): node is ts.CallExpression =>
  ts.isCallExpression(node) && node.expression.getText() === 'console.log';

/** What a statement gives: of an expression its value, of a log what is logged, else what it declares. */
function given(statement: ts.Statement): string {
  if (!ts.isExpressionStatement(statement)) return [...namesIn(statement.getText()).declared].join(', ');
  const { expression } = statement;
  return isLog(expression)
    ? expression.arguments.map((one) => one.getText()).join(', ')
    : expression.getText();
}

/** The text of an example with a look at what each statement gives that says so. */
function watched(text: string): string {
  const source = parsed(text);
  let remarks = 0;
  const lines = source.statements.map((statement) => {
    const remark = remarkAt(text, statement.end);
    const own = statement.getText();
    if (remark === undefined || !(THROWS.test(remark) || valueIn(remark))) return own;
    remarks++;
    const look = `await __look(${JSON.stringify(remark)}, async () => [${given(statement)}]);`;
    return ts.isExpressionStatement(statement) ? look : `${own}\n${look}`;
  });
  const written = [...text.matchAll(/\/\/ (.+)$/gm)].filter(
    ([, remark]) => THROWS.test(remark!) || valueIn(remark!),
  );
  if (written.length !== remarks)
    throw new Error('a value is written behind what is no statement of its own');
  return lines.join('\n');
}

async function look(remark: string, give: () => Promise<unknown[]>): Promise<void> {
  if (THROWS.test(remark)) {
    const thrown = await give().then(
      () => false,
      () => true,
    );
    if (!thrown) throw new Error('does not throw');
    return;
  }
  const values = await give();
  const wanted = valueIn(remark)!;
  const right = wanted.length === values.length && wanted.every((node, i) => isWritten(node, values[i]));
  if (!right)
    throw new Error(`gives ${values.map((value) => inspect(value, { depth: 4 })).join(', ')}, not ${remark}`);
}

const silent = { log: () => {}, table: () => {} };

/** Runs a text with what it finds there. @returns what it declares, of `wanted` @throws what it throws, Error of a value */
export async function runText(text: string, scope: Scope, wanted: readonly string[] = []): Promise<Scope> {
  const { outputText } = ts.transpileModule(
    `const __program = async () => {\n${watched(text)}\nreturn { ${wanted.join(', ')} };\n};`,
    { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext } },
  );
  const all: Scope = { console: silent, ...scope, __look: look };
  const program = new AsyncFunction(...Object.keys(all), `${outputText}\nreturn __program();`);
  return (await program(...Object.values(all))) as Scope;
}
