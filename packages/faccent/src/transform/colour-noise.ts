import { describe } from '../declaration/json.js';
import { type Stage, checkDeviation, perView } from './stage.js';

/**
 * Adds one normal number to each channel of each view (METHOD.md, section 3).
 * @param deviation standard deviation, in units of [0, 1]; 0.05 by default
 * @throws FaccentError if it is negative or not finite
 * @example compose([colourNoise(0.1), box()])
 */
export function colourNoise(deviation = 0.05): Stage {
  checkDeviation('the deviation of colour noise', deviation);
  return {
    name: 'colourNoise',
    description: describe('colourNoise', { deviation }),
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
  };
}
