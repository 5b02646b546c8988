// The page of all messages: what faccent refuses, why, and how it is mended, from the sources.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { hashOf } from '../studies/common/reached.js';
import { root } from '../studies/common/root.js';

const ERRORS = new Set(['FaccentError', 'GraphError', 'CommanderError', 'InvalidArgumentError']);

/** Where messages come from, by the folders of the sources, in the order of the page. */
const PARTS: readonly (readonly [folder: RegExp, title: string])[] = [
  [/^onnx-grad\//, 'A file, its graph and its operators'],
  [/^faccent\/(?:model|models)\//, 'A network and its description'],
  [/^faccent\/(?:image|formats|platform|math)\//, 'Photographs, files, devices'],
  [
    /^faccent\/(?:objective|parameterization|transform|regularizer|optimizer|schedule|declaration)\//,
    'What is chosen',
  ],
  [/^faccent\/(?:recipe|step|options|accentuate|visualize|prepare)/, 'A run and its recipe'],
  [/^faccent\/cli\//, 'The command line'],
  [/^faccent\/(?:atlas|exemplars)\//, 'The atlas and exemplars'],
  [/^/, 'Attributions, circuits, concepts, measures, reports'],
];

interface Message {
  readonly file: string;
  readonly text: string;
}

const sources = (name: string): string[] =>
  readdirSync(path.join(root, 'packages', name, 'src'), { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$|(?:^|\/)(?:testing|fixtures)\//.test(file))
    .sort()
    .map((file) => `${name}/${file}`);

/** The text of an expression, with … for what is known only when it is said; undefined where nothing is. */
function textOf(node: ts.Expression | undefined): string | undefined {
  if (!node) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
  if (ts.isParenthesizedExpression(node)) return textOf(node.expression);
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return undefined;
  return `${textOf(node.left) ?? '…'}${textOf(node.right) ?? '…'}`;
}

/** Messages of the errors that a file makes. */
function messagesIn(file: string): Message[] {
  const text = readFileSync(path.join(root, 'packages', file.replace('/', '/src/')), 'utf8');
  const found: Message[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && ERRORS.has(node.expression.text)) {
      const message = textOf(node.arguments?.[0]);
      // a few letters between what is known only later say nothing here
      if (message && message.replaceAll('…', '').trim().length > 12) found.push({ file, text: message });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return found;
}

const cell = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('{{', '{​{').replace(/\s+/g, ' ').trim();

/** A message's name in an address, the same while its words are. */
const anchorOf = (text: string): string => `message-${hashOf(text, 8)}`;

/** Writes the page into docs/project/, which git ignores. @returns how many messages it has */
export function writeErrorsPage(): number {
  const messages = [...sources('onnx-grad'), ...sources('faccent')].flatMap(messagesIn);
  const partOf = ({ file }: Message): string => PARTS.find(([folder]) => folder.test(file))![1];
  const sections = PARTS.map(([, title]) => {
    const said = new Set(
      messages.filter((message) => partOf(message) === title).map(({ text }) => cell(text)),
    );
    return said.size
      ? `## ${title}\n\n${[...said]
          .sort()
          .map((text) => `- <span id="${anchorOf(text)}"></span>${text}`)
          .join('\n')}`
      : '';
  });
  const page = `# Messages, and what to do

Every message with which faccent refuses something, taken from its source; … stands for names and numbers. A message says what
is wrong and where, and after the colon or semicolon how to mend it. The command line names flags (\`--steps\`) where the
library names options (\`steps\`). An error that is not listed here is a bug in faccent, and shows its stack: please report it.

${sections.filter(Boolean).join('\n\n')}
`;
  writeFileSync(path.join(root, 'docs/project/errors.md'), page);
  return messages.length;
}
