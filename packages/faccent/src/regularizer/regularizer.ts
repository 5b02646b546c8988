import type { Expression } from 'onnx-grad';
import { type Description, kind } from '../declaration/declare.js';

/** What holds an image to its seed: a penalty, which β brings to the activation's scale (docs/method.md, 6). */
export interface Regularizer {
  readonly name: string;
  /** What `regularizers.read` makes the same regularizer of. */
  readonly description: Description;
  /** Names of the model's values that it compares. */
  readonly layers: readonly string[];
  /**
   * Its share of the distance D, as a scalar expression.
   * @param image activations of the views of the image, (views · images, channels, …)
   * @param seed activations of the same views of the seed
   */
  value(image: (layer: string) => Expression, seed: (layer: string) => Expression): Expression;
}

/**
 * Declares a regularizer: its function, its JSON, its short form and its lines in help and docs come from this.
 * @example export const mean = regularizer('mean', { about, options: { layer: required(text, 'the layer') }, build });
 */
export const regularizer = kind<Regularizer, Omit<Regularizer, 'name' | 'description'>>(
  'regularizer',
  (built, own) => ({ ...built, ...own }),
);
