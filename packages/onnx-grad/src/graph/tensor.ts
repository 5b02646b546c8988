import { GraphError } from '../errors.js';

import { type DataType, ELEMENT_SIZE, LITTLE_ENDIAN, decode, encode, roundTo } from './data-type.js';

/** Element type and concrete shape of a value. */
export interface ValueType {
  readonly type: DataType;
  readonly dims: readonly number[];
}

/**
 * Number of elements of a shape.
 * @example sizeOf([2, 3, 4]); // 24
 */
export function sizeOf(dims: readonly number[]): number {
  let size = 1;
  for (const d of dims) size *= d;
  return size;
}

/**
 * Row-major strides of a shape, in elements.
 * @example stridesOf([2, 3, 4]); // [12, 4, 1]
 */
export function stridesOf(dims: readonly number[]): number[] {
  const strides = new Array<number>(dims.length);
  let stride = 1;
  for (let i = dims.length - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= dims[i]!;
  }
  return strides;
}

/**
 * A constant: element type, shape and values. Values are kept as the file's little-endian bytes, as numbers, or as
 * both; either is made from the other when first asked for, so weights that nobody looks at are never copied.
 * @example
 * const weights = Tensor.of('float32', [2, 2], [1, 2, 3, 4]);
 * weights.dims; // [2, 2]
 * [...weights.numbers]; // [1, 2, 3, 4]
 */
export class Tensor implements ValueType {
  private constructor(
    readonly type: DataType,
    readonly dims: readonly number[],
    private rawBytes: Uint8Array | undefined,
    private rawNumbers: Float64Array | undefined,
    /** Of float32 values that a file has in half precision: their bytes there. */
    readonly half?: Uint8Array,
  ) {}

  /** A tensor over little-endian bytes, which are shared, not copied. */
  static fromBytes(type: DataType, dims: readonly number[], bytes: Uint8Array): Tensor {
    const expected = sizeOf(dims) * ELEMENT_SIZE[type];
    if (bytes.byteLength !== expected) {
      throw new GraphError(
        `a ${type} tensor of shape [${dims.join(', ')}] takes ${expected} bytes, but ${bytes.byteLength} are given`,
      );
    }
    return new Tensor(type, dims, bytes, undefined);
  }

  /** A tensor of the given numbers, rounded to `type`. Integers are exact up to 2^53. */
  static of(type: DataType, dims: readonly number[], numbers: ArrayLike<number>): Tensor {
    const size = sizeOf(dims);
    if (numbers.length !== size) {
      throw new GraphError(
        `shape [${dims.join(', ')}] takes ${size} values, but ${numbers.length} are given`,
      );
    }
    // the usual case, without a pass over the numbers for each form
    if (type === 'float32' && LITTLE_ENDIAN)
      return new Tensor(type, dims, new Uint8Array(Float32Array.from(numbers).buffer), undefined);
    return new Tensor(type, dims, undefined, roundTo(type, numbers));
  }

  /** Half precision as float32: the same values, of which the 16 bits are kept until another form is asked for. */
  static widened(tensor: Tensor): Tensor {
    return new Tensor('float32', tensor.dims, undefined, undefined, tensor.bytes);
  }

  static scalar(type: DataType, value: number): Tensor {
    return Tensor.of(type, [], [value]);
  }

  /** A one-dimensional int64 tensor: shapes, axes, pads. */
  static ints(values: readonly number[]): Tensor {
    return Tensor.of('int64', [values.length], values);
  }

  get size(): number {
    return sizeOf(this.dims);
  }

  /** Values as float64, row-major. Not to be written to. */
  get numbers(): Float64Array {
    return (this.rawNumbers ??= this.decoded());
  }

  /** Values as little-endian bytes, row-major. Not to be written to. */
  get bytes(): Uint8Array {
    return (this.rawBytes ??= encode(this.type, this.rawNumbers ?? this.decoded()));
  }

  private decoded(): Float64Array {
    return this.half && !this.rawBytes
      ? decode('float16', this.half, this.size)
      : decode(this.type, this.rawBytes!, this.size);
  }

  /** The single value of a tensor of one element. */
  get item(): number {
    if (this.size !== 1)
      throw new GraphError(`expected one value, not a tensor of shape [${this.dims.join(', ')}]`);
    return this.numbers[0]!;
  }

  /** The same values in another shape of the same size. */
  reshaped(dims: readonly number[]): Tensor {
    if (sizeOf(dims) !== this.size) {
      throw new GraphError(`cannot reshape [${this.dims.join(', ')}] to [${dims.join(', ')}]`);
    }
    return new Tensor(this.type, dims, this.rawBytes, this.rawNumbers, this.half);
  }
}
/** The largest of any number of values, −∞ of none: as arguments of `Math.max`, a hundred thousand end the stack. */
export function largest(values: Iterable<number>): number {
  let most = -Infinity;
  for (const value of values) most = Math.max(most, value);
  return most;
}
