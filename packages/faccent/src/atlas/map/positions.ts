import type { Size } from '../../image/image.js';
import { Random } from '../../math/random.js';

/** Rows and columns from which on the outermost are left out. */
const WIDE = 4;

/**
 * Positions of a layer that a photograph is represented by: random, each at most once, and the same whatever the
 * photograph's name and the order of all. The outermost are left out where there are others, since the border of the
 * picture is seen there (Carter et al. 2019).
 * @param sha256 of the photograph, hexadecimal
 * @returns in the order that they were drawn; fewer where there are no more
 */
export function positionsFor(
  sha256: string,
  [height, width]: Size,
  count: number,
  randomSeed: number,
): [y: number, x: number][] {
  const random = new Random((parseInt(sha256.slice(0, 8), 16) ^ randomSeed) | 0);
  const inner = (length: number): { from: number; length: number } =>
    length >= WIDE ? { from: 1, length: length - 2 } : { from: 0, length };
  const [rows, columns] = [inner(height), inner(width)];
  const left = Array.from({ length: rows.length * columns.length }, (_, i) => i);
  return Array.from({ length: Math.min(count, left.length) }, () => {
    const [at] = left.splice(random.below(left.length), 1) as [number];
    return [rows.from + Math.floor(at / columns.length), columns.from + (at % columns.length)];
  });
}
