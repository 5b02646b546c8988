import { alongAxes, lastAxis, pooled, quantizedAxes, rows } from './along.js';
import type { BatchRule } from './call.js';
import { gemm, multiplied } from './products.js';
import {
  concatenated,
  expanded,
  gathered,
  paddingAxes,
  reshaped,
  sliced,
  split,
  tiledAxes,
  transposed,
} from './rearranging.js';
import { reduced, searched } from './reductions.js';

/**
 * How operators work on several images at once, by name. Any other operator is run for one image at a time, which is
 * slower and as right; what is declared elementwise needs no entry, nor what is written in terms of others.
 */
export const batchRules: Readonly<Record<string, BatchRule>> = {
  ...Object.fromEntries(['Reshape', 'Flatten', 'Squeeze', 'Unsqueeze'].map((name) => [name, reshaped])),
  ...Object.fromEntries(
    ['Sum', 'Mean', 'Max', 'Min', 'Prod', 'L1', 'L2', 'SumSquare', 'LogSum', 'LogSumExp'].map((name) => [
      `Reduce${name}`,
      reduced,
    ]),
  ),
  ...Object.fromEntries(
    ['Conv', 'ConvTranspose', 'AveragePool', 'GlobalAveragePool', 'GlobalMaxPool'].map((name) => [
      name,
      rows,
    ]),
  ),
  MaxPool: pooled,
  BatchNormalization: rows,
  DepthToSpace: rows,
  Transpose: transposed,
  Concat: concatenated,
  Split: split,
  Slice: sliced,
  Gather: gathered,
  Expand: expanded,
  Tile: alongAxes(tiledAxes),
  Pad: alongAxes(paddingAxes),
  MatMul: multiplied,
  Gemm: gemm,
  Softmax: alongAxes(lastAxis),
  LogSoftmax: alongAxes(lastAxis),
  Hardmax: alongAxes(lastAxis),
  TopK: alongAxes(lastAxis),
  CumSum: alongAxes((c) => [c.call.axis(c.call.intsOf(1)[0]!, c.call.dims(0).length)]),
  ArgMax: searched,
  ArgMin: searched,
  QuantizeLinear: alongAxes(quantizedAxes),
  DequantizeLinear: alongAxes(quantizedAxes),
};
