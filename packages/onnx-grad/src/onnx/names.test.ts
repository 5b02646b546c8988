// Proves that values are found by the names that frameworks, nodes and tensors have for them.
import { expect, test } from 'vitest';
import { Graph } from '../graph/graph.js';
import { nameValues } from './names.js';
import { modulePath } from './torch-names.js';

test.each([
  ['/layer1/layer1.0/conv1/Conv', 'layer1.0.conv1'],
  ['/mixed3a/b3/b3.0/b3.0.0/Conv', 'mixed3a.b3.0.0'],
  ['/fc/Gemm', 'fc'],
  ['/Flatten', undefined],
  ['conv1', undefined],
])('the module of %s is %s', (node, path) => {
  expect(modulePath(node)).toBe(path);
});

test('a module is the last value it makes; where names clash, the tensor’s own wins, then the node’s', () => {
  const graph = new Graph();
  graph.inputs.push({ name: 'image', type: 'float32', dims: [1, 3, 8, 8] });
  for (const [name, output] of [
    ['/a/a.0/Conv', 'c0'],
    ['/a/a.1/Relu', 'r1'],
    ['c0', 'b'],
    ['', '/a/a.0/Conv'],
    ['a', 'last'],
  ] as const)
    graph.nodes.push({
      name,
      operator: 'Relu',
      domain: '',
      inputs: [],
      outputs: [output],
      attributes: new Map(),
    });
  expect(Object.fromEntries(nameValues(graph))).toEqual({
    ...{ image: 'image', c0: 'c0', r1: 'r1', b: 'b', last: 'last' },
    ...{ 'a.0': 'c0', 'a.1': 'r1', '/a/a.1/Relu': 'r1' },
    // the tensor of that name, and the node of that name
    ...{ '/a/a.0/Conv': '/a/a.0/Conv', a: 'last' },
  });
});
