import { FaccentError } from '../errors.js';
import type { Size } from '../image/image.js';
import { gridOf } from './grid/of-model.js';
import type { Model } from './model.js';

/** Where a layer's positions stand in its planes, row by row, and how many rows and columns they are. */
export interface Positions {
  readonly size: Size;
  /** Of each position, where it stands in a plane: tokens that lie nowhere in the picture are left out. */
  readonly places: Int32Array;
}

/** A layer's positions; undefined where they are no grid. @param dims of its activations: (images, channels, …) */
export function findPositions(model: Model, layer: string, dims: readonly number[]): Positions | undefined {
  const grid = gridOf(model, layer);
  if (grid) return grid;
  const [height, width] = dims.slice(2);
  // rows and columns that nothing tells the origin of are taken as they are; tokens are no rows
  if (dims.length !== 4 || width! < 2) return undefined;
  return { size: [height!, width!], places: Int32Array.from({ length: height! * width! }, (_, i) => i) };
}

/**
 * The grid of a layer's positions: of a transformer's tokens, that of the patches that they were made of.
 * @param dims of its activations: (images, channels, …)
 * @throws FaccentError where it has none
 */
export function positionsOf(model: Model, layer: string, dims: readonly number[]): Positions {
  const found = findPositions(model, layer, dims);
  if (found) return found;
  const shape = dims.slice(1, dims.at(-1) === 1 ? -1 : undefined).join(' × ');
  throw new FaccentError(
    `"${layer}" (${shape}) has no grid of positions that follows from the picture's patches: name another layer`,
    { help: 'layers' },
  );
}

/**
 * A position of a layer's grid as objectives take it: row and column of the layer as the network has it, whose tokens are
 * one column.
 * @throws FaccentError where there is no such position
 * @example
 * // a network of channels: as it is; a position of a transformer's grid is a row of its only column of tokens
 * placeIn(model, 'block5c', [3, 4], [1, 112, 10, 10]); // [3, 4]
 */
export function placeIn(
  model: Model,
  layer: string,
  [y, x]: readonly [number, number],
  dims: readonly number[],
): readonly [number, number] {
  const { size, places } = positionsOf(model, layer, dims);
  const [height, width] = size;
  const isThere = (at: number, length: number): boolean => Number.isInteger(at) && at >= 0 && at < length;
  if (!isThere(y, height) || !isThere(x, width))
    throw new FaccentError(`"${layer}" has ${height} × ${width} positions; there is no position ${y}, ${x}`);
  const place = places[y * width + x]!;
  const columns = dims[3]!;
  return [Math.floor(place / columns), place % columns];
}
