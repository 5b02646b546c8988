import { type Expression, Tensor, type DataType } from 'onnx-grad';
import type { Size } from '../image.js';

/** Width of the half spectrum of a real signal. */
export const halfWidth = (width: number): number => Math.floor(width / 2) + 1;

/** Frequencies of a discrete Fourier transform of length n, in cycles per sample. */
export function frequencies(n: number): number[] {
  return Array.from({ length: n }, (_, k) => (k <= (n - 1) / 2 ? k : k - n) / n);
}

/** Spatial frequency of each coefficient of the half spectrum (h, halfWidth(w)), in cycles per pixel. */
export function spatialFrequencies([height, width]: Size): Float64Array {
  const half = halfWidth(width);
  const out = new Float64Array(height * half);
  frequencies(height).forEach((fy, y) => {
    for (let x = 0; x < half; x++) out[y * half + x] = Math.hypot(fy, x / width);
  });
  return out;
}

type Entry = (row: number, column: number) => number;

function matrix(like: Expression, rows: number, columns: number, entry: Entry): Expression {
  const values = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) values[i * columns + j] = entry(i, j);
  return like.builder.constant(Tensor.of(like.type satisfies DataType, [rows, columns], values));
}

/** Cosines and sines of the multiples of 2π/n, by index modulo n: exact angles however large the product. */
function waves(n: number): { cos: (i: number) => number; sin: (i: number) => number } {
  const cos = Float64Array.from({ length: n }, (_, i) => Math.cos((2 * Math.PI * i) / n));
  const sin = Float64Array.from({ length: n }, (_, i) => Math.sin((2 * Math.PI * i) / n));
  return { cos: (i) => cos[i % n]!, sin: (i) => sin[i % n]! };
}

/** Complex transform along columns as one real matrix over stacked real and imaginary parts. */
function columnMatrix(like: Expression, height: number, direction: 1 | -1): Expression {
  const { cos, sin } = waves(height);
  return matrix(like, 2 * height, 2 * height, (i, j) => {
    const k = (i % height) * (j % height);
    const [toImaginary, fromImaginary] = [i >= height, j >= height];
    if (toImaginary === fromImaginary) return cos(k);
    return toImaginary ? direction * sin(k) : -direction * sin(k);
  });
}

/**
 * Inverse transform of half spectra to real images: (n, c, 2, h, halfWidth(w)) with real and imaginary parts on axis 2
 * → (n, c, h, w). Unnormalized times `scale`. A discrete Fourier transform is two products with fixed matrices, which
 * every execution provider can run and which differentiates for free.
 */
export function inverseTransform(spectrum: Expression, [height, width]: Size, scale: number): Expression {
  const [n, c] = spectrum.dims as [number, number];
  const half = halfWidth(width);
  const columns = columnMatrix(spectrum, height, 1)
    .matmul(spectrum.reshape([n, c, 2 * height, half]))
    .reshape([n, c, 2, height, half]);
  const { cos, sin } = waves(width);
  // all but the constant and the Nyquist frequency stand for themselves and their mirror image
  const weight = (k: number): number => (k === 0 || 2 * k === width ? scale : 2 * scale);
  const part = (i: number): Expression => columns.slice(2, i, i + 1).reshape([n, c, height, half]);
  const real = matrix(spectrum, half, width, (k, x) => weight(k) * cos(k * x));
  const imaginary = matrix(spectrum, half, width, (k, x) => -weight(k) * sin(k * x));
  return part(0).matmul(real).add(part(1).matmul(imaginary));
}

/** Forward transform of real images (n, c, h, w) to half spectra (n, c, 2, h, halfWidth(w)), times `scale`. */
export function forwardTransform(image: Expression, scale: number): Expression {
  const [n, c, height, width] = image.dims as [number, number, number, number];
  const half = halfWidth(width);
  const { cos, sin } = waves(width);
  const real = image.matmul(matrix(image, width, half, (x, k) => scale * cos(k * x)));
  const imaginary = image.matmul(matrix(image, width, half, (x, k) => -scale * sin(k * x)));
  const rows = image.builder.concat([real, imaginary], 2);
  return columnMatrix(image, height, -1).matmul(rows).reshape([n, c, 2, height, half]);
}
