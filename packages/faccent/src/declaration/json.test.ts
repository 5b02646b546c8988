// Proves that JSON of files and flags is read whatever its encoding is, and refused in one message where it is none.
import { describe, expect, test } from 'vitest';
import { jsonOf, parsedJson } from './json.js';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(`\ufeff${text}`, 'utf16le'));

test('with and without a byte order mark, in UTF-8 and UTF-16 of either order', () => {
  const big = Uint8Array.from(Buffer.from(utf16('{"a":"é"}')).swap16());
  for (const bytes of [utf8('{"a":"é"}'), utf8('\ufeff{"a":"é"}'), utf16('{"a":"é"}'), big])
    expect(jsonOf(bytes, '"x.json"')).toEqual({ a: 'é' });
});

describe('what is none', () => {
  test.each([
    ['', /^"x.json" is empty: it should be JSON$/],
    [' \n', /is empty/],
    ['{"a": 1,}', /is not JSON: /],
    ['// a\n{}', /is not JSON: /],
    ['{"a": NaN}', /is not JSON: /],
    ['\0', /has zeros in it; save it as UTF-8/],
    ['['.repeat(5000), /inside of each other more than 100 deep$/],
    ['{"a":'.repeat(200_000), /inside of each other more than 100 deep$/],
  ])('%.20j', (text, message) => {
    expect(() => jsonOf(utf8(text), '"x.json"')).toThrow(message);
  });

  test('bytes of another encoding', () => {
    expect(() => jsonOf(Uint8Array.of(0x7b, 0xe9, 0x7d), '"x.json"')).toThrow(
      /is not text in UTF-8: save it/,
    );
  });
});

test('brackets between quotes, and a hundred of them, are no depth', () => {
  const text = JSON.stringify({ a: '['.repeat(5000), b: '\\"[{', c: '\\' });
  expect(parsedJson(text, 'x')).toEqual(JSON.parse(text));
  expect(() => parsedJson('['.repeat(100) + ']'.repeat(100), 'x')).not.toThrow();
});
