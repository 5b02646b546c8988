import type { Expression } from 'onnx-grad';
import type { Size } from '../image.js';
import type { Random } from '../random.js';

/** A way to write an image as parameters, which the optimizer moves (METHOD.md, section 2). */
export interface Parameterization {
  readonly name: string;
  /** Shapes of the parameter tensors of an image of this size. */
  shapes(size: Size): readonly (readonly number[])[];
  /** Parameters of an image (1, 3, h, w) with values in [0, 1]: the inverse of `decode`. */
  encode(image: Expression): Expression[];
  /** The image (1, 3, h, w) that the parameters stand for. */
  decode(parameters: readonly Expression[], size: Size): Expression;
  /** Parameters to start from without a photograph. */
  randomStart(random: Random, size: Size): Float32Array[];
}
