import type { Expression } from 'onnx-grad';
import { usually } from '../declaration/option.js';
import { nonNegative } from '../declaration/schema.js';
import { inOrder } from '../declaration/short.js';
import { POOL_ROWS, noiseViews } from './noise-pool.js';
import { stage } from './stage.js';

/**
 * Adds N(0, normal²) + U(−uniform, uniform) to each pixel and channel of each view: the noise of `box`, from a pool of
 * rows as there (docs/method.md, 4.7).
 * @throws FaccentError if either is negative or not finite
 * @example await visualize(model, objective, [224, 224], { transform: compose([pixelNoise({ normal: 0.05 }), jitter(8)]) });
 */
export const pixelNoise = stage('pixelNoise', {
  about: 'an offset for each pixel: the noise of `box`',
  options: {
    normal: usually(nonNegative, 0.02, 'standard deviation of the normal part, in units of [0, 1]'),
    uniform: usually(nonNegative, 0.01, 'half-width of the uniform part, in units of [0, 1]'),
  },
  short: inOrder('[:NORMAL[:UNIFORM]]', ['normal', 'uniform']),
  formerly: ['pixel-noise'],
  build: ({ normal, uniform }) => ({
    size: (from) => from,
    random: {
      inputs: (views, { canvas: [height, width] }) => ({
        row: { type: 'int64', dims: [views], perView: true },
        pool: { type: 'float32', dims: [POOL_ROWS * height, width], perView: false },
      }),
      prepare: (random, { canvas: [height, width] }) => ({
        pool: Float32Array.from(
          { length: POOL_ROWS * height * width },
          () => random.normal(normal) + random.uniform(-uniform, uniform),
        ),
      }),
      draw: (random, views, { canvas: [height] }) => ({
        row: BigInt64Array.from({ length: views }, () => BigInt(random.below(POOL_ROWS * height))),
      }),
    },
    apply: ({ row, pool }, shape) => {
      let noise: Expression | undefined;
      // the same for an image and its seed
      return (images) => images.add((noise ??= noiseViews(pool!, row!, shape, images.dims[1]!)));
    },
  }),
});
