// Proves that nodes are sorted, named and looked up, and that values have the shapes and types that they are said to have.
import { describe, expect, test } from 'vitest';
import { Builder, OPSET } from '../ad/builder.js';
import { vjp } from '../ad/gradient.js';
import { GraphError } from '../errors.js';
import { findOperator, operators } from '../operators/index.js';
import { Call } from '../operators/operator.js';
import { DATA_TYPES, type DataType, ELEMENT_SIZE } from './data-type.js';
import { evaluate } from './evaluate.js';
import { Graph, type Node, describeNode, sortNodes } from './graph.js';
import { finish } from './passes.js';
import { Tensor, sizeOf, stridesOf } from './tensor.js';

const node = (operator: string, inputs: string[], outputs: string[], domain = ''): Node => ({
  name: '',
  operator,
  domain,
  inputs,
  outputs,
  attributes: new Map(),
});

function graphOf(...nodes: Node[]): Graph {
  const graph = new Graph();
  graph.inputs.push({ name: 'x', type: 'float32', dims: [2] });
  graph.nodes.push(...nodes);
  return graph;
}

describe('nodes', () => {
  test('are sorted, and stay where they are as far as that goes', () => {
    const [relu, exp, add] = [
      node('Relu', ['x'], ['a']),
      node('Exp', ['a'], ['b']),
      node('Add', ['a', 'b'], ['c']),
    ];
    expect(sortNodes(graphOf(add, exp, relu))).toEqual([relu, exp, add]);
    expect(sortNodes(graphOf(relu, exp, add))).toEqual([relu, exp, add]);
  });

  test.each<[Node[], string]>([
    [[node('Relu', ['b'], ['a']), node('Exp', ['a'], ['b'])], 'has a cycle through'],
    [[node('Relu', ['x'], ['a']), node('Exp', ['x'], ['a'])], 'defines the value "a" twice'],
    [[node('Relu', ['y'], ['a'])], 'Relu (node "a") reads "y", which nothing in the model makes'],
  ])('that cannot be sorted are refused', (nodes, message) => {
    expect(() => sortNodes(graphOf(...nodes))).toThrow(GraphError);
    expect(() => sortNodes(graphOf(...nodes))).toThrow(message);
  });

  test('are described by operator, domain and name', () => {
    expect(describeNode({ ...node('Conv', ['x'], ['y']), name: '/conv1/Conv' })).toBe(
      'Conv (node "/conv1/Conv")',
    );
    expect(describeNode(node('Gelu', ['x'], ['y'], 'com.microsoft'))).toBe('com.microsoft.Gelu (node "y")');
  });

  test('have their operators rules', () => {
    expect(findOperator({ operator: 'Conv', domain: '' })).toBe(operators.Conv);
    expect(findOperator({ operator: 'Conv', domain: 'elsewhere' })).toBeUndefined();
    expect(findOperator({ operator: 'constructor', domain: '' })).toBeUndefined();
  });

  test('are looked at with what is known of their inputs', () => {
    const known = Tensor.of('int64', [2], [3, 4]);
    const call = new Call(
      node('Reshape', ['x', 'shape'], ['y']),
      [{ type: 'float32', dims: [12] }, known],
      [undefined, known],
    );
    expect(call.dims(0)).toEqual([12]);
    expect(call.intsOf(1)).toEqual([3, 4]);
    expect(() => call.input(2)).toThrow('Reshape (node "y") lacks its input 2');
  });
});

test('a built graph is of the opset that is exported', () => {
  const b = new Builder();
  b.output(b.input('x', 'float32', [1]).relu(), 'y');
  expect(finish(b).opsets.get('')).toBe(OPSET);
});

test('a vector-Jacobian product weighs its sources, and is zero where nothing depends', () => {
  const b = new Builder();
  const [x, z] = [b.input('x', 'float64', [2]), b.input('z', 'float64', [2])];
  const cotangent = b.constant(Tensor.of('float64', [2], [10, 100]));
  const [ofX, ofZ] = vjp(
    b,
    [
      { of: x.square(), cotangent },
      { of: x, cotangent },
    ],
    [x, z],
  );
  b.output(ofX!, 'of x');
  b.output(ofZ!, 'of z');
  const result = evaluate(finish(b), {
    x: Tensor.of('float64', [2], [3, -1]),
    z: Tensor.of('float64', [2], [1, 1]),
  });
  expect([...result['of x']!.numbers]).toEqual([70, -100]);
  expect([...result['of z']!.numbers]).toEqual([0, 0]);
});

test('shapes have sizes and strides, and element types numbers and bytes', () => {
  expect([sizeOf([2, 3, 4]), sizeOf([])]).toEqual([24, 1]);
  expect([stridesOf([2, 3, 4]), stridesOf([])]).toEqual([[12, 4, 1], []]);
  expect(Object.keys(ELEMENT_SIZE).sort()).toEqual(Object.keys(DATA_TYPES).sort());
  for (const type of Object.keys(ELEMENT_SIZE) as DataType[])
    expect(Tensor.of(type, [3], [0, 1, 1]).bytes.byteLength).toBe(3 * ELEMENT_SIZE[type]);
});
