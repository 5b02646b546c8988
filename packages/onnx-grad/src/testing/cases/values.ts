import { Tensor } from '../../graph/tensor.js';
import { type OperatorCase, bools, each, floats, int, ints, make, real, values } from './case.js';

/** Values of operators that no gradient passes, and of those whose gradient is taken straight through. */
export const valuesOnly: readonly OperatorCase[] = [
  ...each(
    ['Floor', 'Ceil', 'Round', 'Sign', 'IsNaN', 'IsInf', 'Hardmax'],
    values([6], -1.5, -0.5, 0.5, 1.5, 2.5, 0.2),
  ),
  make('Not', [bools([2], 1, 0)]),
  ...each(
    ['Equal', 'Greater', 'GreaterOrEqual', 'Less', 'LessOrEqual'],
    values([3], 1, 2, 3),
    values([3], 3, 2, 1),
  ),
  ...each(['And', 'Or', 'Xor'], bools([4], 0, 0, 1, 1), bools([4], 0, 1, 0, 1)),
  make('Mod', [ints(5, -5, 7), ints(3, 3, -4)]),
  make('Div', [ints(7, -7, 9), ints(2, 2, 4)]),
  make('IsInf', [floats([4], 1, Infinity, -Infinity, NaN)], { detect_negative: 0 }),
  make('Hardmax', [floats([2, 3], 1, 3, 3, 2, 2, 1)], { axis: 0 }),
  ...each(
    ['BitwiseAnd', 'BitwiseOr', 'BitwiseXor'],
    Tensor.of('int32', [2, 2], [12, -7, 255, 1]),
    Tensor.of('int32', [2], [10, 3]),
  ),
  make('BitwiseNot', [Tensor.of('uint8', [3], [0, 7, 255])]),
  ...['LEFT', 'RIGHT'].map((direction) =>
    make('BitShift', [Tensor.of('uint8', [3], [3, 200, 255]), Tensor.of('uint8', [3], [1, 2, 4])], {
      direction,
    }),
  ),
  make('EyeLike', [real(3, 4)], { k: 1 }),
  make('Shape', [real(2, 3, 4)], { start: 1 }),
  make('Size', [real(2, 3)]),
  make('Constant', [], { value: floats([2], 1, 2) }),
  make('ConstantOfShape', [ints(2, 3)], { value: floats([1], 0.5) }),
  make('Range', [int(1), int(9), int(3)]),
  make('NonZero', [Tensor.of('float32', [2, 3], [0, 1, 2, 0, 0, 3])]),
  make('ArgMax', [real(2, 3, 4)], { axis: 1, keepdims: 0 }),
  make('ArgMin', [real(2, 3, 4)], { axis: -1 }),
  make('OneHot', [ints(1, -1, 0), int(3), floats([2], 0.5, 2)], { axis: 0 }),
  make('Resize', [Tensor.of('uint8', [1, 1, 2, 2], [0, 50, 100, 255]), undefined, floats([4], 1, 1, 2, 2)], {
    mode: 'nearest',
  }),
];
