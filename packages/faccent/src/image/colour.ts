import { type Expression, Tensor } from 'onnx-grad';

/**
 * Correlation of colours in natural images: rgb = decorrelated · C for row vectors. The SVD square root of ImageNet's
 * colour covariance, as in Lucid (`optvis/param/color.py`).
 */
export const COLOUR_CORRELATION: readonly (readonly number[])[] = [
  [0.56282854, 0.5844758, 0.5844758],
  [0.19482528, 0, -0.19482528],
  [0.0432945, -0.10823626, 0.06494176],
];

/** Images this close to black or white are as far as the logit goes. */
const LOGIT_EPSILON = 1e-6;

/** Logarithm of the odds of values in [0, 1], clamped to [1e-6, 1 − 1e-6]. */
export function logit(x: Expression): Expression {
  const clamped = x.maximum(LOGIT_EPSILON).minimum(1 - LOGIT_EPSILON);
  return clamped.div(clamped.neg().add(1)).log();
}

/** Decorrelated channels (n, 3, h, w) to RGB logits, times a gain. */
export const correlate = (x: Expression, gain = 1): Expression =>
  mixChannels(x, scaled(transposed(COLOUR_CORRELATION), gain));

/** RGB logits (n, 3, h, w) to decorrelated channels, times a gain: the inverse of `correlate` with 1 / gain. */
export const decorrelate = (x: Expression, gain = 1): Expression =>
  mixChannels(x, scaled(transposed(inverse3(COLOUR_CORRELATION)), gain));

function mixChannels(x: Expression, matrix: readonly (readonly number[])[]): Expression {
  const [n, c, h, w] = x.dims as [number, number, number, number];
  const mixer = x.builder.constant(Tensor.of(x.type, [c, c], matrix.flat()));
  return mixer.matmul(x.reshape([n, c, h * w])).reshape([n, c, h, w]);
}

type Matrix = readonly (readonly number[])[];

const scaled = (m: Matrix, gain: number): Matrix => m.map((row) => row.map((v) => v * gain));

const transposed = (m: Matrix): Matrix => m[0]!.map((_, j) => m.map((row) => row[j]!));

function inverse3(m: Matrix): Matrix {
  const at = (i: number, j: number): number => m[i % 3]![j % 3]!;
  const cofactor = (i: number, j: number): number =>
    at(i + 1, j + 1) * at(i + 2, j + 2) - at(i + 1, j + 2) * at(i + 2, j + 1);
  const determinant = [0, 1, 2].reduce((sum, j) => sum + at(0, j) * cofactor(0, j), 0);
  return [0, 1, 2].map((i) => [0, 1, 2].map((j) => cofactor(j, i) / determinant));
}
