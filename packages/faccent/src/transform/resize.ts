import { type Expression, Tensor } from 'onnx-grad';

/**
 * Interpolation matrices that crop an axis and resize the crop: bilinear, antialiased, align-corners, as PyTorch's
 * `interpolate(mode='bilinear', antialias=True, align_corners=True)`.
 * @param start first pixel of each view's crop (n), whole numbers
 * @param length pixels of each view's crop (n), at least 1
 * @param from length of the axis
 * @param to length of the resized axis
 * @returns (n, to, from): rows sum to 1; transposed, (n, from, to)
 */
export function interpolation(
  start: Expression,
  length: Expression,
  from: number,
  to: number,
  transposed = false,
): Expression {
  const b = start.builder;
  const n = start.dims[0]!;
  const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
  const perView = (x: Expression): Expression => x.reshape([n, 1, 1]);
  const alongOutput = transposed ? [1, 1, to] : [1, to, 1];
  const alongInput = transposed ? [1, from, 1] : [1, 1, from];
  const outputs = b.constant(
    Tensor.of(
      start.type,
      alongOutput,
      range(to).map((i) => i + 0.5),
    ),
  );
  const inputs = b.constant(Tensor.of(start.type, alongInput, range(from)));

  const first = perView(start);
  const size = perView(length);
  const scale = size.sub(1).mul(1 / Math.max(1, to - 1));
  // a triangle over one source pixel where it enlarges, over one target pixel where it reduces
  const sharpness = scale.max(1).reciprocal();
  // distance of each source pixel's centre from each target pixel's, in half-widths of the triangle
  const centre = first.sub(0.5).add(scale.mul(outputs)).mul(sharpness);
  const distance = inputs.mul(sharpness).sub(centre).abs();
  const offset = inputs.sub(first);
  const inside = clampToUnit(offset.add(1)).mul(clampToUnit(size.sub(offset)));
  const weights = b.apply('HardSigmoid', [distance], { alpha: -1, beta: 1 }).mul(inside);
  return weights.div(weights.sum([transposed ? 1 : 2], true));
}

const clampToUnit = (x: Expression): Expression => x.builder.apply('HardSigmoid', [x], { alpha: 1, beta: 0 });
