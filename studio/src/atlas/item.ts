import type { AtlasSite } from 'faccent';

/** A cell of a grid. */
export interface Item {
  readonly href: string;
  /** For those who do not see it. */
  readonly label: string;
  /** Where its thumbnail is; none: it has none. */
  readonly sheet?: string;
  readonly cell?: number;
  /** A picture of its own in place of that. */
  readonly picture?: string;
  /** What is written on it: that it is not made yet, say. */
  readonly tag?: string;
  /** Whether its picture is not what it will be. */
  readonly bare?: boolean;
}

/** A thumbnail of a sheet as a background of a square. @param side of the square in pixels */
export function thumbnailStyle(
  { sheet, cell, picture }: Pick<Item, 'sheet' | 'cell' | 'picture'>,
  { columns }: AtlasSite['sheet'],
  side: number,
): string {
  if (picture) return `background: center / cover url("${picture}")`;
  if (sheet === undefined || cell === undefined) return '';
  const [x, y] = [(cell % columns) * side, Math.floor(cell / columns) * side];
  return `background: -${x}px -${y}px / ${columns * side}px auto url("${sheet}")`;
}
