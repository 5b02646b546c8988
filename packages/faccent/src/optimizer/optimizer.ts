import type { Expression } from 'onnx-grad';
import { type Description, kind } from '../declaration/declare.js';

/** Moves parameters along their gradients (docs/method.md, 7.1). State tensors have the shape of the parameters. */
export interface Optimizer {
  readonly name: string;
  /** What `optimizers.read` makes the same optimizer of. */
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

/**
 * Declares an optimizer: its function, its JSON, its short form and its lines in help and docs come from this.
 * @example export const sign = optimizer('sign', { about, options: {}, build: () => ({ state: [], update }) });
 */
export const optimizer = kind<Optimizer, Omit<Optimizer, 'name' | 'description'>>(
  'optimizer',
  (built, own) => ({ ...built, ...own }),
);
