import { usually } from '../declaration/option.js';
import { number } from '../declaration/schema.js';
import { inOrder } from '../declaration/short.js';
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
 * The authors' standard stack, after Lucid's and Lucent's (docs/method.md, 4.5): pad by 12 with black, jitter by 8, scale by 0.9 to 1.1,
 * rotate by up to 10°, jitter by 4; then, here, resize to the model's input.
 * @throws FaccentError if the number of views is not positive and whole, or the border no number
 * @example await accentuate(model, photo, objective, { transform: jitterStack() });
 */
export const jitterStack = transform('jitterStack', {
  about: 'pad, shift, scale, turn, shift: the stack of Lucid and Lucent',
  options: {
    views,
    border: usually(number, 0, 'what stands around the image, in units of [0, 1]; Lucid and Lucent have 0.5'),
  },
  short: inOrder('[:BORDER]', ['border']),
  formerly: ['jitter-stack'],
  build: ({ views, border }) =>
    compose([pad(12, { value: border }), jitter(8), randomScale(SCALES), randomRotate(DEGREES), jitter(4)], {
      views,
    }),
});
