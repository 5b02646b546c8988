import { required, usually } from '../declaration/option.js';
import { count, nonNegative } from '../declaration/schema.js';
import { inOrder } from '../declaration/short.js';
import { schedule } from './schedule.js';

/**
 * A learning rate that is multiplied by a factor every so many steps (PyTorch's `StepLR`).
 * @throws FaccentError if `every` is not positive and whole, or the factor negative or not finite
 * @example await accentuate(model, photo, objective, { schedule: step({ every: 30, factor: 0.5 }) });
 */
export const step = schedule('step', {
  about: 'a learning rate that is multiplied by a factor every so many steps',
  options: {
    every: required(count(), 'steps between two changes'),
    factor: usually(nonNegative, 0.1, 'what each change multiplies the learning rate by'),
  },
  short: inOrder(':EVERY[:FACTOR]', ['every', 'factor'], 1),
  build:
    ({ every, factor }) =>
    (at) =>
      factor ** Math.floor(at / every),
});
