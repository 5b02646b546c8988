import { type OperatorCase, between, each, make, real, weights } from './case.js';

const GPU = { notInRuntime: 'GPU only' };

export const optimized: readonly OperatorCase[] = [
  ...each(['com.microsoft.Gelu', 'com.microsoft.QuickGelu'], between(-2, 2, 2, 3)),
  make('com.microsoft.BiasGelu', [real(2, 4), weights([4])]),
  make('com.microsoft.FastGelu', [real(2, 4), weights([4])]),
  make('com.microsoft.FastGelu', [real(2, 4)]),
  make(
    'com.microsoft.SkipLayerNormalization',
    [real(2, 3, 4), real(2, 3, 4), weights([4]), weights([4]), weights([4])],
    { epsilon: 1e-3 },
  ),
  make('com.microsoft.SkipSimplifiedLayerNormalization', [real(2, 3, 4), real(2, 3, 4), weights([4])], {
    epsilon: 1e-3,
  }),
  make('com.microsoft.Attention', [real(2, 3, 4), weights([4, 12]), weights([12])], { num_heads: 2 }),
  make('com.microsoft.MultiHeadAttention', [real(2, 3, 4), real(2, 5, 4), real(2, 5, 4), weights([12])], {
    num_heads: 2,
  }),
  make('com.microsoft.FusedConv', [real(1, 2, 4, 4), weights([3, 2, 3, 3]), weights([3])], {
    activation: 'Tanh',
    pads: [1, 1, 1, 1],
  }),
  make('com.microsoft.FusedGemm', [real(2, 3), weights([3, 4]), weights([4])], { activation: 'Sigmoid' }),
  make('com.microsoft.FusedMatMul', [real(3, 2), weights([4, 3])], { transA: 1, transB: 1, alpha: 0.5 }),
  make(
    'com.microsoft.BiasAdd',
    [real(1, 4, 3), weights([3]), real(1, 4, 3)],
    {},
    { notInRuntime: 'GPU only' },
  ),
  make('com.microsoft.TransposeMatMul', [real(2, 2, 3), weights([2, 4, 3])], { transB: 1 }),
  make('com.microsoft.Attention', [real(2, 3, 4), weights([4, 10]), weights([10])], {
    num_heads: 2,
    qkv_hidden_sizes: [4, 4, 2],
  }),
  make('com.microsoft.BiasSplitGelu', [real(2, 3, 6), weights([6])], {}, GPU),
  make(
    'com.microsoft.NhwcConv',
    [real(1, 4, 4, 2), weights([3, 3, 3, 2]), weights([3])],
    { pads: [1, 1, 1, 1] },
    GPU,
  ),
  make(
    'com.microsoft.GroupNorm',
    [real(2, 2, 3, 4), weights([4]), weights([4])],
    { groups: 2, activation: 1 },
    GPU,
  ),
  make(
    'com.microsoft.GroupNorm',
    [real(2, 4, 2, 3), weights([4]), weights([4])],
    { groups: 2, activation: 0, channels_last: 0 },
    GPU,
  ),
  make(
    'com.microsoft.NhwcMaxPool',
    [real(1, 4, 4, 2)],
    { kernel_shape: [2, 2], strides: [2, 2] },
    { notInRuntime: 'of bytes alone' },
  ),
];
