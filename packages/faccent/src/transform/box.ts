import { fractionOf, noiseOptions, randomBoxes } from './boxes.js';
import { transform, views } from './transform.js';

/**
 * Random square crops with pixel noise, resized to the model's input (docs/method.md, 4.1; the authors' default).
 * @throws FaccentError on options out of their ranges
 * @example await accentuate(model, photo, objective, { transform: box({ views: 8, fraction: [0.2, 0.9] }) });
 */
export const box = transform('box', {
  about: 'square crops of every size, with noise; the default',
  options: { views, fraction: fractionOf(0.3), ...noiseOptions },
  short: {
    usage: '[:LEAST:MOST]',
    count: (n) => n === 0 || n === 2,
    options: (given) => (given.length ? { fraction: given } : {}),
  },
  build: randomBoxes,
});
