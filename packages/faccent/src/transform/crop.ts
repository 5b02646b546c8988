import type { Expression } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { WINDOW, cropGradient } from './crop-gradient.js';
import { type Span, indices, interpolation, multiples, weights } from './resize.js';
import type { ViewShape } from './transform.js';

/** Noise of rows: int64 indices (n, …) of an image's rows, channel after channel → (n, …, W). */
export type RowNoise = (rows: Expression) => Expression;

/**
 * Crops boxes out of a canvas and resizes them to the model's input.
 * @param boxes (n, 4): y, x, height, width in pixels
 * @param noise added to each view's image before it is resized
 * @returns a function from (1 or n, c, H, W) to (n, c, h, w), which throws a FaccentError for other images
 */
export function cropAndResize(
  boxes: Expression,
  { canvas, view }: ViewShape,
  noise?: RowNoise,
): (image: Expression) => Expression {
  const n = boxes.dims[0]!;
  const column = (i: number): Expression => boxes.slice(1, i, i + 1).reshape([n]);
  const rows: Span = { start: column(0), length: column(2) };
  const columns: Span = { start: column(1), length: column(3) };
  const horizontal = interpolation(columns, canvas[1], view[1], 'nst').unsqueeze(1);
  const reduce = boxes.builder.target.copiesRows
    ? reduceWindows(rows, canvas[0], view[0], noise)
    : reduceRows(rows, canvas[0], view[0], noise);
  const back = cropGradient(rows, horizontal, canvas[0], view[0]);
  return (image) => {
    const images = image.dims[0]!;
    if (images !== 1 && images !== n)
      throw new FaccentError(`${n} boxes cut one image, or one each of as many, not ${images}`);
    return boxes.builder.withGradient(reduce(image).matmul(horizontal), [image], (cotangent) => [
      back(cotangent, images),
    ]);
  };
}

/** The rows of each view's crop, resized: (1 or n, c, H, W) → (n, c, h, W). */
type ReduceRows = (image: Expression) => Expression;

/** All rows of the canvas at once, as a product. */
function reduceRows(span: Span, from: number, to: number, noise: RowNoise | undefined): ReduceRows {
  const vertical = interpolation(span, from, to).unsqueeze(1);
  let disturbance: Expression | undefined;
  return (image) => {
    if (!noise) return vertical.matmul(image);
    const [, channels, height, width] = image.dims as [number, number, number, number];
    const all = Array.from({ length: channels * height }, (_, i) => i);
    // the same for an image and its seed
    disturbance ??= noise(image.builder.ints(all).reshape([1, all.length])).reshape([
      span.start.dims[0]!,
      channels,
      height,
      width,
    ]);
    return vertical.matmul(image.add(disturbance));
  };
}

/**
 * Window by window: a few target rows need a few source rows, which are copied and multiplied by a small matrix. On a
 * CPU, where copies are cheap.
 */
function reduceWindows(span: Span, from: number, to: number, noise: RowNoise | undefined): ReduceRows {
  const b = span.start.builder;
  const n = span.start.dims[0]!;
  // as many as divide them all
  let targets = Math.min(WINDOW, to);
  while (to % targets !== 0) targets--;
  const windows = to / targets;
  const steepest = Math.max(1, (from - 1) / Math.max(1, to - 1));
  const sources = Math.min(from, Math.ceil(steepest * (targets + 1)) + 2);
  if (windows * sources > 2 * from) return reduceRows(span, from, to, noise);

  const range = (...dims: number[]): Expression => indices(b, span.start.type, dims);
  const perView = (x: Expression, ...ones: number[]): Expression => x.reshape([n, ...ones]);
  const scale = perView(span.length.sub(1).mul(1 / Math.max(1, to - 1)), 1);
  const lowest = perView(span.start, 1)
    .sub(0.5)
    .add(scale.mul(range(1, windows).mul(targets).add(0.5)))
    .sub(scale.maximum(1));
  const first = lowest
    .floor()
    .maximum(0)
    .minimum(from - sources);
  const matrices = weights(
    { start: perView(span.start, 1, 1, 1), length: perView(span.length, 1, 1, 1) },
    to,
    range(1, windows, targets, 1),
    first.reshape([n, windows, 1, 1]).add(range(1, 1, 1, sources)),
    3,
  ).unsqueeze(1);

  let taken: { rows: Expression; disturbance: Expression | undefined } | undefined;
  return (image) => {
    const [images, channels, height, width] = image.dims as [number, number, number, number];
    // the same for an image and its seed
    taken ??= (() => {
      const rows = first
        .cast('int64')
        .reshape([n, 1, windows, 1])
        .add(multiples(b, channels, height).reshape([1, channels, 1, 1]))
        .add(multiples(b, sources, 1).reshape([1, 1, 1, sources]));
      return { rows, disturbance: noise?.(rows) };
    })();
    const rows =
      images === 1 ? taken.rows : taken.rows.add(multiples(b, n, channels * height).reshape([n, 1, 1, 1]));
    const flat = image.reshape([images * channels * height, width]);
    const copied = b.apply('Gather', [flat, rows], { axis: 0 });
    const disturbed = taken.disturbance ? copied.add(taken.disturbance) : copied;
    return matrices.matmul(disturbed).reshape([n, channels, to, width]);
  };
}
