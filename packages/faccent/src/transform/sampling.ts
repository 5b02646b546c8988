import { type Expression, Tensor } from 'onnx-grad';

/** 0, 1, … as a constant of the given shape. */
export const range = (like: Expression, dims: readonly number[]): Expression => {
  const count = dims.reduce((a, b) => a * b, 1);
  return like.builder.constant(
    Tensor.of(
      like.type,
      dims,
      Array.from({ length: count }, (_, i) => i),
    ),
  );
};

/**
 * Matrices that sample an axis by linear interpolation; beyond its ends it is zero.
 * @param positions (n, to), in pixels of the axis: 0 is the centre of its first
 * @param from length of the axis
 * @returns (n, to, from)
 */
export function linearSampling(positions: Expression, from: number): Expression {
  const [n, to] = positions.dims as [number, number];
  const distance = range(positions, [1, 1, from])
    .sub(positions.reshape([n, to, 1]))
    .abs();
  // max(0, 1 − distance)
  return positions.builder.apply('HardSigmoid', [distance], { alpha: -1, beta: 1 });
}
