import type { Attribute } from '../../graph/graph.js';
import type { Tensor } from '../../graph/tensor.js';
import { type CaseInput, type OperatorCase, floats, ints, make, real, values } from './case.js';

const resize = (
  input: CaseInput,
  sizes: Tensor | undefined,
  scales: Tensor | undefined,
  attributes: Record<string, Attribute>,
): OperatorCase => make('Resize', [input, undefined, scales, sizes], attributes);

export const sampling: readonly OperatorCase[] = [
  ...['half_pixel', 'align_corners', 'asymmetric', 'pytorch_half_pixel'].flatMap((mode) => [
    resize(real(1, 2, 4, 5), ints(1, 2, 7, 3), undefined, {
      mode: 'linear',
      coordinate_transformation_mode: mode,
    }),
    resize(real(1, 2, 4, 5), ints(1, 2, 8, 10), undefined, {
      mode: 'nearest',
      coordinate_transformation_mode: mode,
    }),
  ]),
  resize(real(1, 2, 4, 5), undefined, floats([4], 1, 1, 2, 1.5), { mode: 'linear' }),
  resize(real(1, 1, 5, 5), ints(1, 1, 7, 3), undefined, { mode: 'cubic' }),
  resize(real(1, 1, 5, 5), ints(1, 1, 7, 3), undefined, {
    mode: 'cubic',
    cubic_coeff_a: -0.5,
    exclude_outside: 1,
  }),
  resize(real(1, 1, 9, 9), ints(1, 1, 4, 5), undefined, { mode: 'linear', antialias: 1 }),
  resize(real(1, 1, 4, 4), ints(1, 1, 6, 6), undefined, {
    mode: 'nearest',
    nearest_mode: 'floor',
    coordinate_transformation_mode: 'asymmetric',
  }),
  ...['zeros', 'border', 'reflection'].flatMap((padding_mode) =>
    ['bilinear', 'nearest', 'bicubic'].flatMap((mode) =>
      [0, 1].map((align_corners) =>
        make(
          'GridSample',
          [real(1, 2, 4, 5), floats([1, 2, 2, 2], -0.9, 0.3, 0.2, 0.71, 1.2, -1.5, 0.05, -0.62)],
          { mode, padding_mode, align_corners },
        ),
      ),
    ),
  ),
  // in the grid too, away from where it crosses an element
  ...['bilinear', 'bicubic'].map((mode) =>
    make('GridSample', [real(1, 2, 4, 5), values([1, 1, 2, 2], -0.87, 0.31, 0.22, 0.71)], { mode }),
  ),
  ...['linear', 'nearest'].map((mode) =>
    make(
      'GridSample',
      [real(1, 2, 3, 4, 2), floats([1, 1, 1, 2, 3], -0.9, 0.3, 0.2, 1.71, -1.2, -0.5)],
      {
        mode,
        padding_mode: 'reflection',
      },
      { opset: 20 },
    ),
  ),
  make('AffineGrid', [real(2, 2, 3), ints(2, 1, 3, 4)]),
  make('AffineGrid', [real(1, 3, 4), ints(1, 1, 2, 3, 2)], { align_corners: 1 }),
  make(
    'Resize',
    [real(1, 1, 4, 5), floats([8], 0, 0, 0.2, 0.1, 1, 1, 0.9, 1.3), undefined, ints(1, 1, 3, 4)],
    {
      mode: 'linear',
      coordinate_transformation_mode: 'tf_crop_and_resize',
      extrapolation_value: 0.5,
    },
  ),
  make('Resize', [real(1, 1, 4, 5), floats([4], 0.2, 0.1, 0.9, 0.7), undefined, ints(3, 4)], {
    axes: [2, 3],
    mode: 'linear',
    coordinate_transformation_mode: 'tf_crop_and_resize',
  }),
];
