import { required } from '../declaration/option.js';
import { vector } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import { linearSampling, range } from './sampling.js';
import { chosen, chosenFrom, perView, stage } from './stage.js';

/**
 * Enlarges or reduces each view about its middle by a factor that is chosen at random from `scales`; the size stays, so
 * what is enlarged is cut and what is reduced stands on black (Lucent's `random_scale`, whose views grow instead).
 * Linear interpolation, as Lucent's: nothing is blurred before it is reduced.
 * @param scales positive factors, each as likely as the others
 * @throws FaccentError if there are none, or one is not positive
 * @example await visualize(model, objective, [224, 224], { transform: compose([randomScale([0.9, 1, 1.1])]) });
 */
export const randomScale = stage('randomScale', {
  about: 'larger or smaller about the middle',
  options: { scales: required(vector, 'positive factors, each as likely as the others') },
  from: (scales: ArrayLike<number>) => ({ scales }),
  short: chosenFrom('FACTOR', 'scales'),
  formerly: ['scale'],
  build: ({ scales }) => {
    const odd = Array.from(scales).find((scale) => !(scale > 0));
    if (odd !== undefined) throw new FaccentError(`scales must be positive numbers, not ${odd}`);
    return {
      size: (from) => from,
      random: {
        inputs: (views) => ({ scale: perView(views) }),
        draw: (random, views) => ({ scale: chosen(random, views, scales) }),
      },
      matrix: ({ scale }, { canvas }, axis) => {
        const middle = (canvas[axis] - 1) / 2;
        const offsets = range(scale!, [1, canvas[axis]]).sub(middle);
        const positions = offsets.div(scale!.reshape([scale!.dims[0]!, 1])).add(middle);
        return linearSampling(positions, canvas[axis]);
      },
    };
  },
});
