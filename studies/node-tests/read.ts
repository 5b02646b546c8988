import { readFileSync } from 'node:fs';
import { type DataType, Tensor } from 'onnx-grad';

/** A value as studies/node-tests/node_tests.py writes it: without dims and data where it is no tensor of numbers. */
export interface Recorded {
  readonly type: string;
  readonly dims?: readonly number[];
  readonly data?: string;
}

/** One of ONNX's node tests. */
export interface NodeTest {
  readonly name: string;
  /** With its domain, where that is not ONNX's own. */
  readonly operator: string;
  readonly expanded: boolean;
  readonly rtol: number;
  readonly atol: number;
  /** The model's bytes in base64. */
  readonly model: string;
  readonly inputs: Readonly<Record<string, Recorded>>;
  readonly outputs: Readonly<Record<string, Recorded>>;
}

/** The tests of a file, a line each. */
export const readTests = (file: string): NodeTest[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as NodeTest);

const TYPES: Readonly<Record<string, DataType>> = {
  FLOAT: 'float32',
  DOUBLE: 'float64',
  FLOAT16: 'float16',
  INT8: 'int8',
  INT16: 'int16',
  INT32: 'int32',
  INT64: 'int64',
  UINT8: 'uint8',
  UINT16: 'uint16',
  UINT32: 'uint32',
  UINT64: 'uint64',
  BOOL: 'bool',
};

/** A recorded value as a tensor; bfloat16, which few programs hold, and 4 bits as wider numbers. */
export function tensorOf({ type, dims = [], data = '' }: Recorded): Tensor {
  const bytes = Uint8Array.from(Buffer.from(data, 'base64'));
  const known = TYPES[type];
  if (known) return Tensor.fromBytes(known, dims, bytes);
  if (type === 'BFLOAT16') {
    const halves = new Uint16Array(bytes.buffer);
    const floats = new Float32Array(Uint32Array.from(halves, (half) => half << 16).buffer);
    return Tensor.of('float32', dims, floats);
  }
  const size = dims.reduce((product, d) => product * d, 1);
  // two in a byte, or one
  const packed = bytes.length < size;
  const fours = Array.from({ length: size }, (_, i) =>
    packed ? (bytes[i >> 1]! >> (4 * (i & 1))) & 15 : bytes[i]! & 15,
  );
  return type === 'UINT4'
    ? Tensor.of('uint8', dims, fours)
    : Tensor.of(
        'int8',
        dims,
        fours.map((v) => (v > 7 ? v - 16 : v)),
      );
}
