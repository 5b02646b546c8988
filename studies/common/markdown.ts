const row = (cells: readonly string[]): string =>
  `|${cells.map((cell) => (cell === '' ? ' ' : ` ${cell} `)).join('|')}|`;

/** A table: its heads, and its rows cell by cell. */
export const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heads, heads.map(() => '---'), ...rows].map(row).join('\n');

const minus = (text: string): string => text.replace('-', '−');

/** A number; a dash where there is none. */
export const number = (value: number, digits = 2): string =>
  Number.isFinite(value) ? minus(value.toFixed(digits)) : '–';
