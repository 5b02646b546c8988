import { bare } from '../declaration/short.js';
import { normalNoise, parameterization } from './parameterization.js';
import { colour, colourOptions } from './rgb.js';

const RANDOM_DEVIATION = 0.05;

/**
 * Pixels as they are: x = σ( p / 5 · C ). Parameters p: (1, 3, h, w). Nothing favours low frequencies, so pictures come
 * out rougher than with `fourier`; for comparison and for short, local changes. A random start is normal with standard
 * deviation 0.05. (docs/method.md, 3.4.)
 * @throws FaccentError on options that cannot be
 * @example await accentuate(model, photo, objective, { parameterization: pixel() });
 */
export const pixel = parameterization('pixel', {
  about: 'pixels as they are: rougher pictures, local changes',
  options: colourOptions({ decorrelate: true, desaturation: 5 }),
  short: bare,
  build: (colours) => {
    const { logits, planes } = colour(colours);
    const shape = (height: number, width: number): number[] => [1, 3, height, width];
    return {
      shapes: (size) => ({ parameters: [shape(...size)], fixed: [] }),
      encode: (x) => ({ parameters: [planes(x)], fixed: [] }),
      decode: ([p]) => logits(p!).sigmoid(),
      randomStart: (random, size) => ({
        parameters: [normalNoise(random, shape(...size), RANDOM_DEVIATION)],
        fixed: [],
      }),
    };
  },
});
