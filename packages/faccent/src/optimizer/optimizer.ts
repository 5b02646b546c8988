import { type Expression, Tensor } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import {
  type Description,
  type Reader,
  checkDepth,
  describe,
  flag,
  interval,
  number,
  optional,
  readNamed,
  reads,
} from '../declaration/json.js';

/** Moves parameters along their gradients. State tensors have the shape of the parameters. */
export interface Optimizer {
  readonly name: string;
  /** What `optimizerFrom` makes the same optimizer of. */
  readonly description: Description;
  /** Names of the state tensors that each parameter tensor has; they start at zero. */
  readonly state: readonly string[];
  /** One step. */
  update(o: {
    parameter: Expression;
    /** Of the loss, which is to be lowered. */
    gradient: Expression;
    state: readonly Expression[];
    /** Scalar. */
    learningRate: Expression;
    /** Scalar: 1 at the first step. */
    step: Expression;
  }): { parameter: Expression; state: Expression[] };
}

/** Options of `adam`. */
export interface AdamOptions {
  /** How much of the running means of gradients and of their squares stays at each step, in [0, 1); [0.9, 0.999]. */
  readonly betas?: readonly [number, number];
  /** Added to the root of the squares' mean, after the bias correction; 1e-8 by default. */
  readonly epsilon?: number;
}

/**
 * Adam (Kingma and Ba 2015) as PyTorch has it.
 * @throws FaccentError on options out of their ranges
 * @example accentuate(model, photo, objective, { optimizer: adam({ betas: [0.5, 0.99] }) })
 */
export function adam(options: AdamOptions = {}): Optimizer {
  const { betas, epsilon } = checkedAdam(options);
  const [beta1, beta2] = betas;
  return {
    name: 'adam',
    description: describe('adam', options),
    state: ['firstMoment', 'secondMoment'],
    update: ({ parameter, gradient, state: [m, v], learningRate, step }) => {
      const first = m!.mul(beta1).add(gradient.mul(1 - beta1));
      const second = v!.mul(beta2).add(gradient.square().mul(1 - beta2));
      const root = second.sqrt().div(correction(beta2, step).sqrt()).add(epsilon);
      const rate = learningRate.div(correction(beta1, step));
      return { parameter: parameter.sub(first.div(root).mul(rate)), state: [first, second] };
    },
  };
}

/** 1 − betaᵗ: what a running mean that started at zero is divided by. */
const correction = (beta: number, step: Expression): Expression =>
  step.builder.scalar(beta, step.type).pow(step).neg().add(1);

function checkedAdam({ betas = [0.9, 0.999], epsilon = 1e-8 }: AdamOptions): Required<AdamOptions> {
  if (!(betas.length === 2 && betas.every((beta) => beta >= 0 && beta < 1)))
    throw new FaccentError(`the betas must be two numbers in [0, 1), not ${betas.join(', ')}`);
  if (!(epsilon >= 0 && Number.isFinite(epsilon)))
    throw new FaccentError(`epsilon must be a number, 0 or more, not ${epsilon}`);
  return { betas, epsilon };
}

/** Options of `nadam`. */
export interface NAdamOptions extends AdamOptions {
  /** How fast the momentum rises from half of the first beta to all of it; 4e-3 by default. */
  readonly momentumDecay?: number;
}

/**
 * Adam with Nesterov momentum (Dozat 2016) as PyTorch has it.
 * @throws FaccentError on options out of their ranges; the first beta must be at most 0.9999
 * @example accentuate(model, photo, objective, { optimizer: nadam() })
 */
