import { usually } from '../declaration/option.js';
import { number } from '../declaration/schema.js';
import { inOrder } from '../declaration/short.js';
import type { Size } from '../image/image.js';
import { normalNoise, parameterization, sizeOfImages } from './parameterization.js';
import { ortho, powersOfFrequency } from './powers.js';
import { colour, colourOptions } from './rgb.js';
import { forwardTransform, halfWidth, inverseTransform } from './spectrum.js';

/** The gain between spectrum and logits, as in Lucid (`optvis/param/spatial.py`). */
const DESATURATION = 5;
const RANDOM_DEVIATION = 0.01;

const spectrumShape = ([height, width]: Size): number[] => [1, 3, 2, height, halfWidth(width)];

/**
 * The default: x = σ( irfft2(z · s, ortho) / 5 · C ) with amplitudes s = 1 / max(f, 1 / max(h, w))^decay, so that a
 * step moves low frequencies further than high ones. Parameters z: the half spectrum (1, 3, 2, h, w/2 + 1), real and
 * imaginary parts on axis 2. Any height and width, odd ones included. (docs/method.md, 3.1.)
 * @throws FaccentError on options that cannot be
 * @example await accentuate(model, photo, objective, { parameterization: fourier({ decay: 1.2 }) });
 */
export const fourier = parameterization('fourier', {
  about: 'a Fourier spectrum whose amplitudes fall with frequency, so that coarse structure moves first',
  options: {
    decay: usually(number, 1, "exponent of the amplitudes' fall with frequency; 1 is that of natural images"),
    ...colourOptions({ decorrelate: true, desaturation: DESATURATION }),
  },
  short: inOrder('[:DECAY]', ['decay']),
  build: ({ decay, ...colours }) => {
    const { logits, planes } = colour(colours);
    return {
      shapes: (size) => ({ parameters: [spectrumShape(size)], fixed: [] }),
      encode: (x) => {
        const size = sizeOfImages(x);
        const spectrum = forwardTransform(planes(x), ortho(size));
        return { parameters: [spectrum.mul(powersOfFrequency(x, size, decay))], fixed: [] };
      },
      decode: ([z], size) => {
        const spectrum = z!.mul(powersOfFrequency(z!, size, -decay));
        return logits(inverseTransform(spectrum, size, ortho(size))).sigmoid();
      },
      randomStart: (random, size) => ({
        parameters: [normalNoise(random, spectrumShape(size), RANDOM_DEVIATION)],
        fixed: [],
      }),
    };
  },
});
