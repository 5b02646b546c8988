// Proves that where a map lies is said in words that fit it.
import { expect, test } from 'vitest';
import { whereIn } from './said.js';

const map = (size: number, inside: (y: number, x: number) => boolean): Uint8Array =>
  Uint8Array.from({ length: size * size }, (_, i) => (inside(Math.floor(i / size), i % size) ? 255 : 0));

test.each([
  ['the upper left', map(9, (y, x) => y < 3 && x < 3)],
  ['the lower right', map(9, (y, x) => y > 5 && x > 5)],
  ['the middle', map(9, (y, x) => y === 4 && x === 4)],
  ['the upper part', map(9, (y, x) => y < 3 && x > 2 && x < 6)],
  [undefined, map(9, () => true)],
  [undefined, map(9, () => false)],
])('%s', (words, bytes) => {
  expect(whereIn(bytes, 9)).toBe(words);
});
