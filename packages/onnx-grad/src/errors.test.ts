// Proves that a message is fit to be shown, whatever stands in the names that it quotes.
import { expect, test } from 'vitest';
import { GraphError, readable } from './errors.js';

test('what moves a cursor or turns the writing is shown as what it is', () => {
  const names = '\u001b[31m, \u009b2J, a\u0000b, c\rd, \u202etxt, \u2028, \uffff, \ud800, e\tf';
  expect(new GraphError(`no "${names}"`).message).toBe(
    'no "\\u001b[31m, \\u009b2J, a\\u0000b, c\\u000dd, \\u202etxt, \\u2028, \\uffff, \\ud800, e f"',
  );
});

test('text of any script, and lines, stay as they are', () => {
  const text = 'größe 孔雀 👩‍🚀 نام‌ها\nthe second line';
  expect(readable(text)).toBe(text);
});

test.each([2000, 1e6])('of %i characters the beginning and the end are kept', (length) => {
  const { message } = new GraphError(`begin ${'x'.repeat(length)} end`);
  expect(message).toMatch(/^begin x+ … x+ end$/);
  expect(message.length).toBeLessThan(2000);
  expect(readable('\u001b'.repeat(length)).length).toBeLessThan(2000);
});

test('a readable message is not changed again', () => {
  for (const message of ['\u001b'.repeat(900), 'x'.repeat(5000), 'plain'])
    expect(readable(readable(message))).toBe(readable(message));
});
