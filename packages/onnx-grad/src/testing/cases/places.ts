import { Tensor } from '../../graph/tensor.js';
import { type OperatorCase, between, bools, ints, make, real } from './case.js';

/** Each index twice, and one never. */
const rows = Tensor.of('int64', [2, 3], [0, 1, 2, 2, 1, 0]);

/** What reads, writes, takes and turns around elements at places that are given or found. */
export const places: readonly OperatorCase[] = [
  make('TopK', [real(3, 6), ints(2)], {}, { outputs: 2 }),
  make('TopK', [real(2, 5, 3), ints(3)], { axis: 1, largest: 0 }, { outputs: 2 }),
  make('TopK', [real(4), ints(4)], {}, { outputs: 2 }),
  ...['mul', 'max', 'min'].flatMap((reduction) => [
    make('ScatterElements', [between(0.5, 2, 4, 3), rows, between(0.4, 1.9, 2, 3)], { reduction }),
    make(
      'ScatterND',
      [between(0.5, 2, 4, 2), Tensor.of('int64', [3, 1], [3, 1, 3]), between(0.4, 1.9, 3, 2)],
      {
        reduction,
      },
    ),
  ]),
  make('CenterCropPad', [real(3, 6, 5), ints(4, 3, 5)]),
  make('CenterCropPad', [real(2, 5, 4), ints(2, 7)], { axes: [1, -1] }),
  make('Compress', [real(3, 4), bools([3], 0, 1, 1)], { axis: 1 }),
  make('Compress', [real(2, 3), bools([5], 0, 1, 1, 0, 1)]),
  make('ReverseSequence', [real(4, 3, 2), ints(1, 4, 3)]),
  make('ReverseSequence', [real(2, 4), ints(3, 2)], { time_axis: 1, batch_axis: 0 }),
  make('TensorScatter', [real(2, 4, 3), real(2, 2, 3), ints(1, 2)], {}, { notInRuntime: 'opset 24' }),
  make(
    'TensorScatter',
    [real(2, 4, 3), real(2, 2, 3), ints(3, 2)],
    { mode: 'circular' },
    { notInRuntime: 'opset 24' },
  ),
  make('Col2Im', [real(1, 12, 6), ints(5, 5), ints(2, 3)], {
    pads: [0, 1, 0, 1],
    strides: [2, 1],
    dilations: [1, 2],
  }),
  make('Col2Im', [real(2, 8, 9), ints(4, 4), ints(2, 2)]),
];
