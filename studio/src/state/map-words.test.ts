// Proves that what a small map shows is said in words.
import { expect, test } from 'vitest';
import { whereMost, whereStrongest } from './map-words.js';

/** A map that is dark but for some positions. */
function map(height: number, width: number, ...places: [y: number, x: number][]) {
  const bytes = new Uint8Array(height * width);
  for (const [y, x] of places) bytes[y * width + x] = 255;
  return { height, width, bytes };
}

test('where it is strongest', () => {
  expect(whereStrongest(map(6, 9, [0, 1]))).toBe('strongest in the upper left');
  expect(whereStrongest(map(6, 9, [5, 8]))).toBe('strongest in the lower right');
  expect(whereStrongest(map(6, 9, [2, 0]))).toBe('strongest at the left');
  expect(whereStrongest(map(6, 9, [5, 4]))).toBe('strongest in the lower middle');
  expect(whereStrongest(map(5, 5, [2, 2]))).toBe('strongest in the middle');
});

test('that it is strong nearly everywhere', () => {
  const all = { height: 2, width: 2, bytes: Uint8Array.of(255, 200, 200, 200) };
  expect(whereStrongest(all)).toBe('strongest in the upper left, strong in most of the picture');
});

/** A map of equal sides, bright where it says so. */
const bright = (size: number, inside: (y: number, x: number) => boolean): Uint8Array =>
  Uint8Array.from({ length: size * size }, (_, i) => (inside(Math.floor(i / size), i % size) ? 255 : 0));

test.each([
  ['the upper left', bright(9, (y, x) => y < 3 && x < 3)],
  ['the lower right', bright(9, (y, x) => y > 5 && x > 5)],
  ['the middle', bright(9, (y, x) => y === 4 && x === 4)],
  ['the upper part', bright(9, (y, x) => y < 3 && x > 2 && x < 6)],
  [undefined, bright(9, () => true)],
  [undefined, bright(9, () => false)],
])('most of it lies in %s', (words, bytes) => {
  expect(whereMost(bytes, 9)).toBe(words);
});
