import { usually } from '../declaration/option.js';
import { interval, number } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import { noiseOptions, randomBoxes } from './boxes.js';
import { type BuiltTransform, transform, views } from './transform.js';

/**
 * `box` with a zoom schedule (docs/method.md, 4.3): the lower bound of the side moves linearly over the run, so that the
 * whole is settled before the details.
 * @throws FaccentError on options out of their ranges
 * @example await visualize(model, objective, [224, 224], { transform: zoomBox({ least: [0.7, 0.05] }) });
 */
export const zoomBox = transform('zoomBox', {
  about: '`box`, whose crops may become smaller as the run goes on',
  options: {
    views,
    least: usually(
      interval,
      [0.7, 0.05],
      'the smallest side of a crop at the first and at the last step, as a fraction of the canvas',
    ),
    most: usually(number, 0.99, 'the largest side at every step, as a fraction of the canvas'),
    ...noiseOptions,
  },
  short: {
    usage: '[:FIRST:LAST]',
    count: (n) => n === 0 || n === 2,
    options: (given) => (given.length ? { least: given } : {}),
  },
  formerly: ['zoom'],
  build: ({ least, most, ...options }) => {
    if (!least.every((side) => side > 0 && side <= most) || !(most <= 1)) {
      throw new FaccentError(
        `zoom sides must satisfy 0 < least ≤ most ≤ 1 at the first and the last step, not least ${least.join(', ')} and most ${most}`,
      );
    }
    const boxes = (from: number): BuiltTransform => randomBoxes({ ...options, fraction: [from, most] });
    const [first, last] = least;
    return {
      ...boxes(last),
      draw: (random, shape, progress) => {
        const done = progress.step / Math.max(1, progress.steps - 1);
        // no sum of roundings may pass the bound that both ends keep to
        return boxes(Math.min(first + (last - first) * done, most)).draw(random, shape, progress);
      },
    };
  },
});
