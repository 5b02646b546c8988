import { type Expression, Tensor } from 'onnx-grad';
import type { ModelDescription } from './description.js';

/** Views in [0, 1] (n, 3, h, w) as the model wants them: channel order, scale and range. */
export function preprocess(views: Expression, description: ModelDescription): Expression {
  const { channelOrder, range, scale = 1, mean = [0, 0, 0], std = [1, 1, 1] } = description;
  const ordered = channelOrder === 'BGR' ? views.gather(1, [2, 1, 0]) : views;
  if (range) return ordered.mul(range[1] - range[0]).add(range[0]);
  const perChannel = (values: readonly number[]): Expression =>
    views.builder.constant(Tensor.of(views.type, [1, 3, 1, 1], values));
  return ordered.mul(perChannel(std.map((s) => scale / s))).add(perChannel(mean.map((m, c) => -m / std[c]!)));
}
