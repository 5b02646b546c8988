import type { Expression } from 'onnx-grad';
import { type Span, indices, interpolation, multiples, triangles } from './resize.js';

/** Rows that are copied and multiplied together, about so many. */
const WINDOW = 16;

/** Cotangents of the views of one image → of that image: (n, c, h, w) → (1, c, H, W), summed over views. */
type SumOverViews = (cotangent: Expression) => Expression;

/**
 * The gradient of a crop's two products.
 * @param rows each view's crop
 * @param horizontal matrices (n, 1, W, w) that crop and resize columns
 * @param from rows of the canvas
 * @param to rows of a view
 * @returns cotangents of the views (n, c, h, w) → of the image that they all come from (1, c, H, W), or of each view's
 * own (n, c, H, W), by the number of images
 */
export function cropGradient(rows: Span, horizontal: Expression, from: number, to: number) {
  const back = horizontal.matrixTranspose();
  const sum = (rows.start.builder.target.copiesRows ? sumWindows : sumProducts)(rows, back, from, to);
  return (cotangent: Expression, images: number): Expression =>
    images > 1
      ? interpolation(rows, from, to, 'nst').unsqueeze(1).matmul(cotangent.matmul(back))
      : sum(cotangent);
}

/** All rows of the canvas from all rows of all views, as one product. */
function sumProducts(rows: Span, back: Expression, from: number, to: number): SumOverViews {
  const [n, , narrow, wide] = back.dims as [number, number, number, number];
  let summing: Expression | undefined;
  return (cotangent) => {
    const channels = cotangent.dims[1]!;
    summing ??= interpolation(rows, from, to, 'snt').reshape([1, from, n * to]);
    const widened = cotangent.transpose([1, 0, 2, 3]).matmul(back.reshape([1, n, narrow, wide]));
    return summing.matmul(widened.reshape([channels, n * to, wide])).unsqueeze(0);
  };
}

/**
 * Window by window: where views are not larger than their crops, a few rows of the canvas take from as few rows of each
 * view, which are copied and multiplied by a small matrix. What a view has enlarged is brought back to its size before.
 * On a CPU, where copies are cheap.
 */
function sumWindows(rows: Span, back: Expression, from: number, to: number): SumOverViews {
  const b = back.builder;
  const [n, , narrow, wide] = back.dims as [number, number, number, number];
  const windows = Math.ceil(from / WINDOW);
  // rows of a view that a window can touch: neighbouring ones lie a row of the canvas apart at least
  const touched = WINDOW + 3;
  const products = to * to * narrow + 2 * windows * WINDOW * touched * wide;
  if (touched > to || from < to || products > from * to * wide) return sumProducts(rows, back, from, to);

  const range = (...dims: number[]): Expression => indices(b, rows.start.type, dims);
  const shaped = ({ start, length }: Span, ...dims: number[]): Span => ({
    start: start.reshape(dims),
    length: length.reshape(dims),
  });
  // the crop, or where the view has enlarged it as many rows around it as the view has
  const length = rows.length.maximum(to);
  const start = rows.start.minimum(length.neg().add(from));
  const around: Span = { start, length };
  const within: Span = { start: rows.start.sub(start), length: rows.length.minimum(to) };

  const scale = length.sub(1).div(Math.max(1, to - 1));
  const lowest = range(windows, 1)
    .mul(WINDOW)
    .sub(start.reshape([1, n]))
    .add(0.5);
  const first = lowest
    .div(scale.reshape([1, n]))
    .sub(1.5)
    .floor()
    .maximum(0)
    .minimum(to - touched);
  const matrices = triangles(
    shaped(around, 1, 1, n, 1),
    to,
    first.reshape([windows, 1, n, 1]).add(range(1, 1, 1, touched)),
    range(windows, WINDOW, 1, 1),
  ).reshape([1, windows, WINDOW, n * touched]);
  const sums = triangles(shaped(around, n, 1, 1), to, range(1, to, 1), range(1, 1, from)).sum([2], true);
  const shrinking = interpolation(within, to, to, 'nst').div(sums).unsqueeze(1);

  let taken: Expression | undefined;
  return (cotangent) => {
    const channels = cotangent.dims[1]!;
    taken ??= first
      .cast('int64')
      .reshape([1, windows, n, 1])
      .add(multiples(b, touched, 1).reshape([1, 1, 1, touched]))
      .add(multiples(b, n, channels * to).reshape([1, 1, n, 1]))
      .add(multiples(b, channels, to).reshape([channels, 1, 1, 1]));
    const widened = shrinking
      .matmul(cotangent)
      .matmul(back)
      .reshape([n * channels * to, wide]);
    const rows = taken;
    // channel by channel: what is copied stays in the processor's caches until it is multiplied
    const sums = Array.from({ length: channels }, (_, c) => {
      const copied = b.apply('Gather', [widened, rows.slice(0, c, c + 1)], { axis: 0 });
      return matrices.matmul(copied.reshape([1, windows, n * touched, wide]));
    });
    return b
      .concat(sums, 0)
      .reshape([1, channels, windows * WINDOW, wide])
      .slice(2, 0, from);
  };
}
