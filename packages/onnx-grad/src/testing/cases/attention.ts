import { Tensor } from '../../graph/tensor.js';
import { type OperatorCase, bools, floats, make, real, weights } from './case.js';

const grouped = [real(1, 4, 3, 4), real(1, 2, 5, 4), real(1, 2, 5, 4)];
const square = [real(1, 2, 3, 4), real(1, 2, 3, 4), real(1, 2, 3, 2)];
/** A query that may look nowhere has no softmax. */
const mask = bools([3, 5], 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1);

export const attention: readonly OperatorCase[] = [
  make('Attention', [real(1, 2, 3, 4), real(1, 2, 5, 4), real(1, 2, 5, 4)]),
  make('Attention', [real(1, 3, 4), real(1, 3, 4), real(1, 3, 4)], { q_num_heads: 2, kv_num_heads: 2 }),
  make('Attention', grouped, { scale: 0.3 }),
  make('Attention', square, { is_causal: 1 }),
  make('Attention', grouped, { softcap: 0.8 }),
  make('Attention', [...grouped, mask], {}, { notInRuntime: 'a row that is wholly masked is NaN there' }),
  make('Attention', [...grouped, real(3, 5)]),
  make('Attention', [
    ...grouped,
    floats([3, 5], ...[1, 2, 3].flatMap(() => [0, -Infinity, 0.5, 0, -Infinity])),
  ]),
  make(
    'Attention',
    [real(1, 2, 2, 4), real(1, 2, 2, 4), real(1, 2, 2, 3), undefined, real(1, 2, 3, 4), real(1, 2, 3, 3)],
    { is_causal: 1 },
    { outputs: 3, notInRuntime: 'aligns causality to the first key' },
  ),
  ...[0, 1, 3].map((mode) =>
    make(
      'Attention',
      square,
      { qk_matmul_output_mode: mode, softcap: 0.7 },
      { outputs: 4, opset: 24, notInRuntime: 'orders what is shown as opset 23 did' },
    ),
  ),
  make(
    'Attention',
    [...grouped, undefined, undefined, undefined, Tensor.ints([4])],
    {},
    { opset: 24, notInRuntime: 'opset 24' },
  ),
  make('Attention', square, { left_window_size: 1, right_window_size: 0 }, { notInRuntime: 'opset 25' }),
  make('RotaryEmbedding', [real(1, 2, 3, 4), weights([1, 3, 2]), weights([1, 3, 2])]),
  make(
    'RotaryEmbedding',
    [real(1, 3, 12), weights([6, 2]), weights([6, 2]), Tensor.of('int64', [1, 3], [4, 0, 2])],
    {
      num_heads: 2,
      rotary_embedding_dim: 4,
      interleaved: 1,
    },
  ),
];
