// Proves that one channel, picked, has the value and the gradient that it has in the whole.
import { describe, expect, test } from 'vitest';
import { Builder } from '../ad/builder.js';
import type { Expression } from '../ad/expression.js';
import { gradient } from '../ad/gradient.js';
import { evaluate } from '../graph/evaluate.js';
import { finish } from '../graph/passes.js';
import { Tensor, sizeOf } from '../graph/tensor.js';
import { pickChannel } from './pick.js';

const wave = (dims: readonly number[], phase: number): Tensor =>
  Tensor.of(
    'float64',
    dims,
    Array.from({ length: sizeOf(dims) }, (_, i) => Math.sin(1.7 * i + phase)),
  );

const convolve = (x: Expression, filters: number, phase: number): Expression => {
  const b = x.builder;
  const weights = b.constant(wave([filters, x.dims[1]!, 3, 3], phase));
  const bias = b.constant(wave([filters], phase + 1));
  return b.apply('Conv', [x, weights, bias], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] });
};

/** Networks of (2, 3, 6, 6) whose channels lie along axis 1, or along axis 2. */
const NETWORKS: Record<string, { axis: number; make: (x: Expression) => Expression }> = {
  'a convolution': { axis: 1, make: (x) => convolve(x, 4, 0) },
  'rectified and pooled': {
    axis: 1,
    make: (x) =>
      x.builder
        .apply('GlobalAveragePool', [
          x.builder.apply('MaxPool', [convolve(x, 4, 0).relu()], { kernel_shape: [2, 2], strides: [2, 2] }),
        ])
        .reshape([2, 4]),
  },
  'joined, where nothing becomes something': {
    axis: 1,
    make: (x) => x.builder.concat([convolve(x, 1, 0).sigmoid(), convolve(x, 3, 2).relu()], 1),
  },
  'with another axis before': { axis: 2, make: (x) => convolve(x, 4, 3).reshape([2, 1, 4, 6, 6]) },
  'clipped, behind another convolution': {
    axis: 1,
    make: (x) =>
      x.builder.apply('Clip', [
        convolve(convolve(x, 2, 1).relu(), 4, 0),
        x.builder.scalar(0, 'float64'),
        x.builder.scalar(0.5, 'float64'),
      ]),
  },
};

describe('one channel of', () => {
  test.each(Object.entries(NETWORKS))('%s, and its gradient', (_, { axis, make }) => {
    for (let channel = 0; channel < 4; channel++) {
      const b = new Builder();
      const x = b.input('x', 'float64', [2, 3, 6, 6]);
      const oneHot = b.input('oneHot', 'float64', [4]);
      const whole = make(x);
      const picked = pickChannel(whole, axis, oneHot)!;
      const expected = whole.slice(axis, channel, channel + 1);
      expect(picked.dims).toEqual(expected.dims);
      for (const [name, value] of Object.entries({ picked, expected })) {
        b.output(value, name);
        b.output(gradient(b, value.square().sum(), [x])[0]!, `${name} gradient`);
      }
      const values = evaluate(finish(b), {
        x: wave([2, 3, 6, 6], 5),
        oneHot: Tensor.of(
          'float64',
          [4],
          [0, 1, 2, 3].map((i) => Number(i === channel)),
        ),
      });
      for (const of of ['', ' gradient'])
        values[`expected${of}`]!.numbers.forEach((v, i) =>
          expect(values[`picked${of}`]!.numbers[i]).toBeCloseTo(v, 12),
        );
    }
  });

  test.each<[string, (x: Expression) => Expression]>([
    ['an input', (x) => x],
    ['a sum', (x) => convolve(x, 3, 0).add(x)],
    ['a value with a gradient of its own', (x) => x.builder.withGradient(convolve(x, 3, 0), [x], (c) => [c])],
    ['a value held fixed', (x) => convolve(x, 3, 0).detach()],
    [
      'a convolution very far behind it',
      (x) => Array.from({ length: 20000 }).reduce<Expression>((y) => y.relu(), convolve(x, 3, 0)),
    ],
    ['a reshape that joins channels', (x) => convolve(x, 3, 0).reshape([6, 6, 6])],
  ])('%s: not made, nothing would be spared', (_, make) => {
    const b = new Builder();
    const value = make(b.input('x', 'float64', [2, 3, 6, 6]));
    expect(pickChannel(value, 1, b.input('oneHot', 'float64', [value.dims[1]!]))).toBeUndefined();
  });

  test('leaves nothing of the other channels in the graph', () => {
    const b = new Builder();
    const x = b.input('x', 'float32', [1, 3, 6, 6]);
    const weights = b.constant(wave([4, 3, 3, 3], 0)).cast('float32');
    const value = pickChannel(b.apply('Conv', [x, weights]), 1, b.input('oneHot', 'float32', [4]))!;
    b.output(gradient(b, value.sum(), [x])[0]!, 'gradient');
    const graph = finish(b);
    const shapes = graph.nodes.flatMap((n) => n.outputs.map((o) => graph.types.get(o)!.dims));
    expect(shapes.filter((dims) => dims.length === 4 && dims[0] === 1 && dims[1] === 4)).toEqual([]);
  });
});
