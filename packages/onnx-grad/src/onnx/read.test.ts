// Proves that models are read as they are written, whatever their element types and wherever their weights are.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { Builder } from '../ad/builder.js';
import { sumOver } from '../ad/scan.js';
import { type DataType, halfToNumber, numberToHalf } from '../graph/data-type.js';
import type { Graph } from '../graph/graph.js';
import { ALL_PASSES, finish } from '../graph/passes.js';
import { Tensor } from '../graph/tensor.js';
import { node } from '../testing/models.js';
import { floats, run, simple } from '../testing/run.js';
import { externalDataFiles, readModel } from './read.js';
import { writeModel } from './write.js';

const network = readFileSync(
  new URL('../../../../tests/fixtures/mini-inception/model.onnx', import.meta.url),
);

describe('reading and writing', () => {
  test('a model that is read, written and read again is the same', () => {
    const first = readModel(network);
    const second = readModel(writeModel(first));
    expect(second.nodes).toEqual(first.nodes);
    expect(second.inputs).toEqual(first.inputs);
    expect(second.outputs).toEqual(first.outputs);
    expect(
      [...second.initializers].map(([k, t]) => [
        k,
        t.dims,
        Buffer.from(t.bytes).equals(first.initializers.get(k)!.bytes),
      ]),
    ).toEqual([...first.initializers].map(([k, t]) => [k, t.dims, true]));
  });

  test.each<[DataType, number[]]>([
    ['float32', [1.5, -2]],
    ['float64', [1.5, -2e30]],
    ['float16', [0.5, -3]],
    ['int64', [5, -7]],
    ['int32', [5, -7]],
    ['uint8', [5, 250]],
    ['int8', [5, -7]],
    ['bool', [1, 0]],
    ['uint16', [5, 60000]],
    ['int16', [5, -7]],
    ['uint32', [5, 4e9]],
    ['uint64', [5, 7]],
  ])('%s values survive', (type, values) => {
    const bytes = simple({
      node: [node('Identity', ['w'], ['y'])],
      initializers: { w: Tensor.of(type, [2], values) },
    });
    const { numbers } = readModel(bytes).initializers.get('w')!;
    // double precision is read as single
    expect([...numbers]).toEqual(type === 'float64' ? values.map(Math.fround) : values);
  });

  test('initializers may be listed as inputs too', () => {
    const bytes = simple({
      node: [node('Add', ['x', 'w'], ['y'])],
      inputs: [
        { name: 'x', dims: [1, 3] },
        { name: 'w', dims: [3] },
      ],
      initializers: { w: floats([3], 1, 2, 3) },
    });
    expect(readModel(bytes).inputs.map((i) => i.name)).toEqual(['x']);
    expect([...run(bytes, { x: floats([1, 3], 1, 1, 1) }).y!.numbers]).toEqual([2, 3, 4]);
  });

  test('half-precision numbers are exact both ways', () => {
    for (let half = 0; half < 0x10000; half++) {
      const value = halfToNumber(half);
      if (!Number.isNaN(value)) expect(numberToHalf(value)).toBe(half);
    }
    expect(halfToNumber(numberToHalf(1 + 2 ** -11))).toBe(1);
    expect(halfToNumber(numberToHalf(1 + 3 * 2 ** -11))).toBe(1 + 2 ** -9);
    expect(halfToNumber(numberToHalf(65520))).toBe(Infinity);
    expect(halfToNumber(numberToHalf(2 ** -25))).toBe(0);
  });

  test('half precision is widened: weights, constants, casts and inputs', () => {
    const half = (dims: number[], ...v: number[]): Tensor => Tensor.of('float16', dims, v);
    const bytes = simple({
      inputs: [{ name: 'x', dims: [1, 3], type: 'float16' }],
      initializers: { w: half([3], 1, 2, 3) },
      node: [
        node('Mul', ['x', 'w'], ['a']),
        node('Constant', [], ['c'], { value: half([], 0.5) }),
        node('Add', ['a', 'c'], ['b']),
        node('Cast', ['b'], ['d'], { to: 10 }),
        node('Cast', ['d'], ['y'], { to: 1 }),
      ],
    });
    expect(readModel(bytes).inputs[0]!.type).toBe('float32');
    const result = run(bytes, { x: floats([1, 3], 1, 1, 1) }).y!;
    expect([result.type, ...result.numbers]).toEqual(['float32', 1.5, 2.5, 3.5]);
  });

  test('weights that are in a file are written as places there, those of a loop’s body too', () => {
    const file = new Uint8Array(Float32Array.from({ length: 600 }, (_, i) => i).buffer);
    const weight = (from: number, to: number): Tensor =>
      Tensor.fromBytes('float32', [to - from], file.subarray(4 * from, 4 * to));
    const b = new Builder();
    const x = b.input('x', 'float32', [2, 300]);
    b.output(b.constant(weight(1, 301), 'w').add(b.constant(weight(0, 1), 'small')), 'around');
    const [sum] = sumOver(b, [x], ({ builder, items: [item] }) => [
      item!.mul(builder.constant(weight(300, 600), 'inner')),
    ]);
    b.output(sum!, 'sum');
    const graph = finish(b, { ...ALL_PASSES, fold: false });
    const stored = (bytes: Uint8Array) => ({ location: 'weights.bin', offset: bytes.byteOffset });
    const bytes = writeModel(graph, { stored });
    expect(bytes.length).toBeLessThan(writeModel(graph).length - 2000);
    expect(() => readModel(bytes)).toThrow('"weights.bin" beside the model, which is not given');
    const again = readModel(bytes, { externalData: new Map([['weights.bin', file]]) });
    const body = again.nodes.find(({ operator }) => operator === 'Scan')!.attributes.get('body') as Graph;
    const inner = [...body.initializers.values()].find(({ size }) => size === 300)!;
    expect([...again.initializers.get('w')!.numbers.subarray(0, 3)]).toEqual([1, 2, 3]);
    expect([...inner.numbers.subarray(0, 3)]).toEqual([300, 301, 302]);
  });

  test('weights beside the model are read from what is given', () => {
    const bytes = simple({
      node: [node('Add', ['x', 'w'], ['y'])],
      external: { w: { type: 'float32', dims: [3], location: 'weights.bin', offset: 4 } },
    });
    const file = new Uint8Array(new Float32Array([9, 1, 2, 3]).buffer);
    expect(externalDataFiles(bytes)).toEqual(['weights.bin']);
    const graph = readModel(bytes, { externalData: new Map([['weights.bin', file]]) });
    expect([...graph.initializers.get('w')!.numbers]).toEqual([1, 2, 3]);
    expect(() => readModel(bytes)).toThrow('"weights.bin" beside the model, which is not given');
    expect(() => readModel(bytes, { externalData: new Map([['weights.bin', file.subarray(0, 8)]]) })).toThrow(
      'it has 8',
    );
  });
});
