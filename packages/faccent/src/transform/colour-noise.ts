import { usually } from '../declaration/option.js';
import { nonNegative } from '../declaration/schema.js';
import { inOrder } from '../declaration/short.js';
import { perView, stage } from './stage.js';

/**
 * Adds one normal number to each channel of each view (docs/method.md, 4.4).
 * @param deviation standard deviation, in units of [0, 1]; 0.05 by default
 * @throws FaccentError if it is negative or not finite
 * @example compose([colourNoise(0.1), box()])
 */
export const colourNoise = stage('colourNoise', {
  about: 'one offset for each channel of a view',
  options: { deviation: usually(nonNegative, 0.05, 'standard deviation, in units of [0, 1]') },
  from: (deviation?: number) => ({ deviation }),
  short: inOrder('[:DEVIATION]', ['deviation']),
  formerly: ['colour-noise'],
  build: ({ deviation }) => ({
    size: (from) => from,
    random: {
      inputs: (views) => ({ offset: perView(views, 3) }),
      draw: (random, views) => ({
        offset: Float32Array.from({ length: 3 * views }, () => random.normal(deviation)),
      }),
    },
    apply:
      ({ offset }) =>
      (images) =>
        images.add(offset!.reshape([offset!.dims[0]!, 3, 1, 1])),
  }),
});
