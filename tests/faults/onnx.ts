/** ONNX files written field by field, so that they can be as wrong as a hostile one. Knows nothing of what is tested. */

/** A field's value: a varint, text or bytes, a message, a 32-bit real, or bytes as they are, tag and all. */
export type Value =
  number | bigint | string | Uint8Array | { readonly real: number } | { readonly raw: Uint8Array };
export type Field = readonly [number: number, value: Value];

const utf8 = new TextEncoder();

function varint(value: number | bigint): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  for (; rest > 127n; rest >>= 7n) out.push(Number(rest & 127n) | 128);
  return [...out, Number(rest)];
}

/** A message of the fields in their order. */
export function message(...fields: readonly Field[]): Uint8Array {
  const parts = fields.flatMap(([number, value]): Uint8Array[] => {
    if (typeof value === 'number' || typeof value === 'bigint')
      return [Uint8Array.from([...varint(number << 3), ...varint(value)])];
    if (typeof value === 'object' && 'raw' in value) return [value.raw];
    if (typeof value === 'object' && 'real' in value)
      return [Uint8Array.from(varint((number << 3) | 5)), new Uint8Array(Float32Array.of(value.real).buffer)];
    const bytes = typeof value === 'string' ? utf8.encode(value) : value;
    return [Uint8Array.from([...varint((number << 3) | 2), ...varint(bytes.length)]), bytes];
  });
  return new Uint8Array(Buffer.concat(parts));
}

export type Ints = readonly (number | bigint)[];

/** Element types of ONNX by the names that tests use. */
export const TYPE = {
  float: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  half: 10,
  double: 11,
};

export interface TensorInit {
  readonly type?: number;
  readonly raw?: Uint8Array;
  readonly more?: readonly Field[];
}

export const tensor = (name: string, dims: Ints, { type = TYPE.float, raw, more = [] }: TensorInit = {}) =>
  message(
    ...dims.map((d): Field => [1, d]),
    [2, type],
    [8, name],
    ...(raw ? [[9, raw] as const] : []),
    ...more,
  );

/** Whole numbers, exactly. */
export const ints = (name: string, values: Ints, dims: Ints = [values.length]): Uint8Array =>
  tensor(name, dims, {
    type: TYPE.int64,
    raw: new Uint8Array(BigInt64Array.from(values, (v) => BigInt.asIntN(64, BigInt(v))).buffer),
  });

export const floats = (name: string, dims: readonly number[], at: (i: number) => number = wave): Uint8Array =>
  tensor(name, dims, {
    raw: new Uint8Array(
      Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => at(i)).buffer,
    ),
  });

const wave = (i: number): number => Math.sin(i * 1.3 + 0.5) / 4;

/** An attribute; whole numbers unless it is said to be otherwise. */
export function attribute(
  name: string,
  value: number | bigint | string | Ints | { readonly field: Field; readonly kind: number },
) {
  if (typeof value === 'object' && 'field' in value) return message([1, name], value.field, [20, value.kind]);
  if (typeof value === 'string') return message([1, name], [4, value], [20, 3]);
  if (Array.isArray(value)) return message([1, name], ...value.map((v): Field => [8, v as bigint]), [20, 7]);
  return message([1, name], [3, value as bigint], [20, 2]);
}

export type Attributes = Readonly<Record<string, Parameters<typeof attribute>[1]>>;

export const node = (
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Attributes = {},
  more: readonly Field[] = [],
): Uint8Array =>
  message(
    ...inputs.map((name): Field => [1, name]),
    ...outputs.map((name): Field => [2, name]),
    [4, operator],
    ...Object.entries(attributes).map(([name, value]): Field => [5, attribute(name, value)]),
    ...more,
  );

export const valueInfo = (
  name: string,
  dims: readonly (number | bigint | string)[] = [],
  type = TYPE.float,
) =>
  message(
    [1, name],
    [
      2,
      message([
        1,
        message(
          [1, type],
          [
            2,
            message(
              ...dims.map((d): Field => [1, typeof d === 'string' ? message([2, d]) : message([1, d])]),
            ),
          ],
        ),
      ]),
    ],
  );

export interface GraphInit {
  readonly nodes?: readonly Uint8Array[];
  readonly weights?: readonly Uint8Array[];
  readonly inputs?: readonly Uint8Array[];
  readonly outputs?: readonly Uint8Array[];
  readonly more?: readonly Field[];
}

export const graph = ({
  nodes = [],
  weights = [],
  inputs = [],
  outputs = [],
  more = [],
}: GraphInit): Uint8Array =>
  message(
    ...nodes.map((n): Field => [1, n]),
    [2, 'graph'],
    ...weights.map((w): Field => [5, w]),
    ...inputs.map((i): Field => [11, i]),
    ...outputs.map((o): Field => [12, o]),
    ...more,
  );

export const opset = (version: number | bigint, domain = ''): Uint8Array =>
  message([1, domain], [2, version]);

export interface ModelInit extends GraphInit {
  readonly opsets?: readonly Uint8Array[];
  /** Further fields of the model: metadata, functions. */
  readonly model?: readonly Field[];
}

export const model = ({ opsets = [opset(18)], model: more = [], ...rest }: ModelInit): Uint8Array =>
  message([1, 8], [7, graph(rest)], ...opsets.map((o): Field => [8, o]), ...more);

/**
 * A network of pictures (1, 3, 16, 16): a convolution, what is to be tried from `a` (1, 4, 16, 16) to `b`, and a head.
 */
export const network = (
  nodes: readonly Uint8Array[],
  weights: readonly Uint8Array[] = [],
  more: Partial<ModelInit> = {},
) =>
  model({
    nodes: [
      node('Conv', ['image', 'w'], ['c'], { pads: [1, 1, 1, 1] }),
      node('Relu', ['c'], ['a']),
      ...nodes,
      node('GlobalAveragePool', ['b'], ['p']),
      node('Flatten', ['p'], ['f']),
      node('Gemm', ['f', 'head'], ['scores']),
    ],
    weights: [floats('w', [4, 3, 3, 3]), floats('head', [4, 5]), ...weights],
    inputs: [valueInfo('image', [1, 3, 16, 16])],
    outputs: [valueInfo('scores', [1, 5])],
    ...more,
  });
