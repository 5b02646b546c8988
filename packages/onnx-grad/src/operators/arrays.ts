import { Tensor, type ValueType, sizeOf, stridesOf } from '../graph/tensor.js';

/** No axis of an image model is longer than this: what asks for more is damaged. */
export const LONGEST_AXIS = 2 ** 24;

/** NumPy's broadcast of several shapes, or undefined where they do not fit. */
export function broadcastDims(shapes: readonly (readonly number[])[]): number[] | undefined {
  const rank = Math.max(0, ...shapes.map((s) => s.length));
  const out = new Array<number>(rank).fill(1);
  for (const shape of shapes) {
    for (let i = 0; i < shape.length; i++) {
      const at = rank - shape.length + i;
      const d = shape[i]!;
      if (d === 1 || d === out[at]) continue;
      if (out[at] !== 1) return undefined;
      out[at] = d;
    }
  }
  return out;
}

/** Strides that read a tensor of shape `dims` as if it had the (broadcast) shape `to`. */
export function broadcastStrides(dims: readonly number[], to: readonly number[]): number[] {
  const own = stridesOf(dims);
  const shift = to.length - dims.length;
  return to.map((_, i) => (i < shift || dims[i - shift] === 1 ? 0 : own[i - shift]!));
}

/** Calls `visit(flat index, offsets)` for every element of a shape, the offsets following the given strides. */
export function walk(
  dims: readonly number[],
  strides: readonly (readonly number[])[],
  visit: (index: number, offsets: readonly number[]) => void,
): void {
  const size = sizeOf(dims);
  const counter = new Array<number>(dims.length).fill(0);
  const offsets = new Array<number>(strides.length).fill(0);
  for (let index = 0; index < size; index++) {
    visit(index, offsets);
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      counter[axis]! += 1;
      for (let s = 0; s < strides.length; s++) offsets[s]! += strides[s]![axis]!;
      if (counter[axis]! < dims[axis]!) break;
      for (let s = 0; s < strides.length; s++) offsets[s]! -= strides[s]![axis]! * dims[axis]!;
      counter[axis] = 0;
    }
  }
}

/** Element-wise function of broadcast inputs. */
export function mapElements(
  inputs: readonly Tensor[],
  type: ValueType,
  f: (...values: number[]) => number,
): Tensor {
  const out = new Float64Array(sizeOf(type.dims));
  const numbers = inputs.map((t) => t.numbers);
  const strides = inputs.map((t) => broadcastStrides(t.dims, type.dims));
  const values = new Array<number>(inputs.length);
  walk(type.dims, strides, (i, offsets) => {
    for (let k = 0; k < numbers.length; k++) values[k] = numbers[k]![offsets[k]!]!;
    out[i] = f(...values);
  });
  return Tensor.of(type.type, type.dims, out);
}

/** A view through strides: output element → input element at `start + Σ index · stride`. */
export function strided(
  input: Tensor,
  dims: readonly number[],
  strides: readonly number[],
  start = 0,
): Tensor {
  const out = new Float64Array(sizeOf(dims));
  const from = input.numbers;
  walk(dims, [strides], (i, [offset]) => {
    out[i] = from[start + offset!]!;
  });
  return Tensor.of(input.type, dims, out);
}
