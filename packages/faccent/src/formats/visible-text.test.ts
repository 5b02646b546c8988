// Proves that nothing in a text is obeyed instead of shown, that JSON stays the same JSON, and that scripts stay as they are.
import { expect, test } from 'vitest';
import { shortened, visibleLine, visibleText } from './visible-text.js';

test.each([
  ['escapes of terminals', '\u001b[31mred\u001b]0;title\u0007', '\\u001b[31mred\\u001b]0;title\\u0007'],
  ['escapes of one character', '\u009b31m', '\\u009b31m'],
  ['what goes back', 'a\rb\bc\u007f\0', 'a\\u000db\\u0008c\\u007f\\u0000'],
  ['what turns text around', 'a\u202eb\u2066c\u200f\u061c', 'a\\u202eb\\u2066c\\u200f\\u061c'],
  ['other ends of lines', 'a\u2028b\u2029c\u0085', 'a\\u2028b\\u2029c\\u0085'],
  ['what has no width', 'a\u200bb\ufeff\u00ad\u2060', 'a\\u200bb\\ufeff\\u00ad\\u2060'],
  ['joiners where none belong', 'pay\u200dpal\u200c', 'pay\\u200dpal\\u200c'],
  ['tags', 'a\u{e0041}\u{e0100}', 'a\\udb40\\udc41\\udb40\\udd00'],
  ['halves of pairs', '\ud800x\udc00', '\\ud800x\\udc00'],
  ['what is no character', '\uffff\ufdd0\u{1ffff}', '\\uffff\\ufdd0\\ud83f\\udfff'],
  ['blank letters', '\u3164\u115f', '\\u3164\\u115f'],
])('%s are written out', (_, text, wanted) => {
  expect(visibleText(text)).toBe(wanted);
  expect(visibleText(visibleText(text))).toBe(wanted);
});

test('scripts and pictures stay', () => {
  const text = 'Löwe, 孔雀, نمی‌خواهم, 👨‍👩‍👧, ✈️, e\u0301\n\ttabs and lines';
  expect(visibleText(text)).toBe(text);
  expect(visibleLine('a\n\tb')).toBe('a\\u000a\\u0009b');
});

test('JSON is the same JSON', () => {
  const value = { '\u009b\u202e': '\u001b\ud800\u{e0041}\u2028\n' };
  const json = visibleText(JSON.stringify(value));
  expect(JSON.parse(json)).toEqual(value);
  expect(/^[\x20-\x7e]*$/.test(json)).toBe(true);
});

test('what is too long lacks its middle, and no pair is cut', () => {
  expect(shortened('abc', 3)).toBe('abc');
  const long = shortened(`begin ${'👨'.repeat(5000)} end`, 200);
  expect(long.length).toBeLessThanOrEqual(200);
  expect(long).toMatch(/^begin .* … .* end$/u);
  expect(visibleText(long)).toBe(long);
});