export function nadam(options: NAdamOptions = {}): Optimizer {
  const { momentumDecay = 4e-3, ...rest } = options;
  const { betas, epsilon } = checkedAdam(rest);
  const [beta1, beta2] = betas;
  if (!(momentumDecay >= 0 && Number.isFinite(momentumDecay)))
    throw new FaccentError(`the momentum decay must be a number, 0 or more, not ${momentumDecay}`);
  if (beta1 > LARGEST_MOMENTUM)
    throw new FaccentError(`the first beta of nadam must be at most ${LARGEST_MOMENTUM}, not ${beta1}`);
  const products = momentumProducts((step) => beta1 * (1 - 0.5 * 0.96 ** (step * momentumDecay)));
  return {
    name: 'nadam',
    description: describe('nadam', options),
    state: ['firstMoment', 'secondMoment'],
    update: ({ parameter, gradient, state: [m, v], learningRate, step }) => {
      const b = step.builder;
      const momentum = (at: Expression): Expression =>
        b.scalar(0.96, step.type).pow(at.mul(momentumDecay)).mul(-0.5).add(1).mul(beta1);
      const [now, then] = [momentum(step), momentum(step.add(1))];
      const table = b.constant(Tensor.of(step.type, [products.length], products));
      const product = b.apply('Gather', [table, step.min(products.length - 1).cast('int64')], { axis: 0 });
      const left = (x: Expression): Expression => x.neg().add(1);

      const first = m!.mul(beta1).add(gradient.mul(1 - beta1));
      const second = v!.mul(beta2).add(gradient.square().mul(1 - beta2));
      const root = second.sqrt().div(correction(beta2, step).sqrt()).add(epsilon);
      const ahead = gradient
        .mul(left(now).div(left(product)))
        .add(first.mul(then.div(left(product.mul(then)))));
      return { parameter: parameter.sub(ahead.div(root).mul(learningRate)), state: [first, second] };
    },
  };
}

/** Above it the table of products is longer than is reasonable. */
const LARGEST_MOMENTUM = 0.9999;

/**
 * Products of the momenta of the first 0, 1, 2, … steps. They depend on the step's number alone, so they are a table and
 * no state; it ends where 1 minus the product is 1 in float32.
 */
function momentumProducts(momentum: (step: number) => number): number[] {
  const products = [1];
  while (products.at(-1)! > 2 ** -30) products.push(products.at(-1)! * momentum(products.length));
  return products;
}

/** Options of `sgd`. */
export interface SgdOptions {
  /** How much of the last step's velocity stays, in [0, 1); 0 by default. */
  readonly momentum?: number;
  /** Whether to look one step of the velocity ahead (Nesterov); it needs a momentum. False by default. */
  readonly nesterov?: boolean;
}

/**
 * Gradient descent, plain or with momentum as PyTorch has it (no dampening): velocity ← momentum · velocity + gradient.
 * It has no default learning rate, since gradients are not normalized.
 * @throws FaccentError on options out of their ranges
 * @example accentuate(model, photo, objective, { optimizer: sgd({ momentum: 0.9 }), learningRate: 1000 })
 */
export function sgd(options: SgdOptions = {}): Optimizer {
  const { momentum = 0, nesterov = false } = options;
  if (!(momentum >= 0 && momentum < 1))
    throw new FaccentError(`the momentum must be in [0, 1), not ${momentum}`);
  if (nesterov && momentum === 0)
    throw new FaccentError('nesterov needs a momentum above 0: set one (0.9 is usual)');
  return {
    name: 'sgd',
    description: describe('sgd', options),
    state: momentum === 0 ? [] : ['velocity'],
    update: ({ parameter, gradient, state: [last], learningRate }) => {
      const velocity = last ? last.mul(momentum).add(gradient) : gradient;
      const direction = nesterov ? velocity.mul(momentum).add(gradient) : velocity;
      return { parameter: parameter.sub(direction.mul(learningRate)), state: last ? [velocity] : [] };
    },
  };
}

const real = optional(number);
const ofAdam = { betas: optional(interval), epsilon: real };

/** Every optimizer under the name that its description has. */
const READERS = new Map<string, Reader<Optimizer>>([
  ['adam', reads(adam, ofAdam)],
  ['nadam', reads(nadam, { ...ofAdam, momentumDecay: real })],
  ['sgd', reads(sgd, { momentum: real, nesterov: optional(flag) })],
]);

/**
 * The optimizer that a description stands for: `optimizerFrom(optimizer.description)` makes `optimizer` again.
 * @param description JSON from anywhere
 * @throws FaccentError that names the part of the description that cannot be used
 * @example optimizerFrom({ name: 'sgd', momentum: 0.9 })
 */
export function optimizerFrom(description: unknown): Optimizer {
  checkDepth(description, 'optimizer');
  return readNamed(description, 'optimizer', READERS, '{"name": "adam"}');
}

/**
 * The names that descriptions of optimizers can have.
 * @example optimizerNames.includes('nadam')
 */
export const optimizerNames: readonly string[] = [...READERS.keys()];
