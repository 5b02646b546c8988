import { type Expression, Tensor } from 'onnx-grad';
import { luma } from '../image/luma.js';
import type { ModelDescription } from './description.js';
import type { PictureInput } from './picture-input.js';

/**
 * Views in [0, 1] (n, 3, h, w) as the model wants them: grey or in its channel order, its scale and range, its layout and
 * its type.
 * @returns (n, channels, h, w), or (n, h, w, channels)
 */
export function preprocess(
  views: Expression,
  description: ModelDescription,
  picture: PictureInput,
): Expression {
  const { channelOrder, range, scale = 1, mean = [0], std = [1] } = description;
  const coloured = channelOrder === 'BGR' && picture.channels === 3 ? views.gather(1, [2, 1, 0]) : views;
  const ordered = picture.channels === 1 ? luma(views) : coloured;
  const each = (values: readonly number[]): readonly number[] =>
    values.length === 1 ? Array.from({ length: picture.channels }, () => values[0]!) : values;
  const [means, deviations] = [each(mean), each(std)];
  const perChannel = (values: readonly number[]): Expression =>
    views.builder.constant(Tensor.of(views.type, [1, values.length, 1, 1], values));
  const scaled = range
    ? ordered.mul(range[1] - range[0]).add(range[0])
    : ordered
        .mul(perChannel(deviations.map((s) => scale / s)))
        .add(perChannel(means.map((m, c) => -m / deviations[c]!)));
  return picture.layout === 'NHWC' ? scaled.transpose([0, 2, 3, 1]) : scaled;
}
