// Proves which grid of a map is shown how far it is enlarged, where its cells lie, and how one goes from cell to cell.
import type { SiteMap, SiteMapCell } from 'faccent';
import { expect, test } from 'vitest';
import { cellAt, cellBeside, cellOf, levelAt, mostIn, sentenceOf, squareOf } from './map.js';

const cell = (row: number, column: number, count = 4, id = `${row}${column}`): SiteMapCell => ({
  ...{ row, column, count, id, state: 'done', examples: [] },
  labels: [{ label: `${id}, or so`, probability: 0.5 }],
});
const coarse = { side: 2, cells: [cell(0, 0), cell(1, 1, 16)] };
const fine = { side: 10, cells: [cell(0, 0, 4, '00'), cell(0, 5), cell(1, 4), cell(6, 5)] };
const map: SiteMap = {
  ...{ name: 'fc', layer: 'fc', points: 40, sheets: [], photographs: [] },
  levels: [coarse, fine],
};

test('the finest grid whose cells can be looked at', () => {
  expect(levelAt(map, 500)).toBe(coarse);
  expect(levelAt(map, 560)).toBe(fine);
  expect(levelAt(map, 20)).toBe(coarse);
});

test('cells lie in their squares, the fullest fills its own', () => {
  const most = mostIn(coarse);
  expect(most).toBe(16);
  expect(squareOf(coarse.cells[1]!, 2, most)).toEqual({ x: 0.5, y: 0.5, side: 0.5 });
  const { x, y, side } = squareOf(coarse.cells[0]!, 2, most);
  expect(side).toBeLessThan(0.5);
  expect([x + side / 2, y + side / 2]).toEqual([0.25, 0.25]);
  expect(cellAt(coarse, 0.9, 0.6)).toBe(coarse.cells[1]);
  expect(cellAt(coarse, 0.9, 0.1)).toBeUndefined();
});

test('from cell to cell, and back to one by its job', () => {
  const [first, right, lower, last] = fine.cells as [SiteMapCell, SiteMapCell, SiteMapCell, SiteMapCell];
  expect(cellBeside(fine, first, 'ArrowRight')).toBe(right);
  expect(cellBeside(fine, right, 'ArrowDown')).toBe(lower);
  expect(cellBeside(fine, lower, 'ArrowDown')).toBe(last);
  expect(cellBeside(fine, last, 'ArrowDown')).toBe(last);
  expect(cellOf(map, '00', fine)).toEqual({ cell: first, level: fine });
  expect(cellOf(map, '11', fine)).toEqual({ cell: coarse.cells[1], level: coarse });
  expect(cellOf(map, 'gone', fine)).toBeUndefined();
  expect(sentenceOf(right)).toBe('row 1, column 6: 05, 4 points');
});
