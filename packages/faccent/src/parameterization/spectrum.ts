import type { Expression } from 'onnx-grad';
import type { Size } from '../image/image.js';
import { table } from './table.js';

/** Width of the half spectrum of a real signal. */
export const halfWidth = (width: number): number => Math.floor(width / 2) + 1;

/** Frequencies of a discrete Fourier transform of length n, in cycles per sample. */
function frequencies(n: number): number[] {
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

function matrix(
  like: Expression,
  key: string,
  rows: number,
  columns: number,
  entry: () => Entry,
): Expression {
  return table(like, `${key}:${rows}:${columns}`, [rows, columns], () => {
    const at = entry();
    const values = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) values[i * columns + j] = at(i, j);
    return values;
  });
}

/** Cosines and sines of the multiples of 2π/n, by index modulo n: exact angles however large the product. */
function waves(n: number): { cos: (i: number) => number; sin: (i: number) => number } {
  const cos = Float64Array.from({ length: n }, (_, i) => Math.cos((2 * Math.PI * i) / n));
  const sin = Float64Array.from({ length: n }, (_, i) => Math.sin((2 * Math.PI * i) / n));
  return { cos: (i) => cos[i % n]!, sin: (i) => sin[i % n]! };
}

/** A table of complex products exp(direction · 2πi · turn(item, row, column) / period). */
interface Rotations {
  readonly key: string;
  readonly period: number;
  readonly direction: 1 | -1;
  readonly turn: (item: number, row: number, column: number) => number;
}

/** Complex products as real ones: matrices (batch, 2 · rows, 2 · columns) over stacked real and imaginary parts. */
function rotations(
  like: Expression,
  [batch, rows, columns]: readonly [number, number, number],
  { key, period, direction, turn }: Rotations,
): Expression {
  const entry = (): Entry => {
    const { cos, sin } = waves(period);
    return (at, j) => {
      const i = at % (2 * rows);
      const angle = turn(Math.floor(at / (2 * rows)), i % rows, j % columns);
      const [toImaginary, fromImaginary] = [i >= rows, j >= columns];
      if (toImaginary === fromImaginary) return cos(angle);
      return toImaginary ? direction * sin(angle) : -direction * sin(angle);
    };
  };
  return matrix(like, `${key}:${direction}:${batch}`, batch * 2 * rows, 2 * columns, entry).reshape([
    batch,
    2 * rows,
    2 * columns,
  ]);
}

/** The largest divisor of n that is at most its root. */
function divisor(n: number): number {
  let d = Math.floor(Math.sqrt(n));
  while (n % d !== 0) d--;
  return d;
}

/**
 * Complex transform along columns of (n, c, 2, h, w), with real and imaginary parts on axis 2. With h = p · q, rows
 * j = j₁q + j₂ and frequencies k = k₁ + pk₂: a transform over j₁ for each j₂, then one over j₂ for each k₁ that
 * holds the turn by j₂k₁ / h too (Cooley and Tukey 1965, one level).
 */
function transformColumns(x: Expression, direction: 1 | -1): Expression {
  const [n, c, , height, width] = x.dims as [number, number, number, number, number];
  const p = divisor(height);
  const q = height / p;
  const over = { period: height, direction };
  const outer = rotations(x, [1, p, p], { ...over, key: `outer${q}`, turn: (_, k, j) => k * j * q });
  const inner = rotations(x, [p, q, q], { ...over, key: 'inner', turn: (k1, k2, j) => j * (k1 + p * k2) });
  const first = outer.matmul(x.reshape([n * c, 2 * p, q * width])).reshape([n * c, 2, p, q, width]);
  const turned = first.transpose([0, 2, 1, 3, 4]).reshape([n * c, p, 2 * q, width]);
  const second = inner.matmul(turned).reshape([n * c, p, 2, q, width]);
  return second.transpose([0, 2, 3, 1, 4]).reshape([n, c, 2, height, width]);
}

/**
 * Inverse transform of half spectra to real images: (n, c, 2, h, halfWidth(w)) with real and imaginary parts on axis 2
 * → (n, c, h, w). Unnormalized times `scale`. A discrete Fourier transform is a few products with fixed matrices, which
 * every execution provider can run and which differentiates for free.
 */
export function inverseTransform(spectrum: Expression, [height, width]: Size, scale: number): Expression {
  const [n, c] = spectrum.dims as [number, number];
  const half = halfWidth(width);
  const columns = transformColumns(spectrum, 1);
  // all but the constant and the Nyquist frequency stand for themselves and their mirror image
  const weight = (k: number): number => (k === 0 || 2 * k === width ? scale : 2 * scale);
  const part = (i: number): Expression => columns.slice(2, i, i + 1).reshape([n, c, height, half]);
  const real = matrix(spectrum, `real:${scale}`, half, width, () => {
    const { cos } = waves(width);
    return (k, x) => weight(k) * cos(k * x);
  });
  const imaginary = matrix(spectrum, `imaginary:${scale}`, half, width, () => {
    const { sin } = waves(width);
    return (k, x) => -weight(k) * sin(k * x);
  });
  return part(0).matmul(real).add(part(1).matmul(imaginary));
}

/** Forward transform of real images (n, c, h, w) to half spectra (n, c, 2, h, halfWidth(w)), times `scale`. */
export function forwardTransform(image: Expression, scale: number): Expression {
  const [n, c, height, width] = image.dims as [number, number, number, number];
  const half = halfWidth(width);
  const part = (key: string, entry: () => Entry): Expression =>
    image.matmul(matrix(image, `${key}:${scale}`, width, half, entry));
  const real = part('from real', () => {
    const { cos } = waves(width);
    return (x, k) => scale * cos(k * x);
  });
  const imaginary = part('to imaginary', () => {
    const { sin } = waves(width);
    return (x, k) => -scale * sin(k * x);
  });
  const rows = image.builder.concat([real, imaginary], 2);
  return transformColumns(rows.reshape([n, c, 2, height, half]), -1);
}
