import type { Attribute } from '../../graph/graph.js';
import type { Tensor } from '../../graph/tensor.js';
import { type CaseInput, type OperatorCase, floats, ints, make, real } from './case.js';

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
  ...['zeros', 'border'].flatMap((padding_mode) =>
    [0, 1].map((align_corners) =>
      make(
        'GridSample',
        [real(1, 2, 4, 5), floats([1, 2, 2, 2], -0.9, 0.3, 0.2, 0.71, 1.2, -0.5, 0.05, -0.62)],
        { mode: 'bilinear', padding_mode, align_corners },
      ),
    ),
  ),
];
