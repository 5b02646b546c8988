import { usually } from '../declaration/option.js';
import { nonNegative } from '../declaration/schema.js';
import { inOrder } from '../declaration/short.js';
import { schedule } from './schedule.js';

/**
 * A learning rate that falls along half a cosine (Loshchilov and Hutter 2017, without restarts; PyTorch's
 * `CosineAnnealingLR` over all steps).
 * @throws FaccentError if the factor is negative or not finite
 * @example await accentuate(model, photo, objective, { schedule: cosine() });
 * @example cosine()(50, 100); // 0.5: half-way
 */
export const cosine = schedule('cosine', {
  about: 'a learning rate that falls along half a cosine',
  options: { to: usually(nonNegative, 0, 'factor that a step after the last would have') },
  short: inOrder('[:TO]', ['to']),
  build:
    ({ to }) =>
    (step, steps) =>
      to + ((1 - to) * (1 + Math.cos((Math.PI * step) / steps))) / 2,
});
