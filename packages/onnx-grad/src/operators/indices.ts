import type { Expression } from '../ad/expression.js';
import { type Tensor, sizeOf, stridesOf } from '../graph/tensor.js';
import { walk } from './arrays.js';
import type { Call } from './operator.js';

/** First element of each slice that ScatterND writes or GatherND reads, and the slices' size. */
export function slicesOf(
  call: Call,
  dims: readonly number[],
  indices: Tensor,
  batch = 0,
): { starts: number[]; size: number } {
  const depth = indices.dims.at(-1)!;
  const strides = stridesOf(dims);
  const perBatch = indices.size / depth / sizeOf(indices.dims.slice(0, batch));
  const starts = Array.from({ length: indices.size / depth }, (_, i) => {
    let start = Math.floor(i / perBatch) * (batch ? strides[batch - 1]! : 0);
    for (let k = 0; k < depth; k++) {
      const length = dims[batch + k]!;
      const at = indices.numbers[i * depth + k]!;
      const positive = at < 0 ? at + length : at;
      if (!(positive >= 0 && positive < length))
        throw call.error(`reads index ${at} of an axis of length ${length}`);
      start += positive * strides[batch + k]!;
    }
    return start;
  });
  return { starts, size: sizeOf(dims.slice(batch + depth)) };
}

/** Rows of a value that is cut into slices of `size` elements. */
export const rows = (x: Expression, size: number): Expression =>
  x.reshape([x.dims.reduce((a, b) => a * b, 1) / size, size]);

/** Offset of every element that GatherElements reads or ScatterElements writes. */
export function elementOffsets(call: Call, dims: readonly number[], indices: Tensor): Float64Array {
  const axis = call.axis(call.number('axis', 0), dims.length);
  const strides = stridesOf(dims);
  const others = strides.map((s, i) => (i === axis ? 0 : s));
  const out = new Float64Array(indices.size);
  walk(indices.dims, [others], (i, [offset]) => {
    const at = indices.numbers[i]!;
    const positive = at < 0 ? at + dims[axis]! : at;
    if (!(positive >= 0 && positive < dims[axis]!))
      throw call.error(`reads index ${at} of an axis of length ${dims[axis]}`);
    out[i] = offset! + positive * strides[axis]!;
  });
  return out;
}
