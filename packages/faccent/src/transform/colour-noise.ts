import { FaccentError } from '../errors.js';
import { usually } from '../declaration/option.js';
import { nonNegative } from '../declaration/schema.js';
import { inOrder } from '../declaration/short.js';
import { perView, stage } from './stage.js';

/**
 * Adds one number to each channel of each view, N(0, deviation²) + U(−uniform, uniform) (docs/method.md, 4.4).
 * @param deviation standard deviation of the normal part, in units of [0, 1]; 0.02 by default
 * @param uniform half-width of the uniform part, in units of [0, 1]; 0.01 by default
 * @throws FaccentError if either is negative or not finite
 * @example await accentuate(model, photo, objective, { transform: compose([colourNoise(0.1), box()]) });
 */
export const colourNoise = stage('colourNoise', {
  about: 'one offset for each channel of a view',
  options: {
    deviation: usually(nonNegative, 0.02, 'standard deviation of the normal part, in units of [0, 1]'),
    uniform: usually(nonNegative, 0.01, 'half-width of the uniform part, in units of [0, 1]'),
  },
  from: (deviation?: number, uniform?: number) => ({ deviation, uniform }),
  short: inOrder('[:DEVIATION[:UNIFORM]]', ['deviation', 'uniform']),
  formerly: ['colour-noise'],
  build: ({ deviation, uniform }) => ({
    size: (from) => from,
    random: {
      inputs: (views) => ({ offset: perView(views, 3) }),
      draw: (random, views) => ({
        // nothing is drawn for a uniform part of 0: older recipes had none, and go on as they did
        offset: Float32Array.from(
          { length: 3 * views },
          () => random.normal(deviation) + (uniform > 0 ? random.uniform(-uniform, uniform) : 0),
        ),
      }),
    },
    apply:
      ({ offset }) =>
      (images) => {
        if (images.dims[1] !== 3)
          throw new FaccentError(`colourNoise is for pictures of three planes, not ${images.dims[1]}`);
        return images.add(offset!.reshape([offset!.dims[0]!, 3, 1, 1]));
      },
  }),
});
