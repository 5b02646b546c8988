import type { Expression } from '../ad/expression.js';
import { sizeOf } from '../graph/tensor.js';
import { divisor } from './elementwise.js';
import type { Call, Inputs, OperatorTable } from './operator.js';

/** Shifts to mean 0 and scales to variance 1 over the axes. */
export function standardize(
  x: Expression,
  axes: readonly number[],
  epsilon: number,
): { value: Expression; mean: Expression; scale: Expression } {
  const mean = x.mean(axes, true);
  const centred = x.sub(mean);
  const scale = centred.square().mean(axes, true).add(epsilon).sqrt().reciprocal();
  return { value: centred.mul(scale), mean, scale };
}

/** Divides by the root of the mean square over the axes. */
function rootMeanSquare(
  x: Expression,
  axes: readonly number[],
  epsilon: number,
): { value: Expression; scale: Expression } {
  const scale = x.square().mean(axes, true).add(epsilon).sqrt().reciprocal();
  return { value: x.mul(scale), scale };
}

function axesFrom(call: Call): number[] {
  const rank = call.dims(0).length;
  const first = call.axis(call.number('axis', -1), rank);
  return Array.from({ length: rank - first }, (_, i) => first + i);
}

const affine = (x: Expression, scale: Expression | undefined, bias: Expression | undefined): Expression => {
  const scaled = scale ? x.mul(scale) : x;
  return bias ? scaled.add(bias) : scaled;
};

/** One number a channel, shaped to broadcast over (n, c, …). */
export const perChannel = (v: Expression, rank: number): Expression =>
  v.reshape([v.dims[0]!, ...new Array<number>(rank - 2).fill(1)]);

function rmsNormalization(call: Call, [x, scale]: Inputs): Expression[] {
  const { value, scale: inverse } = rootMeanSquare(x!, axesFrom(call), call.number('epsilon', 1e-5));
  return [affine(value, scale, undefined), inverse];
}

/** Skip connection, bias and normalization in one, as optimized transformers have them. */
function skip(call: Call, x: Expression, added: readonly (Expression | undefined)[]): Expression {
  return added.reduce<Expression>((sum, v) => (v ? sum.add(v) : sum), x);
}

export function groups(x: Expression, count: number, epsilon: number): Expression {
  const [n, c, ...rest] = x.dims as [number, number, ...number[]];
  const grouped = x.reshape([n, count, (c / count) * sizeOf(rest)]);
  return standardize(grouped, [2], epsilon).value.reshape(x.dims);
}

/** Normalizations of activations by statistics of their own. */
export const normalizations: OperatorTable = {
  LayerNormalization: {
    since: 17,
    channels: 'last',
    decompose: (call, [x, scale, bias]) => {
      const { value, mean, scale: inverse } = standardize(x!, axesFrom(call), call.number('epsilon', 1e-5));
      return [affine(value, scale, bias), mean, inverse];
    },
  },
  RMSNormalization: { since: 23, channels: 'last', decompose: rmsNormalization },
  SimplifiedLayerNormalization: { channels: 'last', decompose: rmsNormalization },
  'com.microsoft.SkipLayerNormalization': {
    decompose: (call, [x, other, scale, shift, bias]) => {
      const sum = skip(call, x!, [other, bias]);
      const { value, mean, scale: inverse } = standardize(sum, [sum.rank - 1], call.number('epsilon', 1e-12));
      return [affine(value, scale, shift), mean, inverse, sum];
    },
  },
  'com.microsoft.SkipSimplifiedLayerNormalization': {
    decompose: (call, [x, other, scale, bias]) => {
      const sum = skip(call, x!, [other, bias]);
      const { value, scale: inverse } = rootMeanSquare(sum, [sum.rank - 1], call.number('epsilon', 1e-12));
      return [affine(value, scale, undefined), undefined, inverse, sum];
    },
  },
  InstanceNormalization: {
    channels: 'second',
    decompose: (call, [x, scale, bias]) => {
      const axes = x!.dims.flatMap((_, i) => (i < 2 ? [] : [i]));
      const { value } = standardize(x!, axes, call.number('epsilon', 1e-5));
      return [affine(value, perChannel(scale!, x!.rank), perChannel(bias!, x!.rank))];
    },
  },
  GroupNormalization: {
    since: 18,
    channels: 'second',
    decompose: (call, [x, scale, bias]) => {
      const count = call.number('num_groups');
      const channels = x!.dims[1]!;
      // until opset 20 scale and bias are given per group
      const spread = (v: Expression): Expression => {
        const each = channels / v.dims[0]!;
        const full = each === 1 ? v : v.unsqueeze(1).expand([v.dims[0]!, each]).reshape([channels]);
        return perChannel(full, x!.rank);
      };
      return [affine(groups(x!, count, call.number('epsilon', 1e-5)), spread(scale!), spread(bias!))];
    },
  },
  MeanVarianceNormalization: {
    decompose: (call, [x]) => [standardize(x!, call.ints('axes', [0, 2, 3]), 1e-9).value],
  },
  LpNormalization: {
    decompose: (call, [x]) => {
      const axis = [call.axis(call.number('axis', -1), x!.rank)];
      const norm = call.number('p', 2) === 1 ? x!.abs().sum(axis, true) : x!.square().sum(axis, true).sqrt();
      // where all are zero, they stay so
      return [x!.div(divisor(norm))];
    },
  },
  // x / (bias + alpha / size · Σ x² over neighbouring channels)^beta: the sum is an average pool along the channels
  LRN: {
    channels: 'second',
    decompose: (call, [x]) => {
      const size = call.number('size');
      const [n, c, ...rest] = x!.dims as [number, number, ...number[]];
      const before = Math.floor((size - 1) / 2);
      const planes = x!.square().reshape([n, 1, c, sizeOf(rest)]);
      const mean = x!.builder
        .apply('AveragePool', [planes], {
          kernel_shape: [size, 1],
          pads: [before, 0, size - 1 - before, 0],
          count_include_pad: 1,
        })
        .reshape(x!.dims);
      const base = mean.mul(call.number('alpha', 1e-4)).add(call.number('bias', 1));
      return [x!.mul(base.pow(-call.number('beta', 0.75)))];
    },
  },
};
