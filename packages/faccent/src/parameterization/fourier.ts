import type { Expression } from 'onnx-grad';
import type { Size } from '../image/image.js';
import { describe } from '../declaration/json.js';
import { type Parameterization, normalNoise, sizeOfImages } from './parameterization.js';
import { type ColourOptions, colour } from './rgb.js';
import { forwardTransform, halfWidth, inverseTransform, spatialFrequencies } from './spectrum.js';
import { table } from './table.js';

/** The gain between spectrum and logits, as in Lucid (`optvis/param/spatial.py`). */
const DESATURATION = 5;
const RANDOM_DEVIATION = 0.01;

/** Options of `fourier` and `preconditionedFourier`. */
export interface FourierOptions extends ColourOptions {
  /** Exponent of the amplitudes' fall with frequency; 1 by default, as in natural images. */
  readonly decay?: number;
}

/** max(f, 1 / max(h, w))^exponent for each coefficient of the half spectrum (h, w/2 + 1), f in cycles per pixel. */
function powersOfFrequency(like: Expression, size: Size, exponent: number, factor = 1): Expression {
  const floor = 1 / Math.max(...size);
  return table(like, `powers:${size.join()}:${exponent}:${factor}`, [size[0], halfWidth(size[1])], () =>
    spatialFrequencies(size).map((f) => factor * Math.max(f, floor) ** exponent),
  );
}

const ortho = ([height, width]: Size): number => 1 / Math.sqrt(height * width);
const spectrumShape = ([height, width]: Size): number[] => [1, 3, 2, height, halfWidth(width)];

/**
 * The default: x = σ( irfft2(z · s, ortho) / 5 · C ) with amplitudes s = 1 / max(f, 1 / max(h, w))^decay, so that a
 * step moves low frequencies further than high ones. Parameters z: the half spectrum (1, 3, 2, h, w/2 + 1), real and
 * imaginary parts on axis 2. Any height and width, odd ones included. (METHOD.md, section 2.)
 * @param options `desaturation` is 5 by default, `decorrelate` is on
 * @throws FaccentError on a desaturation that is not positive
 * @example accentuate(model, photo, objective, { parameterization: fourier({ decay: 1.2 }) })
 */
export function fourier(options: FourierOptions = {}): Parameterization {
  const { decay = 1, desaturation = DESATURATION, ...rest } = options;
  const { logits, planes } = colour({ desaturation, ...rest });
  return {
    name: 'fourier',
    description: describe('fourier', options),
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
}

/**
 * The spectrum as it is, with a preconditioned gradient: x = σ( irfft2(z, ortho) / 5 · C ), and the gradient of z is
 * multiplied by max(f, 1 / max(h, w))^-decay · √(hw), decay 1.5. For plain gradient descent (`sgd`), where it does what
 * the amplitudes of `fourier` do; Adam divides each gradient by its own size, and the factor with it. Parameters and
 * random start are those of `fourier`. (METHOD.md, section 2.)
 * @param options `desaturation` is 5 by default, `decorrelate` is on
 * @throws FaccentError on a desaturation that is not positive
 * @example visualize(model, objective, [224, 224], { parameterization: preconditionedFourier(), optimizer: sgd(), learningRate: 10 })
 */
export function preconditionedFourier(options: FourierOptions = {}): Parameterization {
  const { decay = 1.5 } = options;
  const plain = fourier({ ...options, decay: 0 });
  return {
    ...plain,
    name: 'preconditioned-fourier',
    description: describe('preconditionedFourier', options),
    precondition: (gradients, size) =>
      gradients.map((g) => g.mul(powersOfFrequency(g, size, -decay, 1 / ortho(size)))),
  };
}
