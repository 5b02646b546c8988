// What is known of a node: its operator, its inputs, and the axes of a reduction.
import { describe, expect, test } from 'vitest';
import type { Node } from '../graph/graph.js';
import { operators } from '../operators/index.js';
import { reducedAxes } from '../operators/reduction.js';
import { Builder } from './builder.js';
import { resolveNode } from './resolve.js';

const node = (operator: string, inputs: string[], attributes: Record<string, number> = {}): Node => ({
  ...{ name: operator, operator, domain: '', inputs, outputs: ['y'] },
  attributes: new Map(Object.entries(attributes)),
});

test('a node is looked at with its operator, and is refused where there is none or not all is there', () => {
  const b = new Builder();
  b.input('x', 'float32', [2, 3]);
  const { call, operator } = resolveNode(b, node('Relu', ['x']));
  expect([call.dims(0), operator]).toEqual([[2, 3], operators.Relu]);
  expect(() => resolveNode(b, node('Sorcery', ['x']))).toThrow('this operator is not supported');
  for (const random of ['RandomUniformLike', 'StatelessRandomUniformV2', 'Bernoulli'])
    expect(() => resolveNode(b, node(random, ['x']))).toThrow(
      'this draws at random, as layers do that augment',
    );
  expect(() => resolveNode(b, node('Relu', ['z']))).toThrow('reads "z", which is not in the graph');
});

describe('the axes of a reduction', () => {
  const b = new Builder();
  b.input('x', 'float32', [2, 3, 4]);
  const [last, none] = [b.ints([-1, 0]), b.ints([])];
  const axesOf = (inputs: string[], attributes?: Record<string, number>): number[] =>
    reducedAxes(resolveNode(b, node('ReduceSum', inputs, attributes)).call);

  test.each([
    ['those that are named', () => axesOf(['x', last.name]), [2, 0]],
    ['all where none is named', () => axesOf(['x']), [0, 1, 2]],
    ['all of an empty list', () => axesOf(['x', none.name]), [0, 1, 2]],
    ['none of it where that is asked', () => axesOf(['x', none.name], { noop_with_empty_axes: 1 }), []],
  ])('are %s', (_, axes, expected) => {
    expect(axes()).toEqual(expected);
  });
});
