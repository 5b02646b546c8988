import type { Attribute } from '../../graph/graph.js';
import { type OperatorCase, make, real, weights } from './case.js';

const conv = (
  x: number[],
  w: number[],
  attributes: Record<string, Attribute> = {},
  bias = false,
): OperatorCase => make('Conv', [real(...x), weights(w), bias ? weights([w[0]!]) : undefined], attributes);

export const convolutions: readonly OperatorCase[] = [
  conv([2, 3, 6, 7], [4, 3, 3, 3], { pads: [1, 1, 1, 1] }, true),
  conv([1, 2, 5, 5], [3, 2, 1, 1]),
  conv([1, 2, 6, 5], [3, 2, 3, 2], { pads: [0, 1, 2, 0] }),
  conv([1, 2, 5, 5], [2, 2, 3, 3], { pads: [3, 3, 3, 3] }),
  conv([1, 3, 9, 9], [2, 3, 7, 7], { strides: [2, 2], pads: [3, 3, 3, 3] }, true),
  conv([1, 2, 8, 8], [3, 2, 3, 3], { strides: [2, 2], pads: [1, 1, 1, 1] }),
  conv([1, 2, 7, 9], [3, 2, 3, 3], { strides: [2, 2] }),
  conv([1, 2, 8, 7], [3, 2, 1, 1], { strides: [2, 2] }),
  conv([1, 2, 8, 7], [3, 2, 1, 1], { strides: [2, 3], pads: [1, 0, 0, 1] }),
  conv([1, 2, 10, 11], [3, 2, 2, 3], { strides: [3, 2], pads: [1, 0, 0, 2] }),
  conv([1, 2, 11, 11], [2, 2, 4, 4], { strides: [4, 4] }),
  conv([1, 2, 9, 9], [2, 2, 5, 5], { strides: [1, 2], pads: [2, 2, 2, 2] }),
  conv([1, 4, 6, 6], [6, 2, 3, 3], { group: 2, pads: [1, 1, 1, 1] }),
  conv([1, 4, 7, 7], [6, 2, 3, 3], { group: 2, strides: [2, 2], pads: [1, 1, 1, 1] }),
  conv([1, 3, 6, 6], [3, 1, 3, 3], { group: 3, pads: [1, 1, 1, 1] }),
  conv([1, 3, 7, 7], [6, 1, 3, 3], { group: 3, strides: [2, 2], pads: [1, 1, 1, 1] }),
  conv([1, 2, 9, 9], [2, 2, 3, 3], { dilations: [2, 2], pads: [2, 2, 2, 2] }),
  conv([1, 2, 10, 9], [2, 2, 3, 3], { dilations: [2, 3], strides: [2, 1], pads: [1, 2, 1, 2] }),
  conv([1, 2, 7, 7], [2, 2, 3, 3], { auto_pad: 'SAME_UPPER', strides: [2, 2] }),
  conv([1, 2, 6, 6], [2, 2, 2, 2], { auto_pad: 'SAME_LOWER' }),
  conv([1, 2, 6, 6], [2, 2, 2, 2], { auto_pad: 'VALID' }),
  conv([2, 3, 9], [4, 3, 3], { strides: [2], pads: [1, 1] }),
  conv([1, 2, 4, 5, 4], [2, 2, 3, 3, 2], { pads: [1, 1, 0, 1, 1, 1] }),
  conv([1, 2, 5, 5, 4], [2, 2, 3, 3, 2], { strides: [2, 2, 2], pads: [1, 1, 0, 1, 1, 0] }),
  // in the weights too
  make('Conv', [real(2, 3, 6, 7), real(4, 3, 3, 3), real(4)], { pads: [1, 1, 1, 1] }),
  make('Conv', [real(2, 4, 7, 8), real(6, 2, 3, 2), real(6)], {
    group: 2,
    strides: [2, 3],
    pads: [1, 0, 1, 2],
  }),
  make('Conv', [real(1, 3, 9, 9), real(3, 1, 3, 3)], { group: 3, dilations: [2, 3], strides: [1, 2] }),
  make('Conv', [real(1, 2, 7, 7), real(2, 2, 3, 3)], { auto_pad: 'SAME_UPPER', strides: [2, 2] }),
  make('Conv', [real(2, 2, 9), real(3, 2, 3)], { strides: [2], pads: [1, 1] }),
  make('ConvTranspose', [real(1, 3, 4, 5), weights([3, 2, 3, 3])], {
    strides: [2, 2],
    pads: [1, 1, 1, 1],
    output_padding: [1, 1],
  }),
  make('ConvTranspose', [real(1, 3, 4, 4), weights([3, 2, 2, 2]), weights([2])], { strides: [2, 2] }),
  make('ConvTranspose', [real(1, 4, 4, 4), weights([4, 1, 3, 3])], { group: 2, pads: [0, 1, 1, 0] }),
  make('ConvTranspose', [real(1, 2, 4, 4), weights([2, 2, 3, 3])], { dilations: [2, 2] }),
  make('ConvTranspose', [real(1, 2, 3, 3), weights([2, 1, 4, 4])], { strides: [2, 2], output_shape: [6, 6] }),
];
