import { type Builder, type DataType, type Expression, Tensor, sizeOf } from 'onnx-grad';

/** A part of an axis: its first pixel and how many it has, whole numbers, for each view. */
export interface Span {
  readonly start: Expression;
  readonly length: Expression;
}

/**
 * Interpolation matrices that crop an axis and resize the crop: bilinear, antialiased, align-corners, as PyTorch's
 * `interpolate(mode='bilinear', antialias=True, align_corners=True)`.
 * @param span each view's crop (n), of at least one pixel
 * @param from length of the axis
 * @param to length of the resized axis
 * @param order of the result's axes: `n` the view, `t` the target pixel, `s` the source pixel
 * @returns in that order: (n, to, from) for `nts`; over the source pixels, weights sum to 1
 */
export function interpolation(span: Span, from: number, to: number, order = 'nts'): Expression {
  const b = span.start.builder;
  const n = span.start.dims[0]!;
  const along = (axis: string, length: number): number[] => [...order].map((a) => (a === axis ? length : 1));
  const range = (axis: string, length: number): Expression =>
    indices(b, span.start.type, along(axis, length));
  return weights(
    { start: span.start.reshape(along('n', n)), length: span.length.reshape(along('n', n)) },
    to,
    range('t', to),
    range('s', from),
    order.indexOf('s'),
  );
}

/** 0, 1, 2, … in a shape. */
export function indices(b: Builder, type: DataType, dims: readonly number[]): Expression {
  const values = Array.from({ length: sizeOf(dims) }, (_, i) => i);
  return b.constant(Tensor.of(type, dims, values));
}

/** 0, `of`, 2 · `of`, … as int64: where rows, channels or images begin in what holds them one after another. */
export function multiples(b: Builder, count: number, of: number): Expression {
  return b.ints(Array.from({ length: count }, (_, i) => i * of));
}

/**
 * How much of each source pixel is in each target pixel. All arguments broadcast.
 * @param to length of the resized axis
 * @param targets indices of the target pixels
 * @param sources indices of the source pixels
 * @param axis of the source pixels in the result: along it, weights sum to 1
 */
export function weights(
  span: Span,
  to: number,
  targets: Expression,
  sources: Expression,
  axis: number,
): Expression {
  const unscaled = triangles(span, to, targets, sources);
  return unscaled.div(unscaled.sum([axis], true));
}

/** The same before each target pixel's weights are made to sum to 1. */
export function triangles(
  { start, length }: Span,
  to: number,
  targets: Expression,
  sources: Expression,
): Expression {
  const scale = length.sub(1).div(Math.max(1, to - 1)); // a length that stays is scaled by 1, to the bit
  // a triangle over one source pixel where it enlarges, over one target pixel where it reduces
  const sharpness = scale.maximum(1).reciprocal();
  // distance of each source pixel's centre from each target pixel's, in half-widths of the triangle; from the crop's own
  // start, where numbers are small
  const offset = sources.sub(start);
  const centre = scale.mul(targets.add(0.5)).sub(0.5);
  const distance = offset.mul(sharpness).sub(centre.mul(sharpness)).abs();
  const inside = clampToUnit(offset.add(1)).mul(clampToUnit(length.sub(offset)));
  return start.builder.apply('HardSigmoid', [distance], { alpha: -1, beta: 1 }).mul(inside);
}

const clampToUnit = (x: Expression): Expression => x.builder.apply('HardSigmoid', [x], { alpha: 1, beta: 0 });
