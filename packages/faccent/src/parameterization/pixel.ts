import { describe } from '../declaration/json.js';
import { type Parameterization, normalNoise } from './parameterization.js';
import { type ColourOptions, colour } from './rgb.js';

const RANDOM_DEVIATION = 0.05;

/**
 * Pixels as they are: x = σ( p / 5 · C ). Parameters p: (1, 3, h, w). Nothing favours low frequencies, so pictures come
 * out rougher than with `fourier`; for comparison and for short, local changes. A random start is normal with standard
 * deviation 0.05. (METHOD.md, section 2.)
 * @param options `desaturation` is 5 by default, `decorrelate` is on
 * @throws FaccentError on a desaturation that is not positive
 * @example accentuate(model, photo, objective, { parameterization: pixel() })
 */
export function pixel(options: ColourOptions = {}): Parameterization {
  const { desaturation = 5, ...rest } = options;
  const { logits, planes } = colour({ desaturation, ...rest });
  const shape = (height: number, width: number): number[] => [1, 3, height, width];
  return {
    name: 'pixel',
    description: describe('pixel', options),
    shapes: (size) => ({ parameters: [shape(...size)], fixed: [] }),
    encode: (x) => ({ parameters: [planes(x)], fixed: [] }),
    decode: ([p]) => logits(p!).sigmoid(),
    randomStart: (random, size) => ({
      parameters: [normalNoise(random, shape(...size), RANDOM_DEVIATION)],
      fixed: [],
    }),
  };
}
