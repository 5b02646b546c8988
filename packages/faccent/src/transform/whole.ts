import { Tensor } from 'onnx-grad';
import { describe } from '../json.js';
import { cropAndResize } from './crop.js';
import type { Transform } from './transform.js';

/**
 * No augmentation: the whole canvas, resized to the model's input. One view, nothing random.
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
    views: (_, shape) => (image) =>
      cropAndResize(
        image.builder.constant(Tensor.of(image.type, [1, 4], [0, 0, ...shape.canvas])),
        shape,
      )(image),
  };
}
