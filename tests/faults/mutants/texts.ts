import type { Choices } from './choices.js';

/** Texts that are nowhere expected: names of objects' own things, escapes, marks that turn the writing, paths. */
export const TEXTS: readonly string[] = [
  ...['', ' ', '0', '-1', '1e308', 'NaN', 'null', '__proto__', 'constructor', 'toString', 'hasOwnProperty'],
  ...[
    '\0',
    '\n',
    'a\nb',
    '\r',
    '\t',
    '\u001b[31mred\u001b[0m',
    '\u001b]0;title\u0007',
    '\u009b2J',
    '\u202eabc',
    '\u2028',
  ],
  ...[
    '\ufffe\uffff',
    '\ud800',
    '\ufeffx',
    '😀',
    'é',
    'e\u0301',
    '<script>',
    '&amp;',
    '"',
    "'",
    '`${1}`',
    '%s%n',
    '\\',
  ],
  ...[
    '../../etc/passwd',
    '/etc/passwd',
    'C:\\x',
    'file:///etc/passwd',
    'http://127.0.0.1:9/x',
    'a/b/c',
    '.',
    '..',
  ],
  ...[
    '(((((((((((((((((',
    '[',
    '{',
    '}',
    ':',
    ',',
    ';',
    '#',
    '@',
    '$ref',
    '*',
    '&a',
    '!!js/function',
    '<<',
    '---',
  ],
];

/** A text that is nowhere expected, sometimes a very long one. */
export function oddText(choices: Choices): string {
  if (!choices.oneIn(6)) return choices.of(TEXTS);
  return (choices.of(TEXTS) || 'x').repeat(choices.of([40, 300, 3000, 40_000]));
}
