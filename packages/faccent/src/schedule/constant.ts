import { bare } from '../declaration/short.js';
import { schedule } from './schedule.js';

/**
 * The same learning rate at every step: the default.
 * @example await accentuate(model, photo, objective, { schedule: constant() });
 */
export const constant = schedule('constant', {
  about: 'the same learning rate at every step',
  options: {},
  short: bare,
  build: () => () => 1,
});
