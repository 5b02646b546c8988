import type { Attribute } from '../../graph/graph.js';
import { Tensor } from '../../graph/tensor.js';
import { type OperatorCase, floats, int, ints, make, real, weights } from './case.js';

const BOXES = floats([3, 4], 0.3, 0.4, 3.7, 3.2, 1.1, 0.2, 4.9, 4.4, -0.6, 2.1, 2.3, 6.5);

const LEGACY: Record<string, Record<string, Attribute>> = {
  Affine: { alpha: 0.5, beta: 2 },
  Scale: { scale: 0.5 },
  ScaledTanh: { alpha: 0.5, beta: 2 },
  ParametricSoftplus: { alpha: 0.5, beta: 2 },
  Crop: { border: [1, 0, 1, 1], scale: [2, 1] },
};

/** Regions of images, deformed convolutions, and the experimental operators of old. */
export const regions: readonly OperatorCase[] = [
  make('RoiAlign', [real(2, 3, 5, 6), BOXES, ints(0, 1, 1)], {
    output_height: 2,
    output_width: 3,
    sampling_ratio: 2,
  }),
  make('RoiAlign', [real(2, 2, 5, 6), BOXES, ints(0, 1, 1)], {
    ...{ output_height: 2, output_width: 2, sampling_ratio: 1, spatial_scale: 0.5 },
    coordinate_transformation_mode: 'output_half_pixel',
  }),
  make('RoiAlign', [real(1, 2, 5, 6), floats([1, 4], 0.5, 0.5, 4.2, 4.2), ints(0)], {
    output_height: 2,
    output_width: 2,
  }),
  make('RoiAlign', [real(1, 2, 5, 6), { dims: [1, 4], values: [0.3, 0.4, 3.7, 3.2] }, ints(0)], {
    output_height: 2,
    output_width: 2,
    sampling_ratio: 2,
  }),
  make(
    'DeformConv',
    [
      real(2, 4, 5, 5),
      real(2, 2, 3, 3),
      { dims: [2, 36, 3, 3], from: -0.45, to: 0.45 },
      weights([2]),
      { dims: [2, 18, 3, 3], from: 0.2, to: 1 },
    ],
    { group: 2, offset_group: 2, kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
    { notInRuntime: 'none on a CPU' },
  ),
  make(
    'ImageScaler',
    [real(1, 3, 2, 2)],
    { scale: 0.5, bias: [1, 2, 3] },
    { notInRuntime: 'written by its attributes alone' },
  ),
  ...['Affine', 'Scale', 'ScaledTanh', 'ParametricSoftplus', 'Crop'].map((operator) =>
    make(operator, [real(1, 2, 3, 4)], LEGACY[operator], { notInRuntime: 'gone from ONNX long ago' }),
  ),
];

/** Boxes: corners whichever way round, two of them nearly the same. */
const PLACES = [0, 0, 1, 1, 0.05, 0, 1.05, 1, 2, 2, 1, 1, 5, 5, 6, 6];
export const suppressions: readonly OperatorCase[] = [
  make('NonMaxSuppression', [
    floats([1, 4, 4], ...PLACES),
    floats([1, 2, 4], 0.9, 0.95, 0.5, 0.3, 0.2, 0.1, 0.8, 0.7),
    int(2),
    Tensor.scalar('float32', 0.5),
    Tensor.scalar('float32', 0.15),
  ]),
  make('NonMaxSuppression', [floats([1, 4, 4], ...PLACES), floats([1, 1, 4], 0.9, 0.95, 0.5, 0.3), int(4)], {
    center_point_box: 1,
  }),
];
