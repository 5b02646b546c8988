import { bare } from '../declaration/short.js';
import { compose } from './compose.js';
import { jitter } from './jitter.js';
import { pad } from './pad.js';
import { randomRotate } from './random-rotate.js';
import { randomScale } from './random-scale.js';
import { transform, views } from './transform.js';

/** 0.9, 0.92, … 1.1. */
const SCALES = Array.from({ length: 11 }, (_, i) => 1 + (i - 5) / 50);

/** −10°, −9°, … 10°, and as it is five times more often. */
const DEGREES = [...Array.from({ length: 21 }, (_, i) => i - 10), 0, 0, 0, 0, 0];

/**
 * The standard stack of Lucid and Lucent (docs/method.md, 4.5): pad by 12 with grey, jitter by 8, scale by 0.9 to 1.1,
 * rotate by up to 10°, jitter by 4; then, here, resize to the model's input.
 * @throws FaccentError if the number of views is not positive and whole
 * @example accentuate(model, photo, objective, { transform: jitterStack() })
 */
export const jitterStack = transform('jitterStack', {
  about: 'pad, shift, scale, turn, shift: the stack of Lucid and Lucent',
  options: { views },
  short: bare,
  formerly: ['jitter-stack'],
  build: (options) =>
    compose([pad(12), jitter(8), randomScale(SCALES), randomRotate(DEGREES), jitter(4)], options),
});
