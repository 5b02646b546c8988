import { MOMENTS, correction, momentOptions, momentsShort, moved } from './moments.js';
import { optimizer } from './optimizer.js';

/**
 * Adam (Kingma and Ba 2015) as PyTorch has it (docs/method.md, 7.1).
 * @throws FaccentError on options out of their ranges
 * @example await accentuate(model, photo, objective, { optimizer: adam({ betas: [0.5, 0.99] }) });
 */
export const adam = optimizer('adam', {
  about: 'Adam: each gradient divided by its own running size',
  options: momentOptions,
  short: momentsShort,
  build: (options) => ({
    state: MOMENTS,
    update: ({ parameter, learningRate, ...given }) => {
      const { first, second, root } = moved(options, given);
      const rate = learningRate.div(correction(options.betas[0], given.step));
      return { parameter: parameter.sub(first.div(root).mul(rate)), state: [first, second] };
    },
  }),
});
