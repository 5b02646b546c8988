import type { Expression } from '../ad/expression.js';
import { Tensor, largest } from '../graph/tensor.js';

/** Beyond this many gathers for repeated indices, one product with a 0/1 matrix is cheaper. */
const MOST_REPEATS = 8;

/**
 * The transpose of a gather along one axis. Each input position reads what was gathered from it, so this is a gather
 * itself (of a zero where nothing was), one for each time an index repeats.
 */
export function scatterAdd(
  cotangent: Expression,
  axis: number,
  indices: readonly number[],
  length: number,
): Expression {
  const readers: number[][] = Array.from({ length }, () => []);
  indices.forEach((at, i) => readers[at]!.push(i));
  const repeats = largest(readers.map((r) => r.length));
  if (repeats > MOST_REPEATS) return scatterByProduct(cotangent, axis, indices, length);
  const nothing = indices.length;
  const padded = cotangent.pad(
    cotangent.dims.map(() => 0),
    cotangent.dims.map((_, i) => (i === axis ? 1 : 0)),
  );
  return Array.from({ length: repeats }, (_, k) =>
    padded.gather(
      axis,
      readers.map((r) => r[k] ?? nothing),
    ),
  ).reduce((sum, part) => sum.add(part));
}

function scatterByProduct(
  cotangent: Expression,
  axis: number,
  indices: readonly number[],
  length: number,
): Expression {
  const rank = cotangent.rank;
  const order = Array.from({ length: rank }, (_, i) => i).filter((i) => i !== axis);
  const matrix = new Float64Array(indices.length * length);
  indices.forEach((at, i) => (matrix[i * length + at] = 1));
  const b = cotangent.builder;
  const product = cotangent
    .transpose([...order, axis])
    .matmul(b.constant(Tensor.of(cotangent.type, [indices.length, length], matrix)));
  const inverse = Array.from({ length: rank }, (_, i) => (i === axis ? rank - 1 : order.indexOf(i)));
  return product.transpose(inverse);
}
