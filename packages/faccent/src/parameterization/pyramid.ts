import { type Expression, Tensor } from 'onnx-grad';
import type { Size } from '../image/image.js';

/** The size of a plane reduced by a factor; nothing is reduced away. */
export const reduced = ([height, width]: Size, factor: number): Size => [
  Math.max(1, Math.ceil(height / factor)),
  Math.max(1, Math.ceil(width / factor)),
];

/** Weights (to, from) of linear interpolation between the centres of pixels; rows sum to 1. */
function enlarging(from: number, to: number): number[][] {
  return Array.from({ length: to }, (_, i) => {
    const centre = Math.min(Math.max(((i + 0.5) * from) / to - 0.5, 0), from - 1);
    return Array.from({ length: from }, (_, j) => Math.max(0, 1 - Math.abs(centre - j)));
  });
}

/** Weights (to, from) of the mean under the triangles of `enlarging`; rows sum to 1. */
function reducing(from: number, to: number): number[][] {
  const up = enlarging(to, from);
  return Array.from({ length: to }, (_, i) => {
    const total = up.reduce((sum, row) => sum + row[i]!, 0);
    return up.map((row) => row[i]! / total);
  });
}

/** Planes (n, c, h, w) resized bilinearly, by two products with fixed matrices: smooth both ways, any sizes. */
export function resized(planes: Expression, to: Size): Expression {
  const [, , height, width] = planes.dims as [number, number, number, number];
  const matrix = (from: number, length: number): Expression => {
    const weights = from > length ? reducing(from, length) : enlarging(from, length);
    return planes.builder.constant(Tensor.of(planes.type, [length, from], weights.flat()));
  };
  const rows = height === to[0] ? planes : matrix(height, to[0]).matmul(planes);
  return width === to[1] ? rows : rows.matmul(matrix(width, to[1]).matrixTranspose());
}
