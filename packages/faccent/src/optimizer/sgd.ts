import { usually } from '../declaration/option.js';
import { flag, fraction } from '../declaration/schema.js';
import { inOrder } from '../declaration/short.js';
import { FaccentError } from '../errors.js';
import { optimizer } from './optimizer.js';

/**
 * Gradient descent, plain or with momentum as PyTorch has it (no dampening): velocity ← momentum · velocity + gradient.
 * It has no default learning rate, since gradients are not normalized. (docs/method.md, 7.1.)
 * @throws FaccentError on options out of their ranges
 * @example await accentuate(model, photo, objective, { optimizer: sgd({ momentum: 0.9 }), learningRate: 1000 });
 */
export const sgd = optimizer('sgd', {
  about: 'gradient descent, plain or with momentum; it needs a learning rate',
  options: {
    momentum: usually(fraction, 0, "how much of the last step's velocity stays, in [0, 1)"),
    nesterov: usually(flag, false, 'whether to look one step of the velocity ahead; it needs a momentum'),
  },
  short: inOrder('[:MOMENTUM]', ['momentum']),
  build: ({ momentum, nesterov }) => {
    if (nesterov && momentum === 0)
      throw new FaccentError('nesterov needs a momentum above 0: set one (0.9 is usual)');
    return {
      state: momentum === 0 ? [] : ['velocity'],
      update: ({ parameter, gradient, state: [last], learningRate }) => {
        const velocity = last ? last.mul(momentum).add(gradient) : gradient;
        const direction = nesterov ? velocity.mul(momentum).add(gradient) : velocity;
        return { parameter: parameter.sub(direction.mul(learningRate)), state: last ? [velocity] : [] };
      },
    };
  },
});
