import type { Expression } from '../ad/expression.js';
import { isFloat } from '../graph/data-type.js';
import { Tensor } from '../graph/tensor.js';
import type { Call, OperatorTable } from './operator.js';
import { type Target, targetsOf } from './resize-targets.js';

/** Source coordinate of output index i, for each of ONNX's coordinate modes. */
type Coordinates = (i: number, axis: Target) => number;

const COORDINATES: Record<string, Coordinates> = {
  half_pixel: (i, { scale }) => (i + 0.5) / scale - 0.5,
  half_pixel_symmetric: (i, { scale, from, to }) => {
    const adjustment = to / (scale * from);
    return (from / 2) * (1 - adjustment) + (i + 0.5) / scale - 0.5;
  },
  pytorch_half_pixel: (i, { scale, to }) => (to > 1 ? (i + 0.5) / scale - 0.5 : 0),
  // of TensorFlow 1, until opset 13
  tf_half_pixel_for_nn: (i, { scale }) => (i + 0.5) / scale,
  align_corners: (i, { from, to }) => (to > 1 ? (i * (from - 1)) / (to - 1) : 0),
  asymmetric: (i, { scale }) => i / scale,
  tf_crop_and_resize: (i, { from, to, roi: [start, end] }) =>
    to > 1
      ? start * (from - 1) + (i * (end - start) * (from - 1)) / (to - 1)
      : 0.5 * (start + end) * (from - 1),
};

const NEAREST: Record<string, (x: number) => number> = {
  round_prefer_floor: (x) => Math.ceil(x - 0.5),
  round_prefer_ceil: (x) => Math.floor(x + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

const triangle = (x: number): number => Math.max(0, 1 - Math.abs(x));

const keys =
  (a: number) =>
  (x: number): number => {
    const d = Math.abs(x);
    if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
    return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
  };

/** The matrix (to, from) that resizes one axis. */
function resizeMatrix(call: Call, axis: Target): Float64Array {
  const mode = call.text('mode', 'nearest');
  const coordinates = COORDINATES[call.text('coordinate_transformation_mode', 'half_pixel')];
  if (!coordinates)
    throw call.error(`has the coordinate mode "${call.text('coordinate_transformation_mode', '')}"`);
  const { from, to, scale } = axis;
  if (!(to >= 0 && from * to <= MOST_WEIGHTS)) throw call.error(`would resize ${from} to ${to}`);
  const matrix = new Float64Array(from * to);
  const clamp = (i: number): number => Math.min(from - 1, Math.max(0, i));
  const excludeOutside = call.number('exclude_outside', 0) === 1;
  const antialias = call.number('antialias', 0) === 1 && scale < 1;
  const sharpness = antialias ? scale : 1;
  const kernel = mode === 'cubic' ? keys(call.number('cubic_coeff_a', -0.75)) : triangle;
  const support = (mode === 'cubic' ? 2 : 1) / sharpness;
  for (let i = 0; i < to; i++) {
    if (isOutside(call, i, axis)) continue;
    const x = coordinates(i, axis);
    if (mode === 'nearest') {
      const nearest = NEAREST[call.text('nearest_mode', 'round_prefer_floor')];
      if (!nearest) throw call.error(`has the nearest mode "${call.text('nearest_mode', '')}"`);
      matrix[i * from + clamp(nearest(x))] = 1;
      continue;
    }
    let total = 0;
    for (let j = Math.floor(x - support); j <= Math.ceil(x + support); j++) {
      const outside = j < 0 || j >= from;
      if (outside && excludeOutside) continue;
      const weight = kernel((j - x) * sharpness);
      matrix[i * from + clamp(j)]! += weight;
      total += weight;
    }
    if (total !== 0) for (let j = 0; j < from; j++) matrix[i * from + j]! /= total;
  }
  return matrix;
}

/** A matrix of more weights than this resizes to no image that fits in memory. */
const MOST_WEIGHTS = 2 ** 26;

/** Resizing is linear along each axis: a product with a fixed matrix, which differentiates for free. */
function alongAxis(call: Call, x: Expression, target: Target): Expression {
  const { axis, scale, from, to, roi } = target;
  const whole = roi[0] === 0 && roi[1] === 1;
  if (to === from && (crops(call) ? whole : scale === 1)) return x;
  const rank = x.rank;
  const m = x.builder.constant(Tensor.of(x.type, [to, from], resizeMatrix(call, target)));
  if (axis === rank - 1) return x.matmul(m.matrixTranspose());
  if (axis === rank - 2) return m.matmul(x);
  const order = x.dims.map((_, i) => i).filter((i) => i !== axis);
  const inverse = x.dims.map((_, i) => (i === axis ? rank - 1 : order.indexOf(i)));
  return x
    .transpose([...order, axis])
    .matmul(m.matrixTranspose())
    .transpose(inverse);
}

const crops = (call: Call): boolean =>
  call.text('coordinate_transformation_mode', 'half_pixel') === 'tf_crop_and_resize';

/** Whether an element of the output lies outside what is resized. */
const isOutside = (call: Call, i: number, target: Target): boolean => {
  if (!crops(call)) return false;
  const x = COORDINATES.tf_crop_and_resize!(i, target);
  return x < 0 || x > target.from - 1;
};

/** What stands where a region reaches outside: one value. */
function filled(call: Call, x: Expression, targets: readonly Target[]): Expression {
  const value = call.number('extrapolation_value', 0);
  if (value === 0) return x;
  const b = x.builder;
  const inside = targets.map((target) => {
    const marks = Array.from({ length: target.to }, (_, i) => (isOutside(call, i, target) ? 0 : 1));
    const dims = x.dims.map((_, axis) => (axis === target.axis ? target.to : 1));
    return b.constant(Tensor.of(x.type, dims, marks));
  });
  const everywhere = inside.reduce((all, one) => all.mul(one));
  return x.add(everywhere.neg().add(1).mul(value));
}

/** Pictures of another size. */
export const resizing: OperatorTable = {
  Resize: {
    since: 10,
    channels: 'second',
    decompose: (call, [x]) => {
      const targets = targetsOf(call);
      const whole = !isFloat(x!.type);
      const real = whole ? x!.cast('float32') : x!;
      const resized = targets.reduce((value, target) => alongAxis(call, value, target), real);
      const made = filled(call, resized, targets);
      return [whole ? made.builder.apply('Round', [made]).cast(x!.type) : made];
    },
  },
};
