import type { Expression } from 'onnx-grad';

/** Moves parameters along their gradients. State tensors have the shape of the parameters. */
export interface Optimizer {
  readonly name: string;
  /** Names of the state tensors that each parameter tensor has; they start at zero. */
  readonly state: readonly string[];
  /**
   * @param gradient of the loss, which is to be lowered
   * @param learningRate scalar
   * @param step scalar: 1 at the first step
   */
  update(o: {
    parameter: Expression;
    gradient: Expression;
    state: readonly Expression[];
    learningRate: Expression;
    step: Expression;
  }): { parameter: Expression; state: Expression[] };
}

/** Adam (Kingma and Ba 2015) as PyTorch has it: betas 0.9 and 0.999, epsilon 1e-8 after the bias correction. */
export function adam({ betas = [0.9, 0.999] as const, epsilon = 1e-8 } = {}): Optimizer {
  const [beta1, beta2] = betas;
  return {
    name: 'adam',
    state: ['firstMoment', 'secondMoment'],
    update: ({ parameter, gradient, state: [m, v], learningRate, step }) => {
      const b = parameter.builder;
      const first = m!.mul(beta1).add(gradient.mul(1 - beta1));
      const second = v!.mul(beta2).add(gradient.square().mul(1 - beta2));
      const correction = (beta: number): Expression => b.scalar(beta).pow(step).neg().add(1);
      const root = second.sqrt().div(correction(beta2).sqrt()).add(epsilon);
      const rate = learningRate.div(correction(beta1));
      return { parameter: parameter.sub(first.div(root).mul(rate)), state: [first, second] };
    },
  };
}

/** Plain gradient descent. */
export function sgd(): Optimizer {
  return {
    name: 'sgd',
    state: [],
    update: ({ parameter, gradient, learningRate }) => ({
      parameter: parameter.sub(gradient.mul(learningRate)),
      state: [],
    }),
  };
}
