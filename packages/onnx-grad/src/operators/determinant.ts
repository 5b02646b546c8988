import type { Expression } from '../ad/expression.js';
import type { OperatorTable } from './operator.js';

/** Larger ones are not written out: their terms are too many. */
const LARGEST = 4;

/** Of (…, n, n), by its first row: (…, 1, 1). */
function determinant(x: Expression): Expression {
  const n = x.dims.at(-1)!;
  const [rows, columns] = [x.rank - 2, x.rank - 1];
  if (n === 1) return x;
  const below = x.slice(rows, 1, n);
  const terms = Array.from({ length: n }, (_, i) => {
    const others = Array.from({ length: n }, (_, k) => k).filter((k) => k !== i);
    const minor = determinant(below.gather(columns, others));
    const term = x
      .slice(rows, 0, 1)
      .slice(columns, i, i + 1)
      .mul(minor);
    return i % 2 ? term.neg() : term;
  });
  return terms.reduce((sum, term) => sum.add(term));
}

/** Determinants of small matrices. */
export const determinants: OperatorTable = {
  Det: {
    since: 11,
    decompose: (call, [x]) => {
      const [rows, columns] = x!.dims.slice(-2);
      if (rows !== columns || !rows || rows > LARGEST)
        throw call.error(
          `is of matrices of ${rows} × ${columns}; up to ${LARGEST} × ${LARGEST} are supported`,
        );
      return [determinant(x!).reshape(x!.dims.slice(0, -2))];
    },
  },
};
