import { type OperatorCase, between, floats, make, real, weights } from './case.js';

export const normalizations: readonly OperatorCase[] = [
  make('BatchNormalization', [
    real(2, 3, 2, 2),
    floats([3], 1, 2, 0.5),
    floats([3], 0, 1, -1),
    floats([3], 0.1, 0, -0.2),
    floats([3], 1, 0.5, 2),
  ]),
  make(
    'BatchNormalization',
    [real(2, 2), floats([2], 1, 2), floats([2], 0, 1), floats([2], 0.1, 0), floats([2], 1, 0.5)],
    { epsilon: 0.01 },
  ),
  // in the parameters too, which networks that predict them have depend on the image
  make('BatchNormalization', [real(2, 3, 2, 2), ...[real(3), real(3), real(3)], between(0.5, 2, 3)]),
  make('BatchNormalization', [real(3, 2), real(2), real(2), real(2), between(0.5, 2, 2)]),
  make(
    'BatchNormalization',
    [real(2, 3, 2, 2), real(3), real(3), floats([3], 0.1, 0, -0.2), floats([3], 1, 0.5, 2)],
    { training_mode: 1, momentum: 0.7 },
    { outputs: 3, notInRuntime: 'only where it trains' },
  ),
  make('LayerNormalization', [real(2, 3, 4), weights([4]), weights([4])]),
  make('LayerNormalization', [real(2, 3, 4), weights([3, 4])], { axis: 1, epsilon: 1e-3 }),
  make('RMSNormalization', [real(2, 3, 4), weights([4])], { epsilon: 1e-3 }, { notInRuntime: 'opset 23' }),
  make('SimplifiedLayerNormalization', [real(2, 3, 4), weights([4])], { epsilon: 1e-3 }),
  make('InstanceNormalization', [real(2, 3, 4, 2), weights([3]), weights([3])]),
  make('GroupNormalization', [real(2, 4, 3), weights([2]), weights([2])], { num_groups: 2 }),
  make(
    'GroupNormalization',
    [real(2, 4, 3), weights([4]), weights([4])],
    { num_groups: 2 },
    { notInRuntime: 'one number a channel is the form of opset 21' },
  ),
  make('MeanVarianceNormalization', [real(2, 3, 4, 2)]),
  make('LpNormalization', [real(2, 4)], { axis: -1, p: 2 }),
  make('LpNormalization', [between(0.5, 2, 2, 4)], { axis: 0, p: 1 }),
  make('LRN', [real(1, 5, 2, 2)], { size: 3, alpha: 0.3, beta: 0.75, bias: 1 }),
  make('LRN', [real(1, 6, 2, 2)], { size: 5, alpha: 0.3, beta: 0.5, bias: 2 }),
];
