import { type Mutator, mutateBytes } from './bytes.js';
import type { Choices } from './choices.js';
import { mutateJson } from './json.js';
import { TEXTS, oddText } from './texts.js';

const isJson = (text: string): boolean => {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
};

/** Marks that mean something to one format or another. */
const MARKS = [
  ',',
  ';',
  '\t',
  ':',
  '"',
  "'",
  '{',
  '}',
  '[',
  ']',
  '-',
  '#',
  '\n',
  '\r',
  '  ',
  '|',
  '>',
  '&a ',
  '*a',
  '? ',
  '!!int ',
  '...\n',
  '---\n',
];

/** Longer files are not made. In characters. */
const MOST = 2e6;

type Change = (text: string, c: Choices) => string;

const copies = (line: string, c: Choices): number =>
  Math.min(c.of([1, 1, 30, 5000]), Math.ceil(MOST / (line.length + 1)));

const atLine =
  (change: (lines: string[], at: number, c: Choices) => void): Change =>
  (text, c) => {
    const lines = text.split('\n');
    change(lines, c.below(lines.length), c);
    return lines.join('\n');
  };

const CHANGES: readonly Change[] = [
  atLine((lines, at) => void lines.splice(at, 1)),
  atLine(
    (lines, at, c) =>
      void lines.splice(at, 0, ...Array.from({ length: copies(lines[at]!, c) }, () => lines[at]!)),
  ),
  atLine((lines, at, c) => void lines.splice(c.below(lines.length), 0, ...lines.splice(at, 1))),
  atLine((lines, at, c) => void (lines[at] = oddText(c))),
  atLine((lines, at, c) => void (lines[at] += oddText(c))),
  atLine((lines, at, c) => void (lines[at] = c.of(MARKS) + lines[at]!)),
  // as many lines as no network has classes
  (text, c) => `${text}\n`.repeat(Math.min(c.of([2, 50, 20_000]), Math.ceil(MOST / (text.length + 1)))),
  (text, c) =>
    `${text}\n${Array.from({ length: c.of([10, 1000, 100_000]) }, (_, i) => `${c.of(['', 'x ', `${i} `])}${i}`).join('\n')}`,
  // one mark for another, everywhere
  (text, c) => text.slice(0, MOST / 4).replaceAll(c.of(MARKS), () => c.of(MARKS)),
  (text, c) =>
    text.replace(/\d+/, () =>
      c.of(['-1', '1e9', '99999999999999999999', '0x10', '4294967296', '1e400', '.5', '']),
    ),
  (text, c) => {
    const at = c.below(text.length);
    return text.slice(0, at) + oddText(c) + text.slice(at);
  },
  (text, c) => text.slice(0, c.below(text.length)),
  (text, c) => text + c.of(TEXTS).repeat(c.of([1, 100, 30_000])),
  (text, c) =>
    c.of(['{', '[', '{a: ', '- ', '"', "'", 'item {'] as const).repeat(c.of([1, 50, 30_000])) + text,
  (_, c) => c.of(MARKS).repeat(c.of([1, 100, 100_000])),
];

/** A file of text: lines, marks and numbers changed, in another encoding, or its bytes changed. */
export const mutateText: Mutator = (bytes, c, other) => {
  if (c.oneIn(8)) return mutateBytes(bytes, c, other);
  const whole = new TextDecoder().decode(bytes);
  if (isJson(whole) && c.oneIn(2)) return mutateJson(bytes, c, other);
  let text = whole;
  for (let i = c.of([1, 1, 1, 2, 3]); i > 0; i--) text = c.of(CHANGES)(text, c).slice(0, MOST);
  if (c.oneIn(12)) return Buffer.from(`\ufeff${text}`, c.of(['utf16le', 'latin1', 'utf8'] as const));
  return new TextEncoder().encode(text);
};
