import type { Expression } from 'onnx-grad';
import { type Complete, usually } from '../declaration/option.js';
import { fraction, nonNegative, twoOf } from '../declaration/schema.js';
import type { ShortForm } from '../declaration/short-form.js';

/** Running means of gradients and of their squares. */
export const MOMENTS = ['firstMoment', 'secondMoment'] as const;

export const momentOptions = {
  betas: usually(
    twoOf(fraction),
    [0.9, 0.999],
    'how much of the running means of gradients and of their squares stays at each step, in [0, 1)',
  ),
  epsilon: usually(nonNegative, 1e-8, "added to the root of the squares' mean, after the bias correction"),
};

export const momentsShort: ShortForm = {
  usage: '[:BETA1:BETA2[:EPSILON]]',
  count: (n) => n === 0 || n === 2 || n === 3,
  options: (given) => (given.length ? { betas: given.slice(0, 2), epsilon: given[2] } : {}),
};

/** Both means after a step, and what Adam divides by. */
export function moved(
  { betas: [beta1, beta2], epsilon }: Complete<typeof momentOptions>,
  { gradient, state: [m, v], step }: { gradient: Expression; state: readonly Expression[]; step: Expression },
): { first: Expression; second: Expression; root: Expression } {
  const first = m!.mul(beta1).add(gradient.mul(1 - beta1));
  const second = v!.mul(beta2).add(gradient.square().mul(1 - beta2));
  const root = second.sqrt().div(correction(beta2, step).sqrt()).add(epsilon);
  return { first, second, root };
}

/** 1 − betaᵗ: what a running mean that started at zero is divided by. */
export const correction = (beta: number, step: Expression): Expression =>
  step.builder.scalar(beta, step.type).pow(step).neg().add(1);
