import type { Size } from '../image/image.js';
import type { Position } from '../objective/position.js';

/** A box of whole pixels: its first row and column, and how many rows and columns it has. */
export interface PixelBox {
  readonly y: number;
  readonly x: number;
  readonly height: number;
  readonly width: number;
}

/** The smallest box around all that reaches a fraction of a map's maximum. */
export function boxAbove(map: Float32Array, [height, width]: Size, fraction: number): PixelBox {
  const least = fraction * map.reduce((a, b) => Math.max(a, b), 0);
  let [top, bottom, left, right] = [height, -1, width, -1];
  map.forEach((v, i) => {
    if (v < least) return;
    const [y, x] = [Math.floor(i / width), i % width];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
  });
  return { y: top, x: left, height: bottom - top + 1, width: right - left + 1 };
}

interface Measured {
  readonly position: Position;
  readonly box: PixelBox;
}

/** Boxes of all positions from those of three; a layer of one row or column has one place along that axis. */
export function cropsOf({
  centre,
  below,
  right,
  plane,
  size,
}: Record<'centre' | 'below' | 'right', Measured> & {
  readonly plane: Size;
  readonly size: Size;
}): (position: Position) => PixelBox {
  const along = (axis: 0 | 1, other: Measured): ((at: number) => [number, number]) => {
    const [start, length] = axis === 0 ? (['y', 'height'] as const) : (['x', 'width'] as const);
    const gap = other.position[axis] - centre.position[axis];
    const stride = gap === 0 ? size[axis] / plane[axis] : (other.box[start] - centre.box[start]) / gap;
    return (at) => {
      const first = Math.round(centre.box[start] + stride * (at - centre.position[axis]));
      const [from, to] = [first, first + centre.box[length]].map((edge) =>
        Math.min(Math.max(edge, 0), size[axis]),
      );
      return [from!, to! - from!];
    };
  };
  const [vertical, horizontal] = [along(0, below), along(1, right)];
  return ([atY, atX]) => {
    const [[y, height], [x, width]] = [vertical(atY), horizontal(atX)];
    return { y, x, height, width };
  };
}
