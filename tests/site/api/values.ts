// Values as an example writes them behind `//`, and whether something is what is written.
import ts from 'typescript';
import { parsed } from './examples.js';

/** What a person leaves out of a value. */
const REST = '__rest';

/** A remark begins otherwise. */
const LOOKS_LIKE_VALUE = /^(?:[[{'"`\d-]|(?:true|false|undefined|null|NaN|Infinity|throws)\b)/;

/**
 * What a remark says comes out: a value, or several with commas between, and perhaps `: ` and why. Undefined: it is words.
 * @throws Error where it begins like a value and is none
 */
export function valueIn(remark: string): ts.Expression[] | undefined {
  if (!LOOKS_LIKE_VALUE.test(remark)) return undefined;
  const ends = [remark.length, ...Array.from(remark.matchAll(/: /g), ({ index }) => index).reverse()];
  for (const end of ends) {
    const source = parsed(`[${remark.slice(0, end).replaceAll('…', REST)}]`);
    const wrong = (source as unknown as { parseDiagnostics: unknown[] }).parseDiagnostics;
    const [statement] = source.statements;
    if (wrong.length || !statement || !ts.isExpressionStatement(statement)) continue;
    if (ts.isArrayLiteralExpression(statement.expression)) return [...statement.expression.elements];
  }
  throw new Error(`"${remark}" begins like a value and is none`);
}

const isRest = (node: ts.Node): boolean =>
  (ts.isIdentifier(node) && node.text === REST) ||
  (ts.isShorthandPropertyAssignment(node) && node.name.text === REST);

/** A number, to the digits that are written. */
function isNumber(written: string, value: unknown): boolean {
  if (typeof value !== 'number') return false;
  if (/^-?0x|e/i.test(written)) return value === Number(written);
  const decimals = written.split('.')[1]?.length ?? 0;
  return decimals ? Math.abs(value - Number(written)) <= 0.5001 * 10 ** -decimals : value === Number(written);
}

/** Items of an array; `…` stands for any that are left out. */
function areItems(nodes: readonly ts.Expression[], items: readonly unknown[]): boolean {
  const rest = nodes.findIndex(isRest);
  if (rest < 0) return nodes.length === items.length && nodes.every((node, i) => isWritten(node, items[i]));
  const after = nodes.slice(rest + 1);
  return (
    nodes.length - 1 <= items.length &&
    areItems(nodes.slice(0, rest), items.slice(0, rest)) &&
    areItems(after, items.slice(items.length - after.length))
  );
}

/** Properties of an object: all of them, unless `…` is among them. */
function areProperties(node: ts.ObjectLiteralExpression, value: object): boolean {
  const given = value as Record<string, unknown>;
  const written = node.properties.filter(ts.isPropertyAssignment);
  const names = Object.keys(given).filter((name) => given[name] !== undefined);
  return (
    (node.properties.some(isRest) || names.length === written.length) &&
    written.every(({ name, initializer }) =>
      isWritten(initializer, given[(name as ts.Identifier | ts.StringLiteral).text]),
    )
  );
}

/** Whether a value is what is written. */
export function isWritten(node: ts.Expression, value: unknown): boolean {
  if (ts.isNumericLiteral(node) || ts.isPrefixUnaryExpression(node)) return isNumber(node.getText(), value);
  if (ts.isStringLiteralLike(node)) return node.text === value;
  if (ts.isArrayLiteralExpression(node))
    return (
      (Array.isArray(value) || ArrayBuffer.isView(value)) &&
      areItems(node.elements, Array.from(value as never))
    );
  if (ts.isObjectLiteralExpression(node))
    return typeof value === 'object' && value !== null && areProperties(node, value);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return value === true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return value === false;
  if (node.kind === ts.SyntaxKind.NullKeyword) return value === null;
  if (ts.isIdentifier(node) && node.text === 'undefined') return value === undefined;
  if (ts.isIdentifier(node) && node.text === 'NaN') return Number.isNaN(value);
  return ts.isIdentifier(node) && node.text === 'Infinity' && value === Infinity;
}
