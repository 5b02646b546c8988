import type { Expression } from 'onnx-grad';
import type { Size } from '../image/image.js';
import { type Description, kind } from '../declaration/declare.js';
import type { Random } from '../math/random.js';
import type { Transform } from '../transform/transform.js';

/** What a run starts from: some parameterizations stand for a photograph by other tensors than for noise. */
export type Start = 'photograph' | 'noise';

/** The tensors that stand for an image: those that the optimizer moves, and those that the start settles for the run. */
export interface Tensors<T> {
  readonly parameters: readonly T[];
  readonly fixed: readonly T[];
}

/**
 * A way to write images as parameters, which the optimizer moves (docs/method.md, 3). Axis 0 of every tensor is the
 * image in the batch, and graphs are written for any length of it.
 */
export interface Parameterization {
  readonly name: string;
  /** What `parameterizations.read` makes the same parameterization of; batches have none. */
  readonly description?: Description;
  /** How many images are optimized at once; 1 by default. See `batch`. */
  readonly images?: number;
  /** How many planes its images have; 3 by default. */
  readonly planes?: number;
  /** The learning rate that suits it under Adam, where that is not the usual one. */
  readonly learningRate?: number;
  /** The views that suit a start from noise, where they are not the usual ones. */
  readonly noiseTransform?: (options?: { readonly views?: number }) => Transform;
  /** Shapes of the tensors of images of this size. */
  shapes(size: Size, start: Start): Tensors<readonly number[]>;
  /**
   * The tensors of images (n, 3, h, w) with values in [0, 1]: the inverse of `decode`.
   * @param fixed where a run goes on with the fixed tensors that it has; otherwise they are taken from the image
   * @throws FaccentError where only noise can be the start
   */
  encode(image: Expression, fixed?: readonly Expression[]): Tensors<Expression>;
  /** The images (n, 3, h, w), in [0, 1], that the tensors stand for. */
  decode(parameters: readonly Expression[], size: Size, fixed: readonly Expression[]): Expression;
  /** Tensors to start from without a photograph. */
  randomStart(random: Random, size: Size): Tensors<Float32Array>;
  /** Changes the gradients of the loss before the optimizer sees them; by default they are left as they are. */
  precondition?(gradients: readonly Expression[], size: Size): readonly Expression[];
}

/** Numbers of normal noise. */
export const normalNoise = (random: Random, shape: readonly number[], deviation: number): Float32Array =>
  Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal(deviation));

/** Height and width of images (n, 3, h, w). */
export const sizeOfImages = (image: Expression): Size => image.dims.slice(2) as unknown as Size;

/**
 * Declares a parameterization: its function, its JSON, its short form and its lines in help and docs come from this.
 * @example export const grey = parameterization('grey', { about, options: { gain: usually(positive, 1, '…') }, build });
 */
export const parameterization = kind<Parameterization, Omit<Parameterization, 'name' | 'description'>>(
  'parameterization',
  (built, own) => ({ ...built, ...own }),
);
