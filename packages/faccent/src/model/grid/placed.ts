import type { Size } from '../../image/image.js';
import type { Marks } from './marks.js';

/** The mark of what lies at no position: class tokens, registers, padding. */
export const NOWHERE = -1;

/** Where in the picture the elements of a value lie. */
export interface Placed {
  /** Height and width of the grid of positions. */
  readonly grid: Size;
  /** y · width + x of each element's position, or `NOWHERE`. */
  readonly marks: Marks;
}

/** How many positions a grid has. */
export const area = ([height, width]: Size): number => height * width;

/** Grids whose rows and columns are axes of their values. */
export class Fresh {
  private readonly numbered = new Map<string, Int32Array>();

  along(dims: readonly number[], [rows, columns]: readonly [number, number]): Placed {
    const grid = [dims[rows]!, dims[columns]!] as const;
    const key = grid.join();
    const data = this.numbered.get(key) ?? Int32Array.from({ length: area(grid) }, (_, i) => i);
    this.numbered.set(key, data);
    const own = dims.map((d, i) => (i === rows || i === columns ? d : 1));
    return { grid, marks: { dims, own, data } };
  }
}
