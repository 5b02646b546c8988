import { Tensor } from 'onnx-grad';
import { describe } from '../declaration/json.js';
import { cropAndResize } from './crop.js';
import type { Transform } from './transform.js';

/**
 * No augmentation: the whole canvas, resized to the model's input. One view (of several images, one each), nothing
 * random.
 * @example accentuate(model, photo, objective, { transform: whole() })
 */
export function whole(): Transform {
  return {
    name: 'whole',
    description: describe('whole'),
    crops: 1,
    inputs: () => ({}),
    prepare: () => ({}),
    draw: () => ({}),
    views: (_, shape) => (images) => {
      // a box for each image: a view's crop is taken from the one image, or from its own
      const n = images.dims[0]!;
      const boxes = Array.from({ length: n }, () => [0, 0, ...shape.canvas]).flat();
      return cropAndResize(images.builder.constant(Tensor.of(images.type, [n, 4], boxes)), shape)(images);
    },
  };
}
