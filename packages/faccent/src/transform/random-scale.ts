import { describe } from '../declaration/json.js';
import { linearSampling, range } from './sampling.js';
import { type Stage, checkChoices, chosen, perView } from './stage.js';

/**
 * Enlarges or reduces each view about its middle by a factor that is chosen at random from `scales`; the size stays, so
 * what is enlarged is cut and what is reduced stands on black (Lucent's `random_scale`, whose views grow instead).
 * Linear interpolation, as Lucent's: nothing is blurred before it is reduced.
 * @param scales positive factors, each as likely as the others
 * @throws FaccentError if there are none, or one is not positive
 * @example compose([randomScale([0.9, 1, 1.1])])
 */
export function randomScale(scales: readonly number[]): Stage {
  checkChoices('scales', scales, 'positive numbers', (s) => s > 0 && Number.isFinite(s));
  return {
    name: 'randomScale',
    description: describe('randomScale', { scales }),
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
}
