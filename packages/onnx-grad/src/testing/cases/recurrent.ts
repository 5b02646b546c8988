import { Tensor } from '../../graph/tensor.js';
import { type OperatorCase, make, real, weights } from './case.js';

const lengths = (...n: number[]): Tensor => Tensor.of('int32', [n.length], n);

/** Recurrent layers, in every direction. */
export const recurrent: readonly OperatorCase[] = [
  make(
    'RNN',
    [real(3, 2, 4), weights([1, 3, 4]), weights([1, 3, 3]), weights([1, 6])],
    { hidden_size: 3 },
    { outputs: 2 },
  ),
  make('RNN', [real(3, 2, 4), weights([1, 3, 4]), weights([1, 3, 3])], {
    hidden_size: 3,
    direction: 'reverse',
    activations: ['Affine'],
    activation_alpha: [0.5],
    activation_beta: [0.1],
  }),
  make(
    'GRU',
    [real(3, 2, 4), weights([2, 9, 4]), weights([2, 9, 3]), weights([2, 18]), undefined, real(2, 2, 3)],
    {
      hidden_size: 3,
      direction: 'bidirectional',
      linear_before_reset: 1,
    },
    { outputs: 2 },
  ),
  make(
    'GRU',
    [real(3, 2, 4), weights([1, 9, 4]), weights([1, 9, 3]), weights([1, 18]), lengths(3, 2)],
    {
      hidden_size: 3,
      direction: 'reverse',
    },
    { outputs: 2 },
  ),
  make(
    'LSTM',
    [
      real(2, 3, 4),
      weights([2, 12, 4]),
      weights([2, 12, 3]),
      weights([2, 24]),
      lengths(2, 1, 2),
      real(2, 3, 3),
      real(2, 3, 3),
      weights([2, 9]),
    ],
    { hidden_size: 3, direction: 'bidirectional' },
    { outputs: 3 },
  ),
  make(
    'LSTM',
    [real(2, 3, 4), weights([1, 8, 4]), weights([1, 8, 2])],
    { hidden_size: 2, clip: 0.5, activations: ['HardSigmoid', 'Tanh', 'Softsign'] },
    { outputs: 3 },
  ),
  make(
    'LSTM',
    [real(2, 3, 4), weights([1, 8, 4]), weights([1, 8, 2])],
    { hidden_size: 2, layout: 1, input_forget: 1 },
    { outputs: 3, notInRuntime: 'layout 1' },
  ),
];
