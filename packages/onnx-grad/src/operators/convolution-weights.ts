import type { Expression } from '../ad/expression.js';
import { sizeOf } from '../graph/tensor.js';
import type { Window } from '../graph/window.js';
import { gridPositions } from '../ort/correlation.js';

/**
 * Cotangent of a convolution's weights (filters, channels / group, …kernel): one product a tap, of the output's
 * cotangent with what the tap saw, over positions. It is for looking at weights, not for training: nothing is fused.
 */
export function weightGradient(
  x: Expression,
  dy: Expression,
  windows: readonly Window[],
  group: number,
): Expression {
  const [n, channels] = x.dims as [number, number];
  const filters = dy.dims[1]!;
  const positions = sizeOf(windows.map((v) => v.output));
  const padded = x.pad([0, 0, ...windows.map((v) => v.before)], [0, 0, ...windows.map((v) => v.after)]);
  const cotangents = dy.reshape([n, group, filters / group, positions]);
  const products = gridPositions(windows.map((v) => v.kernel)).map((tap) => {
    const seen = windows.reduce((part, v, i) => {
      const first = tap[i]! * v.dilation;
      return part.slice(2 + i, first, first + (v.output - 1) * v.stride + 1, v.stride);
    }, padded);
    const product = cotangents.matmul(
      seen.reshape([n, group, channels / group, positions]).matrixTranspose(),
    );
    return product.sum([0]).reshape([filters, channels / group, 1]);
  });
  return x.builder.concat(products, 2).reshape([filters, channels / group, ...windows.map((v) => v.kernel)]);
}

/** Cotangent of a bias, one number a channel. */
export const biasGradient = (dy: Expression): Expression =>
  dy.sum(dy.dims.flatMap((_, axis) => (axis === 1 ? [] : [axis])));
