// Proves that bfloat16, double precision and numbers of 4 bits are read as types that gradients are computed in, and that
// element types that are not read are refused by name.
import { describe, expect, test } from 'vitest';
import { DATA_TYPES } from '../graph/data-type.js';
import { Tensor } from '../graph/tensor.js';
import { type ModelInit, model, node } from '../testing/models.js';
import { floats, run, simple } from '../testing/run.js';
import { type Draft, type Message, decode, encode } from './protobuf.js';
import { readModel } from './read.js';

/** A model whose messages are changed after it was written. */
function changed(bytes: Uint8Array, change: (m: Message<'ModelProto'>) => void): Uint8Array {
  const message = decode('ModelProto', bytes);
  change(message);
  return encode('ModelProto', message as Draft<'ModelProto'>);
}

/** A model of one weight `w`, stored so. */
const stored = (stores: Partial<Message<'TensorProto'>>, dims = [3]): Uint8Array =>
  changed(
    simple({
      node: [node('Add', ['x', 'w'], ['y'])],
      initializers: { w: Tensor.of('uint8', dims, new Uint8Array(3)) },
    }),
    (m) => Object.assign(m.graph!.initializer[0]!, { rawData: new Uint8Array() }, stores),
  );

const numbersOf = (bytes: Uint8Array): number[] => [...readModel(bytes).initializers.get('w')!.numbers];

describe('bfloat16', () => {
  // 1, -2.5 and 3.140625, the upper halves of their single precision
  const halves = [0x3f80, 0xc020, 0x4049];

  test('is read from raw bytes and from a list', () => {
    const rawData = new Uint8Array(Uint16Array.from(halves).buffer);
    expect(numbersOf(stored({ dataType: 16, rawData }))).toEqual([1, -2.5, 3.140625]);
    expect(numbersOf(stored({ dataType: 16, int32Data: halves }))).toEqual([1, -2.5, 3.140625]);
    expect(() => numbersOf(stored({ dataType: 16, rawData: rawData.subarray(2) }))).toThrow(/"w"/);
  });

  test('of inputs, constants and casts is single precision', () => {
    const bytes = changed(
      model({
        inputs: [{ name: 'x', dims: [1, 3] }],
        outputs: ['y'],
        initializers: { w: floats([3], 1, 2, 3) },
        node: [
          node('Cast', ['x'], ['a'], { to: 16 }),
          node('Cast', ['w'], ['b'], { to: 16 }),
          node('Mul', ['a', 'b'], ['y']),
        ],
      }),
      (m) => (m.graph!.input[0]!.type!.tensorType!.elemType = 16),
    );
    const graph = readModel(bytes);
    expect(graph.inputs.map(({ type }) => type)).toEqual(['float32']);
    expect(graph.initializers.get('b')!.type).toBe('float32');
    expect([...run(bytes, { x: floats([1, 3], 0.5, 1, 2) }).y!.numbers]).toEqual([0.5, 2, 6]);
  });
});

describe('double precision', () => {
  const init: ModelInit = {
    inputs: [{ name: 'x', dims: [1, 3], type: 'float64' }],
    outputs: ['y'],
    initializers: { w: Tensor.of('float64', [3], [1.5, -2, 1e300]) },
    node: [
      node('Constant', [], ['c'], { value: Tensor.of('float64', [1], [0.5]) }),
      node('Cast', ['x'], ['a'], { to: DATA_TYPES.float64 }),
      node('Mul', ['a', 'w'], ['b']),
      node('Add', ['b', 'c'], ['y']),
    ],
  };

  test('is single, and what exceeds that is the largest number', () => {
    const graph = readModel(model(init));
    expect(graph.inputs[0]!.type).toBe('float32');
    expect([...graph.initializers.get('w')!.numbers]).toEqual([1.5, -2, 3.4028234663852886e38]);
    const { y } = run(model(init), { x: floats([1, 3], 1, 2, 0) });
    expect([y!.type, ...y!.numbers]).toEqual(['float32', 2, -3.5, 0.5]);
  });
});

describe('numbers of 4 bits', () => {
  // the lower bits of a byte come first: 1, -1 (15), 7
  const bytes = [0xf1, 0x07];

  test.each([
    ['int4', 22, [1, -1, 7]],
    ['uint4', 21, [1, 15, 7]],
  ])('%s are read from raw bytes and from a list', (_, dataType, wanted) => {
    expect(numbersOf(stored({ dataType, rawData: Uint8Array.from(bytes) }))).toEqual(wanted);
    expect(numbersOf(stored({ dataType, int32Data: bytes }))).toEqual(wanted);
  });

  test('are no type to quantize to', () => {
    const quantizing = changed(
      simple({
        node: [node('QuantizeLinear', ['x', 's', 'z'], ['y'])],
        initializers: { s: floats([], 1), z: Tensor.of('uint8', [1], [0]) },
      }),
      (m) => (m.graph!.initializer[1]!.dataType = 21),
    );
    expect(() => readModel(quantizing)).toThrow(/QuantizeLinear .* quantizes to 4 bits/);
  });
});

test.each([
  [17, 'float8e4m3fn'],
  [23, 'float4e2m1'],
])('element type %i is refused by its name', (dataType, name) => {
  expect(() => readModel(stored({ dataType, rawData: Uint8Array.of(1, 2, 3) }))).toThrow(
    new RegExp(`the tensor "w" has the element type ${name}, which is not supported: export`),
  );
});
