import { type Expression, Tensor } from 'onnx-grad';
import { INPUT } from '../model/layers.js';
import { objective } from './objective.js';

/** Lucid's kernel: 1 in the middle, ½ around it. */
const KERNEL = [0.5, 0.5, 0.5, 0.5, 1, 0.5, 0.5, 0.5, 0.5];

/**
 * Half the squared difference of the network's input from its own blur (3 × 3), which is held fixed: summed over
 * images, channels and pixels, mean over views (docs/method.md, 5.6). Raising `-k` times it by a gradient step of 1 does
 * `input ← (1 − k) · input + k · blur(input)`, a regularizer of early feature visualization (Nguyen et al. 2015;
 * Lucid's `blur_input_each_step`).
 * @example
 * const smooth = subtract(channel({ layer: 'block5c', unit: 12 }), multiply(0.01, inputBlur()));
 * await visualize(model, smooth, [224, 224]);
 */
export const inputBlur = objective('inputBlur', {
  about: 'how rough the input is: its squared difference from its own blur; to be subtracted',
  options: {},
  build: () => ({
    layers: [INPUT],
    meanOverViews: true,
    inputs: () => ({}),
    value: (activations) => {
      const input = activations(INPUT);
      return input
        .sub(blur(input).detach())
        .square()
        .sum()
        .div(2 * input.dims[0]!);
    },
  }),
});

/** Every pixel becomes the weighted mean of those around it that exist. */
function blur(images: Expression): Expression {
  const b = images.builder;
  const [height, width] = images.dims.slice(-2) as [number, number];
  const kernel = b.constant(Tensor.of(images.type, [1, 1, 3, 3], KERNEL));
  const convolve = (planes: Expression): Expression =>
    b.apply('Conv', [planes, kernel], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] });
  const planes = images.reshape([images.dims.slice(0, -2).reduce((x, y) => x * y, 1), 1, height, width]);
  const there = b.scalar(1, images.type).expand([1, 1, height, width]);
  return convolve(planes).div(convolve(there)).reshape(images.dims);
}
