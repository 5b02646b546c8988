import type { Attribute } from '../../graph/graph.js';
import { Tensor } from '../../graph/tensor.js';
import { type OperatorCase, between, make, real } from './case.js';

export const poolings: readonly OperatorCase[] = [
  ...(
    [
      { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] },
      { kernel_shape: [3, 3], pads: [1, 1, 1, 1] },
      { kernel_shape: [2, 2], strides: [2, 2] },
      { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 },
      { kernel_shape: [3, 3], strides: [2, 2], pads: [0, 0, 1, 1] },
      { kernel_shape: [3, 2], strides: [1, 2], pads: [1, 0, 1, 1] },
      { kernel_shape: [2, 2], strides: [3, 3] },
      { kernel_shape: [5, 1] },
    ] as Record<string, Attribute>[]
  ).flatMap((attributes) => [
    make('MaxPool', [real(2, 2, 8, 9)], attributes),
    make('AveragePool', [real(1, 2, 8, 9)], attributes),
    make('AveragePool', [real(1, 2, 8, 9)], { ...attributes, count_include_pad: 1 }),
  ]),
  make('MaxPool', [real(1, 2, 9, 9)], {
    kernel_shape: [2, 3],
    dilations: [3, 2],
    strides: [2, 1],
    pads: [1, 1, 1, 1],
  }),
  make('MaxPool', [real(1, 2, 7)], { kernel_shape: [3], strides: [2] }),
  make('MaxPool', [real(1, 1, 4, 5, 4)], {
    kernel_shape: [2, 3, 2],
    strides: [2, 2, 2],
    pads: [0, 1, 0, 0, 1, 0],
  }),
  make('MaxPool', [real(1, 2, 7, 7)], { kernel_shape: [3, 3], strides: [2, 2], auto_pad: 'SAME_UPPER' }),
  make('AveragePool', [real(1, 2, 7)], { kernel_shape: [3], strides: [2], pads: [1, 1] }),
  make('AveragePool', [real(1, 2, 6, 6)], { kernel_shape: [3, 3], strides: [3, 3] }),
  make(
    'AveragePool',
    [real(1, 2, 9, 8)],
    {
      kernel_shape: [2, 3],
      dilations: [3, 2],
      strides: [2, 1],
      pads: [1, 1, 1, 1],
    },
    { opset: 19 },
  ),
  make(
    'MaxPool',
    [real(2, 2, 5, 6)],
    { kernel_shape: [3, 2], strides: [2, 2], pads: [1, 0, 1, 1] },
    { outputs: 2 },
  ),
  make('MaxPool', [real(1, 2, 5, 6)], { kernel_shape: [2, 2], storage_order: 1 }, { outputs: 2 }),
  make('MaxUnpool', [real(1, 2, 2, 2), Tensor.of('int64', [1, 2, 2, 2], [5, 7, 8, 15, 16, 18, 27, 31])], {
    kernel_shape: [2, 2],
    strides: [2, 2],
  }),
  make('LpPool', [between(0.5, 2, 1, 2, 6, 7)], {
    kernel_shape: [3, 2],
    strides: [2, 1],
    pads: [1, 1, 1, 0],
  }),
  make('LpPool', [real(1, 2, 6, 7)], { kernel_shape: [2, 2], p: 1, auto_pad: 'SAME_UPPER' }),
  make('LpPool', [real(1, 1, 9, 9)], { kernel_shape: [3, 2], p: 3, dilations: [3, 4], pads: [2, 1, 2, 1] }),
  make('GlobalLpPool', [real(2, 2, 3, 2)]),
  make('GlobalLpPool', [real(2, 2, 3, 2)], { p: 3 }),
  make('GlobalAveragePool', [real(2, 3, 4, 5)]),
  make('GlobalMaxPool', [real(2, 3, 4, 5)]),
];
