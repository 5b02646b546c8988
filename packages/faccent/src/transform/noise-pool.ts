import type { Expression } from 'onnx-grad';
import type { RowNoise } from './crop.js';
import { indices } from './resize.js';
import type { ViewShape } from './transform.js';

/** The pool of noise has this many rows for each row of the canvas: a view uses three, each once (docs/method.md, 4.7). */
export const POOL_ROWS = 4;

/** A pool's noise: indices (n, …) of an image's rows → the rows' noise (n, …, W). Each view reads on from a row of its own. */
export function noiseRows(pool: Expression, firstRow: Expression): RowNoise {
  const b = pool.builder;
  const length = pool.dims[0]!;
  return (rows) => {
    const first = b.target.integers ? firstRow : looked(firstRow, length);
    const each = first.reshape([firstRow.dims[0]!, ...rows.dims.slice(1).map(() => 1)]);
    const index = b.target.integers
      ? b.apply('Mod', [each.add(rows), b.ints([length])])
      : wrapped(each.add(rows.cast('float32')), length);
    return b.apply('Gather', [pool, index], { axis: 0 });
  };
}

/** Row numbers below `length` as float32. WebGPU has no arithmetic on int64, not even a cast, but looks up by it. */
const looked = (rows: Expression, length: number): Expression =>
  rows.builder.apply('Gather', [indices(rows.builder, 'float32', [length]), rows], { axis: 0 });

/** Whole numbers modulo `length`, as indices. Exact: they are far below 2^24. */
function wrapped(rows: Expression, length: number): Expression {
  // half a row more, so that no rounding of the quotient reaches a whole number
  const turns = rows
    .add(0.5)
    .mul(1 / length)
    .floor();
  return rows.sub(turns.mul(length)).cast('int32');
}

/** Each view's noise (n, planes, H, W): consecutive rows of the pool, from the view's own row on. */
export function noiseViews(
  pool: Expression,
  firstRow: Expression,
  { canvas: [height, width] }: ViewShape,
  planes: number,
): Expression {
  const rows = pool.builder.ints(Array.from({ length: planes * height }, (_, i) => i));
  return noiseRows(
    pool,
    firstRow,
  )(rows.reshape([1, planes * height])).reshape([firstRow.dims[0]!, planes, height, width]);
}
