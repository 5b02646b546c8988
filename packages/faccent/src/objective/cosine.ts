import type { Expression } from 'onnx-grad';

/** Below this, a length is taken for it: a layer that is all zeros has a cosine of 0 and a gradient that is finite. */
const SHORTEST = 1e-8;

/** L2 norm over the axes (all by default). */
export function norm(values: Expression, axes?: readonly number[]): Expression {
  return values
    .square()
    .sum(axes)
    .maximum(SHORTEST ** 2)
    .sqrt();
}

/** A power, without the operator where it does nothing. */
export function raised(base: Expression, power: number): Expression {
  if (power === 0) return base.builder.scalar(1, base.type);
  return power === 1 ? base : base.pow(power);
}

/** Of each view (and image, where both have several), over all channels and positions. */
export function similarity(first: Expression, second: Expression): { dot: Expression; cosine: Expression } {
  const inner = first.dims.map((_, axis) => axis).slice(2);
  const dot = first.mul(second).sum(inner);
  return { dot, cosine: dot.div(norm(first, inner).mul(norm(second, inner))) };
}
