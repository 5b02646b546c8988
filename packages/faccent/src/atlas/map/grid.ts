/** A square of a grid, and which points lie in it. */
export interface Cell {
  readonly row: number;
  readonly column: number;
  readonly points: readonly number[];
}

/**
 * The cells of a grid that hold enough points, row by row.
 * @param places in [0, 1], (count, 2): column and row
 * @param side cells along each side
 * @param least points that a cell holds at least
 * @example cellsOf(places, 20, 3)
 */
export function cellsOf(places: Float64Array, side: number, least: number): Cell[] {
  const held = new Map<number, number[]>();
  for (let i = 0; i < places.length / 2; i++) {
    const [column, row] = [0, 1].map((axis) =>
      Math.min(side - 1, Math.floor(places[2 * i + axis]! * side)),
    ) as [number, number];
    const cell = row * side + column;
    const points = held.get(cell);
    if (points) points.push(i);
    else held.set(cell, [i]);
  }
  return [...held]
    .filter(([, points]) => points.length >= least)
    .sort(([a], [b]) => a - b)
    .map(([cell, points]) => ({ row: Math.floor(cell / side), column: cell % side, points }));
}
