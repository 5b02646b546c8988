import type { Expression } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { cropGradient } from './crop-gradient.js';
import { type Span, interpolation, multiples } from './resize.js';
import type { ViewShape } from './transform.js';
import { windowMatrices, windowsOf } from './windows.js';

/** Noise of rows: int64 indices (n, …) of an image's rows, channel after channel → (n, …, W). */
export type RowNoise = (rows: Expression) => Expression;

/** The noise of some of the views, from `start` to `end`. */
export type ViewNoise = (start: number, end: number) => RowNoise;

/** Pixels that are copied, disturbed and multiplied together, about so many: what a processor's caches hold. */
const TOGETHER = 2 ** 20;

/**
 * Crops boxes out of a canvas and resizes them to the model's input.
 * @param boxes (n, 4): y, x, height, width in pixels
 * @param noise added to each view's image before it is resized
 * @returns a function from (1 or n, c, H, W) to (n, c, h, w), which throws a FaccentError for other images
 */
export function cropAndResize(
  boxes: Expression,
  { canvas, view }: ViewShape,
  noise?: ViewNoise,
): (image: Expression) => Expression {
  const b = boxes.builder;
  const n = boxes.dims[0]!;
  const { copiesRows } = b.target;
  const [rows, columns] = spansOf(boxes);
  const horizontal = interpolation(columns, canvas[1], view[1], 'nst').unsqueeze(1);
  const back = cropGradient(rows, horizontal, canvas[0], view[0]);

  const together = copiesRows ? Math.max(1, Math.floor(TOGETHER / (3 * canvas[0] * canvas[1]))) : n;
  const parts = Array.from({ length: Math.ceil(n / together) }, (_, i) => {
    const [start, end] = [i * together, Math.min(n, (i + 1) * together)];
    const [rows, columns] = spansOf(boxes.slice(0, start, end));
    const reduce = (copiesRows ? reduceWindows : reduceRows)(rows, canvas[0], view[0], noise?.(start, end));
    const narrow =
      (copiesRows && reduceColumnWindows(columns, canvas[1], view[1])) ||
      ((x: Expression) => x.matmul(horizontal.slice(0, start, end)));
    return (image: Expression) => narrow(reduce(image.dims[0] === 1 ? image : image.slice(0, start, end)));
  });
  return (image) => {
    const images = image.dims[0]!;
    if (images !== 1 && images !== n)
      throw new FaccentError(`${n} boxes cut one image, or one each of as many, not ${images}`);
    const views = b.concat(
      parts.map((part) => part(image)),
      0,
    );
    return b.withGradient(views, [image], (cotangent) => [back(cotangent, images)]);
  };
}

/** Of boxes, their rows and their columns. */
function spansOf(boxes: Expression): [Span, Span] {
  const column = (i: number): Expression => boxes.slice(1, i, i + 1).reshape([boxes.dims[0]!]);
  return [
    { start: column(0), length: column(2) },
    { start: column(1), length: column(3) },
  ];
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

/** What copying a pixel costs, in products: of a row as a whole, and of a few columns of a row. */
const [COPYING_ROWS, COPYING_COLUMNS] = [20, 40];

/** Columns that are copied together: fewer take as long. */
const GRAIN = 16;

/**
 * Window by window: a few target rows need a few source rows, which are copied and multiplied by a small matrix. On a
 * CPU, where copies are cheap.
 */
function reduceWindows(span: Span, from: number, to: number, noise: RowNoise | undefined): ReduceRows {
  const b = span.start.builder;
  const n = span.start.dims[0]!;
  const windows = windowsOf(span, from, to, COPYING_ROWS);
  if (!windows) return reduceRows(span, from, to, noise);
  const { count, sources, first } = windows;
  const matrices = windowMatrices(span, to, windows, 'ts').unsqueeze(1);

  let taken: { rows: Expression; disturbance: Expression | undefined } | undefined;
  return (image) => {
    const [images, channels, height, width] = image.dims as [number, number, number, number];
    // the same for an image and its seed
    taken ??= (() => {
      const rows = first
        .cast('int64')
        .reshape([n, 1, count, 1])
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

/** The columns of each view's crop, resized: (n, c, h, W) → (n, c, h, w). */
type ReduceColumns = (rows: Expression) => Expression;

/** The same for columns: a few source columns of all rows, by a small matrix from the right. */
function reduceColumnWindows(span: Span, from: number, to: number): ReduceColumns | undefined {
  const b = span.start.builder;
  const n = span.start.dims[0]!;
  const windows = windowsOf(span, from, to, COPYING_COLUMNS, GRAIN);
  if (!windows) return undefined;
  const { count, targets, sources, first } = windows;
  const matrices = windowMatrices(span, to, windows, 'st');
  const [grains, own] = [from / GRAIN, sources / GRAIN];
  let taken: Expression | undefined;
  return (rows) => {
    const [, channels, height] = rows.dims as [number, number, number];
    const lines = channels * height;
    // the same for an image and its seed
    taken ??= first
      .mul(1 / GRAIN)
      .cast('int64')
      .reshape([n, count, 1, 1])
      .add(multiples(b, n, lines * grains).reshape([n, 1, 1, 1]))
      .add(multiples(b, lines, grains).reshape([1, 1, lines, 1]))
      .add(multiples(b, own, 1).reshape([1, 1, 1, own]));
    const copied = b.apply('Gather', [rows.reshape([n * lines * grains, GRAIN]), taken], { axis: 0 });
    return copied
      .reshape([n, count, lines, sources])
      .matmul(matrices)
      .transpose([0, 2, 1, 3])
      .reshape([n, channels, height, count * targets]);
  };
}
