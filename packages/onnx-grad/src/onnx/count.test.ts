// Proves that the nodes of a model are counted in its bytes: those of its graph, of bodies within bodies and of functions.
import { expect, test } from 'vitest';
import { encode, type Draft } from './protobuf.js';
import { Kind } from './schema.js';
import { countNodes } from './count.js';

const relu: Draft<'NodeProto'> = { opType: 'Relu', input: ['x'], output: ['y'] };
const branch = (node: readonly Draft<'NodeProto'>[]): Draft<'NodeProto'> => ({
  opType: 'If',
  attribute: [{ name: 'then_branch', type: Kind.GRAPH, g: { node } }],
});

test('counts nodes wherever they are', () => {
  const inBodies = branch([relu, branch([relu, relu])]);
  const model = encode('ModelProto', {
    graph: {
      name: 'Relu',
      node: [relu, inBodies],
      initializer: [{ name: 'w', rawData: new Uint8Array(100) }],
    },
    functions: [{ name: 'f', node: [relu, branch([relu])] }],
  });
  expect(countNodes(model)).toBe(1 + 5 + 3);
  expect(countNodes(encode('ModelProto', {}))).toBe(0);
});

test('bodies in bodies are counted, however deep they lie', () => {
  const levels = 1000;
  let node = encode('NodeProto', relu);
  for (let i = 0; i < levels; i++) {
    const graph = new Uint8Array([...[0x0a], ...varint(node.length), ...node]);
    const attribute = new Uint8Array([0x32, ...varint(graph.length), ...graph]);
    node = new Uint8Array([0x2a, ...varint(attribute.length), ...attribute]);
  }
  const graph = new Uint8Array([0x0a, ...varint(node.length), ...node]);
  expect(countNodes(new Uint8Array([0x3a, ...varint(graph.length), ...graph]))).toBe(levels + 1);
});

test('bytes that end within a message are an error', () => {
  const model = encode('ModelProto', { graph: { node: [relu] } });
  expect(() => countNodes(model.subarray(0, model.length - 3))).toThrow();
});

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}
