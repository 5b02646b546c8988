import { type OperatorCase, between, ints, make, real } from './case.js';

export const reductions: readonly OperatorCase[] = [
  ...[
    'ReduceSum',
    'ReduceMean',
    'ReduceMax',
    'ReduceMin',
    'ReduceL1',
    'ReduceL2',
    'ReduceSumSquare',
    'ReduceProd',
    'ReduceLogSum',
    'ReduceLogSumExp',
  ].flatMap((op) => [
    make(op, [between(0.5, 2, 2, 3, 4), ints(1)], { keepdims: 0 }),
    make(op, [between(0.5, 2, 2, 3, 4), ints(-1, 0)], { keepdims: 1 }),
    make(op, [between(0.5, 2, 2, 3)]),
  ]),
  make('ReduceSum', [real(2, 3), ints()], { noop_with_empty_axes: 1 }),
  make('Softmax', [real(2, 3, 4)]),
  make('Softmax', [real(2, 3, 4)], { axis: 1 }),
  make('LogSoftmax', [real(2, 3, 4)], { axis: 0 }),
];
