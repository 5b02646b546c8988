import { required } from '../declaration/option.js';
import { index } from '../declaration/schema.js';
import { inOrder } from '../declaration/short.js';
import { FaccentError } from '../errors.js';
import { linearSampling, range } from './sampling.js';
import { perView, stage } from './stage.js';

/**
 * Crops images by `pixels` along both axes, at a random place: each view starts 0 to `pixels` whole pixels from the
 * upper left corner (Lucid's `jitter`).
 * @param pixels whole, 0 or more
 * @throws FaccentError if it is not, or when a graph is built for images that are no larger
 * @example await visualize(model, objective, [224, 224], { transform: compose([jitter(8)]) });
 */
export const jitter = stage('jitter', {
  about: 'a crop that starts some pixels further',
  options: {
    pixels: required(index, 'the furthest start from the corner, and what a view lacks, in pixels'),
  },
  from: (pixels: number) => ({ pixels }),
  short: inOrder(':PIXELS', ['pixels'], 1),
  build: ({ pixels }) => ({
    size: ([height, width]) => {
      if (Math.min(height, width) <= pixels) {
        throw new FaccentError(
          `jitter by ${pixels} pixels leaves nothing of ${height} × ${width}: jitter less, pad before, or use a larger canvas`,
        );
      }
      return [height - pixels, width - pixels];
    },
    random: {
      inputs: (views) => ({ corner: perView(views, 2) }),
      draw: (random, views) => ({
        corner: Float32Array.from({ length: 2 * views }, () => random.below(pixels + 1)),
      }),
    },
    matrix: ({ corner }, { canvas, view }, axis) => {
      const start = corner!.slice(1, axis, axis + 1);
      return linearSampling(start.add(range(start, [1, view[axis]])), canvas[axis]);
    },
  }),
});
