import type { Expression } from '../ad/expression.js';
import { Tensor } from '../graph/tensor.js';
import type { Call, OperatorTable } from './operator.js';

/** Source coordinate of output index i, for each of ONNX's coordinate modes. */
type Coordinates = (
  i: number,
  axis: { scale: number; from: number; to: number; roi: [number, number] },
) => number;

const COORDINATES: Record<string, Coordinates> = {
  half_pixel: (i, { scale }) => (i + 0.5) / scale - 0.5,
  half_pixel_symmetric: (i, { scale, from, to }) => {
    const adjustment = to / (scale * from);
    return (from / 2) * (1 - adjustment) + (i + 0.5) / scale - 0.5;
  },
  pytorch_half_pixel: (i, { scale, to }) => (to > 1 ? (i + 0.5) / scale - 0.5 : 0),
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
function resizeMatrix(
  call: Call,
  axis: { scale: number; from: number; to: number; roi: [number, number] },
): Float64Array {
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

interface Target {
  axis: number;
  scale: number;
  to: number;
}

/** Output length and scale of each resized axis, from whichever of sizes and scales is given. */
function targets(call: Call, scales: number[], sizes: number[]): Target[] {
  const dims = call.dims(0);
  const axes = call
    .ints(
      'axes',
      dims.map((_, i) => i),
    )
    .map((a) => call.axis(a, dims.length));
  if (sizes.length === axes.length) {
    const ratios = axes.map((axis, i) => sizes[i]! / dims[axis]!);
    const policy = call.text('keep_aspect_ratio_policy', 'stretch');
    const common = policy === 'not_larger' ? Math.min(...ratios) : Math.max(...ratios);
    return axes.map((axis, i) => {
      const scale = policy === 'stretch' ? ratios[i]! : common;
      return { axis, scale, to: policy === 'stretch' ? sizes[i]! : Math.round(scale * dims[axis]!) };
    });
  }
  if (scales.length !== axes.length) throw call.error('has neither scales nor sizes that fit its axes');
  return axes.map((axis, i) => ({ axis, scale: scales[i]!, to: Math.floor(dims[axis]! * scales[i]!) }));
}

/** Resizing is linear along each axis: a product with a fixed matrix, which differentiates for free. */
function resized(call: Call, x: Expression, scales: number[], sizes: number[], roi: number[]): Expression {
  const rank = x.rank;
  return targets(call, scales, sizes).reduce((value, { axis, scale, to }) => {
    const from = value.dims[axis]!;
    const region: [number, number] = roi.length === 2 * rank ? [roi[axis]!, roi[axis + rank]!] : [0, 1];
    if (to === from && scale === 1) return value;
    const matrix = Tensor.of(x.type, [to, from], resizeMatrix(call, { scale, from, to, roi: region }));
    const m = x.builder.constant(matrix);
    if (axis === rank - 1) return value.matmul(m.matrixTranspose());
    if (axis === rank - 2) return m.matmul(value);
    const order = value.dims.map((_, i) => i).filter((i) => i !== axis);
    const inverse = value.dims.map((_, i) => (i === axis ? rank - 1 : order.indexOf(i)));
    return value
      .transpose([...order, axis])
      .matmul(m.matrixTranspose())
      .transpose(inverse);
  }, x);
}

const numbersOf = (call: Call, i: number): number[] => call.constantOr(i, (t) => [...t.numbers], []);

/** Pictures of another size. */
export const resizing: OperatorTable = {
  Resize: {
    since: 10,
    channels: 'second',
    decompose: (call, [x]) => [resized(call, x!, numbersOf(call, 2), numbersOf(call, 3), numbersOf(call, 1))],
  },
};
