import type { SiteMap, SiteMapCell, SiteMapLevel } from 'faccent';

/** Side of a cell on the screen from which on it can be looked at, in pixels: a finer grid is shown when its cells have it. */
const SEEN = 56;

/** The smallest part of its square that a cell fills; the one with most points fills it all. */
const LEAST = 0.55;

/** A part of the map: the upper left corner and the side, from 0 to 1. */
export interface Square {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/**
 * The finest grid whose cells can be looked at; the coarsest where none can.
 * @param width of the whole map on the screen, in pixels
 */
export function levelAt({ levels }: SiteMap, width: number): SiteMapLevel {
  const fine = levels.filter(({ side }) => width / side >= SEEN);
  return fine.at(-1) ?? levels[0]!;
}

/** Points of the fullest cell of a grid. */
export const mostIn = ({ cells }: SiteMapLevel): number =>
  cells.reduce((most, { count }) => Math.max(most, count), 1);

/** Where a cell is drawn: the more points it holds, the larger. @param most points of the fullest cell */
export function squareOf({ row, column, count }: SiteMapCell, side: number, most: number): Square {
  const part = LEAST + (1 - LEAST) * Math.sqrt(count / most);
  const margin = (1 - part) / 2;
  return { x: (column + margin) / side, y: (row + margin) / side, side: part / side };
}

/** The cell at a place of the map, from 0 to 1. */
export function cellAt({ side, cells }: SiteMapLevel, x: number, y: number): SiteMapCell | undefined {
  const [row, column] = [Math.floor(y * side), Math.floor(x * side)];
  return cells.find((cell) => cell.row === row && cell.column === column);
}

/** The cell that is next in a direction: in the same row or column before all else. */
export function cellBeside(level: SiteMapLevel, from: SiteMapCell, key: string): SiteMapCell {
  const ways: Readonly<Record<string, readonly [number, number]>> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
  };
  const [down, right] = ways[key] ?? [0, 0];
  const ahead = ({ row, column }: SiteMapCell): number =>
    (row - from.row) * down + (column - from.column) * right;
  const aside = ({ row, column }: SiteMapCell): number =>
    Math.abs((row - from.row) * right) + Math.abs((column - from.column) * down);
  const far = (cell: SiteMapCell): number => ahead(cell) + 3 * aside(cell);
  return level.cells
    .filter((cell) => ahead(cell) > 0)
    .reduce<SiteMapCell>((best, cell) => (best === from || far(cell) < far(best) ? cell : best), from);
}

/** The cell of a job, and its grid: in the grid that is shown before all others. */
export function cellOf(
  { levels }: SiteMap,
  id: string,
  shown: SiteMapLevel,
): { readonly cell: SiteMapCell; readonly level: SiteMapLevel } | undefined {
  for (const level of [shown, ...levels]) {
    const cell = level.cells.find((one) => one.id === id);
    if (cell) return { cell, level };
  }
  return undefined;
}

/** The shortest name of a label that has synonyms. */
export const shortLabel = (label: string): string => label.split(',')[0]!.trim();

/** A cell for those who do not see it. */
export function sentenceOf({ row, column, count, labels }: SiteMapCell): string {
  const what = labels.map(({ label }) => shortLabel(label)).join(', ');
  return `row ${row + 1}, column ${column + 1}: ${what || 'no class stands out'}, ${count} ${count === 1 ? 'point' : 'points'}`;
}
