import { usually } from '../declaration/option.js';
import { number } from '../declaration/schema.js';
import { inOrder } from '../declaration/short.js';
import { fourier } from './fourier.js';
import { parameterization } from './parameterization.js';
import { ortho, powersOfFrequency } from './powers.js';

/**
 * The spectrum as it is, with a preconditioned gradient: x = σ( irfft2(z, ortho) / 5 · C ), and the gradient of z is
 * multiplied by max(f, 1 / max(h, w))^-decay · √(hw), decay 1.5. For plain gradient descent (`sgd`), where it does what
 * the amplitudes of `fourier` do; Adam divides each gradient by its own size, and the factor with it. Parameters and
 * random start are those of `fourier`. (docs/method.md, 3.2.)
 * @throws FaccentError on options that cannot be
 * @example
 * const given = { parameterization: preconditionedFourier(), optimizer: sgd(), learningRate: 10 };
 * await visualize(model, objective, [224, 224], given);
 */
export const preconditionedFourier = parameterization('preconditionedFourier', {
  about: 'a Fourier spectrum as it is, whose gradient is scaled instead; for sgd',
  options: {
    ...fourier.declared.options,
    decay: usually(number, 1.5, "exponent of the fall of the gradient's factor with frequency"),
  },
  short: inOrder('[:DECAY]', ['decay']),
  formerly: ['preconditioned-fourier'],
  build: ({ decay, ...colours }) => ({
    ...fourier({ ...colours, decay: 0 }),
    precondition: (gradients, size) =>
      gradients.map((g) => g.mul(powersOfFrequency(g, size, -decay, 1 / ortho(size)))),
  }),
});
