import type { Expression } from 'onnx-grad';
import { type Span, indices, weights } from './resize.js';

/** Of each view's crop of an axis: windows of as many target pixels, and the source pixels that each is made of. */
export interface Windows {
  /** How many windows there are. */
  readonly count: number;
  /** Target pixels of each. */
  readonly targets: number;
  /** Source pixels of each, a multiple of the grain. */
  readonly sources: number;
  /** (n, count): the first source pixel of each window, a multiple of the grain. */
  readonly first: Expression;
}

/** Windows have no more target pixels than this. */
const MOST_TARGETS = 32;

/**
 * Cuts the resizing of a crop into windows: a few target pixels are made of a few source pixels, which can be copied and
 * multiplied by a small matrix.
 * @param span each view's crop
 * @param from length of the axis
 * @param to length of the resized axis
 * @param copying what a copied pixel costs, in multiplications by a matrix of one column
 * @param grain pixels that are copied together: windows begin at multiples of so many
 * @returns those that cost least; undefined where one product with all source pixels costs less
 */
export function windowsOf(
  { start, length }: Span,
  from: number,
  to: number,
  copying: number,
  grain = 1,
): Windows | undefined {
  if (from % grain !== 0) return undefined;
  const steepest = Math.max(1, (from - 1) / Math.max(1, to - 1));
  let best: { targets: number; sources: number } | undefined;
  let least = from * (copying + to);
  for (let targets = 1; targets <= Math.min(MOST_TARGETS, to); targets++) {
    if (to % targets !== 0) continue;
    const needed = Math.ceil(steepest * (targets + 1)) + 2 + grain - 1;
    const sources = Math.min(from, Math.ceil(needed / grain) * grain);
    const copied = (to / targets) * sources;
    const cost = copied * (copying + targets);
    // copies of more than twice the image take more memory than they are worth
    if (copied > 2 * from || cost >= least) continue;
    least = cost;
    best = { targets, sources };
  }
  if (!best) return undefined;

  const { targets, sources } = best;
  const count = to / targets;
  const n = start.dims[0]!;
  const scale = length
    .reshape([n, 1])
    .sub(1)
    .mul(1 / Math.max(1, to - 1));
  const lowest = start
    .reshape([n, 1])
    .sub(0.5)
    .add(scale.mul(indices(start.builder, start.type, [1, count]).mul(targets).add(0.5)))
    .sub(scale.maximum(1));
  const first = lowest
    .mul(1 / grain)
    .floor()
    .mul(grain)
    .maximum(0)
    .minimum(from - sources);
  return { count, targets, sources, first };
}

/**
 * The small matrices of windows.
 * @param order of the result's last two axes: `ts` target pixels by source pixels, or `st`
 * @returns (n, windows, targets, sources), or the last two exchanged
 */
export function windowMatrices(
  { start, length }: Span,
  to: number,
  { count, targets, sources, first }: Windows,
  order: 'ts' | 'st',
): Expression {
  const n = start.dims[0]!;
  const range = (...dims: number[]): Expression => indices(start.builder, start.type, dims);
  const [along, across] =
    order === 'ts'
      ? [
          [1, sources],
          [targets, 1],
        ]
      : [
          [sources, 1],
          [1, targets],
        ];
  return weights(
    { start: start.reshape([n, 1, 1, 1]), length: length.reshape([n, 1, 1, 1]) },
    to,
    range(1, count * targets).reshape([1, count, ...across]),
    first.reshape([n, count, 1, 1]).add(range(1, 1, ...along)),
    order === 'ts' ? 3 : 2,
  );
}
