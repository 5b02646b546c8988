import type { Expression } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import type { ObjectiveInput } from './objective.js';

/** Row and column in a layer. */
export type Position = readonly [y: number, x: number];

/** A box of positions: its first row and column, and how many rows and columns it has. */
export interface PositionBox {
  readonly y: number;
  readonly x: number;
  readonly height: number;
  readonly width: number;
}

/** Height and width of a layer. @throws FaccentError if it has no positions. */
export function planeOf(dims: readonly number[], layer: string): readonly [height: number, width: number] {
  if (dims.length !== 5)
    throw new FaccentError(`"${layer}" has no positions: use the channel objective for its units`);
  return dims.slice(3) as [number, number];
}

/** Weights (h · w, 1) that pick a position; by default the middle (h // 2, w // 2). @throws FaccentError */
export function positionInput(
  position: Position | undefined,
  dims: readonly number[],
  layer: string,
): ObjectiveInput {
  const [height, width] = planeOf(dims, layer);
  const [y, x] = position ?? [Math.floor(height / 2), Math.floor(width / 2)];
  return boxInput({ y, x, height: 1, width: 1 }, dims, layer);
}

/** Weights (h · w, 1) that average over a box. @throws FaccentError if it is not whole positions of the layer. */
export function boxInput(box: PositionBox, dims: readonly number[], layer: string): ObjectiveInput {
  const [height, width] = planeOf(dims, layer);
  const fits = (start: number, count: number, length: number): boolean =>
    Number.isInteger(start) && Number.isInteger(count) && start >= 0 && count >= 1 && start + count <= length;
  if (!fits(box.y, box.height, height) || !fits(box.x, box.width, width)) {
    const one = box.height === 1 && box.width === 1;
    const wanted = `position ${box.y}, ${box.x}`;
    throw new FaccentError(
      `"${layer}" has ${height} × ${width} positions; there ` +
        (one ? `is no ${wanted}` : `are no ${box.height} × ${box.width} from ${wanted}`),
    );
  }
  const values = new Float32Array(height * width);
  for (let y = box.y; y < box.y + box.height; y++)
    values.fill(1 / (box.height * box.width), y * width + box.x, y * width + box.x + box.width);
  return { dims: [height * width, 1], values };
}

/** The last two axes (h, w) weighted by a position input: (…, h, w) → (…, 1). */
export function atPosition(values: Expression, position: Expression): Expression {
  const outer = values.dims.slice(0, -2);
  return values.reshape([...outer, position.dims[0]!]).matmul(position);
}
