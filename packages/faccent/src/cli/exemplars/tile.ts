import type { CanvasBox } from './tables.js';

/** Side of a thumbnail in pixels. */
export const TILE = 72;

/**
 * A part of a picture, small: its largest centred square, made smaller by the mean of the pixels that one covers, or larger
 * by what lies between pixels.
 * @param canvas RGB, row by row
 * @param width of the canvas
 * @returns RGB of TILE × TILE
 */
export function tileOf(
  canvas: Uint8ClampedArray,
  width: number,
  [y0, x0, y1, x1]: CanvasBox,
  tile = new Uint8ClampedArray(3 * TILE * TILE),
): Uint8ClampedArray {
  const side = Math.min(y1 - y0, x1 - x0);
  const [top, left] = [y0 + Math.floor((y1 - y0 - side) / 2), x0 + Math.floor((x1 - x0 - side) / 2)];
  const at = (y: number, x: number, c: number): number => canvas[3 * ((top + y) * width + left + x) + c]!;
  const spans = Array.from({ length: TILE }, (_, i) =>
    side >= TILE
      ? ([Math.floor((i * side) / TILE), Math.floor(((i + 1) * side) / TILE)] as const)
      : between(((i + 0.5) * side) / TILE - 0.5, side),
  );
  for (let i = 0; i < TILE; i++)
    for (let j = 0; j < TILE; j++)
      for (let c = 0; c < 3; c++) {
        const [[a, b, v = 0], [d, e, h = 0]] = [spans[i]!, spans[j]!];
        let value = 0;
        if (side >= TILE) {
          for (let y = a; y < b; y++) for (let x = d; x < e; x++) value += at(y, x, c);
          value /= (b - a) * (e - d);
        } else {
          const upper = at(a, d, c) * (1 - h) + at(a, e, c) * h;
          value = upper * (1 - v) + (at(b, d, c) * (1 - h) + at(b, e, c) * h) * v;
        }
        tile[3 * (i * TILE + j) + c] = value;
      }
  return tile;
}

/** The two pixels that a place lies between, and how near it is to the second. */
function between(place: number, side: number): readonly [number, number, number] {
  const inside = Math.max(0, Math.min(side - 1, place));
  const first = Math.floor(inside);
  return [first, Math.min(side - 1, first + 1), inside - first];
}
