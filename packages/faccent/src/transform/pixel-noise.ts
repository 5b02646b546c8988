import { describe } from '../declaration/json.js';
import { POOL_ROWS, noiseViews } from './box.js';
import { type Stage, checkDeviation } from './stage.js';

/** Options of `pixelNoise`. */
export interface PixelNoiseOptions {
  /** Standard deviation of the normal part, in units of [0, 1]; 0.02 by default. */
  readonly normal?: number;
  /** Half-width of the uniform part, in units of [0, 1]; 0.01 by default. */
  readonly uniform?: number;
}

/**
 * Adds N(0, normal²) + U(−uniform, uniform) to each pixel and channel of each view: the noise of `box`, from a pool of
 * rows as there.
 * @throws FaccentError if either is negative or not finite
 * @example compose([pixelNoise({ normal: 0.05 }), jitter(8)])
 */
export function pixelNoise(options: PixelNoiseOptions = {}): Stage {
  const { normal = 0.02, uniform = 0.01 } = options;
  checkDeviation('the deviation of pixel noise', normal);
  checkDeviation('the half-width of uniform pixel noise', uniform);
  return {
    name: 'pixelNoise',
    description: describe('pixelNoise', options),
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
      const noise = noiseViews(pool!, row!, shape);
      return (images) => images.add(noise);
    },
  };
}
