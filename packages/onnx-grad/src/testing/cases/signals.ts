import { type OperatorCase, int, make, real } from './case.js';

export const signals: readonly OperatorCase[] = [
  make('DFT', [real(2, 5, 1)], { axis: 1 }),
  make('DFT', [real(1, 4, 3, 2)], { axis: 1, inverse: 1 }),
  make('DFT', [real(2, 6, 1), int(7)], { axis: 1, onesided: 1 }),
  make(
    'DFT',
    [real(2, 4, 2), undefined, int(-2)],
    { inverse: 1, onesided: 1 },
    { opset: 20, notInRuntime: 'one-sided inverses are newer' },
  ),
  make('DFT', [real(2, 4, 2), int(3), int(1)], {}, { opset: 20 }),
];
