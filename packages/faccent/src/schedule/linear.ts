import { usually } from '../declaration/option.js';
import { nonNegative } from '../declaration/schema.js';
import { schedule } from './schedule.js';

/**
 * A learning rate that changes by the same amount at every step (PyTorch's `LinearLR` over all steps).
 * @throws FaccentError if a factor is negative or not finite
 * @example await accentuate(model, photo, objective, { schedule: linear({ to: 0.1 }) });
 */
export const linear = schedule('linear', {
  about: 'a learning rate that changes by the same amount at every step',
  options: {
    from: usually(nonNegative, 1, 'factor at the first step'),
    to: usually(nonNegative, 0, 'factor that a step after the last would have'),
  },
  short: {
    usage: '[:TO] or linear:FROM:TO',
    count: (n) => n <= 2,
    options: (given) => ({ to: given.at(-1), from: given.length === 2 ? given[0] : undefined }),
  },
  build:
    ({ from, to }) =>
    (step, steps) =>
      from + ((to - from) * step) / steps,
});
