import { type Expression, Tensor } from 'onnx-grad';
import { usually } from '../declaration/option.js';
import { nonNegative } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import { MOMENTS, momentOptions, momentsShort, moved } from './moments.js';
import { optimizer } from './optimizer.js';

/** Above it the table of products is longer than is reasonable. */
const LARGEST_MOMENTUM = 0.9999;

/**
 * Adam with Nesterov momentum (Dozat 2016) as PyTorch has it (docs/method.md, 7.1).
 * @throws FaccentError on options out of their ranges; the first beta must be at most 0.9999
 * @example await accentuate(model, photo, objective, { optimizer: nadam() });
 */
export const nadam = optimizer('nadam', {
  about: 'Adam with Nesterov momentum',
  options: {
    ...momentOptions,
    momentumDecay: usually(
      nonNegative,
      4e-3,
      'how fast the momentum rises from half of the first beta to all of it',
    ),
  },
  short: momentsShort,
  build: ({ momentumDecay, ...options }) => {
    const [beta1] = options.betas;
    if (beta1 > LARGEST_MOMENTUM)
      throw new FaccentError(`the first beta of nadam must be at most ${LARGEST_MOMENTUM}, not ${beta1}`);
    const products = momentumProducts((step) => beta1 * (1 - 0.5 * 0.96 ** (step * momentumDecay)));
    return {
      state: MOMENTS,
      update: ({ parameter, learningRate, ...given }) => {
        const { gradient, step } = given;
        const b = step.builder;
        const momentum = (at: Expression): Expression =>
          b.scalar(0.96, step.type).pow(at.mul(momentumDecay)).mul(-0.5).add(1).mul(beta1);
        const [now, then] = [momentum(step), momentum(step.add(1))];
        const table = b.constant(Tensor.of(step.type, [products.length], products));
        const product = b.apply('Gather', [table, step.minimum(products.length - 1).cast('int64')], {
          axis: 0,
        });
        const left = (x: Expression): Expression => x.neg().add(1);

        const { first, second, root } = moved(options, given);
        const ahead = gradient
          .mul(left(now).div(left(product)))
          .add(first.mul(then.div(left(product.mul(then)))));
        return { parameter: parameter.sub(ahead.div(root).mul(learningRate)), state: [first, second] };
      },
    };
  },
});

/**
 * Products of the momenta of the first 0, 1, 2, … steps. They depend on the step's number alone, so they are a table and
 * no state; it ends where 1 minus the product is 1 in float32.
 */
function momentumProducts(momentum: (step: number) => number): number[] {
  const products = [1];
  while (products.at(-1)! > 2 ** -30) products.push(products.at(-1)! * momentum(products.length));
  return products;
}
