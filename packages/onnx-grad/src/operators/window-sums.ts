import type { Expression } from '../ad/expression.js';
import { sizeOf } from '../graph/tensor.js';
import { type Window, reach } from '../graph/window.js';

/**
 * Sums over windows of a picture that is padded already: by an average pool, or, where windows have gaps, by adding up
 * shifted pictures one axis after the other (a runtime may take a padding before a pool into it, and then find it larger
 * than the kernel).
 */
export function windowSums(padded: Expression, windows: readonly Window[]): Expression {
  if (windows.every((w) => w.dilation === 1)) {
    const pooled = padded.builder.apply('AveragePool', [padded], {
      kernel_shape: windows.map((w) => w.kernel),
      strides: windows.map((w) => w.stride),
    });
    return pooled.mul(sizeOf(windows.map((w) => w.kernel)));
  }
  return windows.reduce((x, w, i) => {
    const length = x.dims[2 + i]! - reach(w);
    const parts = Array.from({ length: w.kernel }, (_, tap) => {
      const start = tap * w.dilation;
      return x.slice(2 + i, start, start + length, w.stride);
    });
    return parts.reduce((sum, part) => sum.add(part));
  }, padded);
}
