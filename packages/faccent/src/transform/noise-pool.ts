import type { Expression } from 'onnx-grad';
import type { RowNoise } from './crop.js';
import type { ViewShape } from './transform.js';

/** The pool of noise has this many rows for each row of the canvas: a view uses three, each once (docs/method.md, 4.7). */
export const POOL_ROWS = 4;

/** A pool's noise: indices (n, …) of an image's rows → the rows' noise (n, …, W). Each view reads on from a row of its own. */
export function noiseRows(pool: Expression, firstRow: Expression): RowNoise {
  const b = pool.builder;
  return (rows) => {
    const first = firstRow.reshape([firstRow.dims[0]!, ...rows.dims.slice(1).map(() => 1)]);
    const index = b.apply('Mod', [first.add(rows), b.ints([pool.dims[0]!])]);
    return b.apply('Gather', [pool, index], { axis: 0 });
  };
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
