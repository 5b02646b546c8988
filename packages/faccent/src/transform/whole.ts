import { Tensor } from 'onnx-grad';
import { bare } from '../declaration/short.js';
import { cropAndResize } from './crop.js';
import { transform } from './transform.js';

/**
 * No augmentation: the whole canvas, resized to the model's input (docs/method.md, 4.6). One view (of several images, one
 * each), nothing random.
 * @example await accentuate(model, photo, objective, { transform: whole() });
 */
export const whole = transform('whole', {
  about: 'one view of everything: no augmentation',
  options: {},
  short: bare,
  build: () => ({
    views: 1,
    inputs: () => ({}),
    prepare: () => ({}),
    draw: () => ({}),
    apply: (_, shape) => (images) => {
      // a box for each image: a view's crop is taken from the one image, or from its own
      const n = images.dims[0]!;
      const boxes = Array.from({ length: n }, () => [0, 0, ...shape.canvas]).flat();
      return cropAndResize(images.builder.constant(Tensor.of(images.type, [n, 4], boxes)), shape)(images);
    },
  }),
});
