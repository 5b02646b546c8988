// Proves that an address leads back to its route whatever a layer is called, that what is none leads nowhere, and that grids find
// their cells: by height, and by arrows; and that a strip's pictures stand at the steps that its maker took them at.
import { expect, test } from 'vitest';
import { stripSteps as made } from '../../../packages/faccent/src/atlas/result-files.js';
import { byStep, stripSteps } from './kept.js';
import { linesOf, neighbour, placeOf, seen } from './lines.js';
import { type Route, above, addressOf, routeOf } from './routes.js';

const ID = '0123456789abcdef'.repeat(2);
const SHA256 = '0123456789abcdef'.repeat(4);

test.each<Route>([
  { at: 'home' },
  ...['block6a', 'layer', '/features/features.0/Conv', 'a:3', 'with space %2F', 'ü?#'].flatMap(
    (layer): Route[] => [
      { at: 'layer', layer },
      { at: 'feature', layer, unit: 12 },
      { at: 'feature', layer, unit: 0, id: ID },
    ],
  ),
  { at: 'photographs' },
  { at: 'photograph', sha256: SHA256 },
  { at: 'photograph', sha256: SHA256, id: ID },
  { at: 'result', id: ID },
])('%j', (route) => {
  expect(routeOf(addressOf(route))).toEqual(route);
  // up and up is the first page
  let at: Route = route;
  for (let step = 0; step < 4; step++) at = above(at);
  expect(at).toEqual({ at: 'home' });
});

test.each([
  '#/gone',
  '#/layer',
  '#/a:b',
  '#/a:1/short',
  `#/photograph/${ID}`,
  '#/result/x',
  '#/%',
  '#/a:1/b/c/d',
])('%s is none', (hash) => expect(routeOf(hash)).toBeUndefined());

test('cells of a grid are seen where they are, and arrows lead to the nearest', () => {
  const counts = [4, 1, 0, 7, 4];
  const lines = linesOf(counts, 1000, true);
  const all = counts.reduce((a, b) => a + b);
  const { cells } = seen(lines, 0, lines.height);
  expect(cells.map(({ index }) => index).sort((a, b) => a - b)).toEqual(
    Array.from({ length: all }, (_, i) => i),
  );
  for (const cell of cells) expect(placeOf(lines, cell.index)).toEqual(cell);
  expect(neighbour(lines, 0, 'ArrowLeft')).toBe(0);
  expect(neighbour(lines, all - 1, 'ArrowRight')).toBe(all - 1);
  for (let cell = 0; cell < all; cell++) {
    const down = neighbour(lines, cell, 'ArrowDown');
    if (down !== cell) expect(placeOf(lines, down).y).toBeGreaterThan(placeOf(lines, cell).y);
  }
});

test.each([
  [20, 20],
  [1, 1],
  [7, 7],
  [8, 8],
  [100, 100],
  [11, 40],
])('a strip of %i of %i steps', (steps, asked) => {
  const at = stripSteps(steps, asked);
  expect(at).toEqual(made(steps, asked));
  const pictures = byStep(at, at);
  expect(pictures).toHaveLength(steps + 1);
  pictures.forEach((from, step) => expect(from).toBeLessThanOrEqual(step));
  expect(pictures[steps]).toBe(steps);
});
