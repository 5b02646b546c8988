// Proves that fixed values, values with gradients of their own and early masks have the gradients that they should.
import { expect, test } from 'vitest';
import { evaluate } from '../graph/evaluate.js';
import { finish } from '../graph/passes.js';
import { Tensor } from '../graph/tensor.js';
import { Builder } from './builder.js';
import type { Expression } from './expression.js';
import { gradient } from './gradient.js';

test('a detached value counts as a constant, and what does not pass through it still has its gradient', () => {
  const b = new Builder();
  const x = b.input('x', 'float64', [2]);
  // x · x² with the square held fixed: its derivative is x², not 3 x²
  const value = x.mul(x.square().detach()).sum();
  b.output(value, 'value');
  b.output(gradient(b, value, [x])[0]!, 'gradient');
  b.output(gradient(b, x.detach().sum(), [x])[0]!, 'nothing');
  const result = evaluate(finish(b), { x: Tensor.of('float64', [2], [2, -3]) });
  expect([...result.value!.numbers]).toEqual([8 - 27]);
  expect([...result.gradient!.numbers]).toEqual([4, 9]);
  expect([...result.nothing!.numbers]).toEqual([0, 0]);
});

test('a value with a gradient of its own passes cotangents by it', () => {
  const b = new Builder();
  const x = b.input('x', 'float64', [2]);
  const y = b.withGradient(x.floor(), [x], (cotangent) => [cotangent.mul(3)]);
  b.output(gradient(b, y.mul(x).sum(), [x])[0]!, 'gradient');
  const result = evaluate(finish(b), { x: Tensor.of('float64', [2], [2.5, -3.5]) });
  // of ⌊x⌋ · x: 3 x by the rule, and ⌊x⌋
  expect([...result.gradient!.numbers]).toEqual([3 * 2.5 + 2, 3 * -3.5 - 4]);
});

test.each<['negative' | 'closed', readonly number[], readonly number[]]>([
  ['negative', [0.25, 1, 1, 1, 1], [0.25, 1, 1, 1, 0]],
  ['closed', [0.25, 0.25, 1, 1, 1], [0, 0, 1, 1, 0]],
])('a redirected ReLU lets a share through where it is %s', (where, relu, clip) => {
  const b = new Builder();
  const x = b.input('x', 'float64', [1, 1, 5]);
  for (const share of [0.25, b.input('share', 'float64', [])]) {
    b.redirect = { share, where };
    const name = typeof share === 'number' ? 'number' : 'input';
    const six = b.apply('Clip', [x, b.scalar(0, 'float64'), b.scalar(6, 'float64')]);
    b.output(gradient(b, x.relu().sum(), [x])[0]!, `relu-${name}`);
    b.output(gradient(b, six.sum(), [x])[0]!, `clip-${name}`);
    const pooled = b.apply('MaxPool', [x.relu()], { kernel_shape: [1] });
    b.output(gradient(b, pooled.sum(), [x])[0]!, `pool-${name}`);
  }
  const given = Tensor.of('float64', [1, 1, 5], [-2, 0, 1e-3, 5, 7]);
  const result = evaluate(finish(b), { x: given, share: Tensor.of('float64', [], [0.25]) });
  for (const name of ['number', 'input']) {
    expect([...result[`relu-${name}`]!.numbers]).toEqual(relu);
    expect([...result[`clip-${name}`]!.numbers]).toEqual(clip);
    expect([...result[`pool-${name}`]!.numbers]).toEqual(relu);
  }
});

test('a max-pool of a ReLU is masked where it is smallest, whoever else reads the ReLU', () => {
  const b = new Builder();
  const x = b.input('x', 'float64', [1, 1, 6]);
  const rectified = x.relu();
  const pooled = b.apply('MaxPool', [rectified], { kernel_shape: [2], strides: [2] });
  const alone = pooled.mul(b.constant(Tensor.of('float64', [1, 1, 3], [1, 2, 3]))).sum();
  b.output(gradient(b, alone, [x])[0]!, 'alone');
  b.output(gradient(b, alone.add(rectified.mul(10).sum()), [x])[0]!, 'both');
  const result = evaluate(finish(b), { x: Tensor.of('float64', [1, 1, 6], [-1, -2, 4, 5, 7, -3]) });
  expect([...result.alone!.numbers]).toEqual([0, 0, 0, 2, 3, 0]);
  expect([...result.both!.numbers]).toEqual([0, 0, 10, 12, 13, 0]);
});

test.each<[string, (x: Expression, p: Expression) => Expression, RegExp]>([
  [
    'a transposed convolution',
    (x, p) => x.builder.apply('ConvTranspose', [x, p.reshape([2, 1, 1])]),
    /^ConvTranspose \(.*\) has weights that depend on the image/,
  ],
  [
    'a padding',
    (x, p) => x.builder.apply('Pad', [x, x.builder.ints([0, 0, 1, 0, 0, 1]), p.sum()]),
    /^Pad .* pad with/,
  ],
])('%s is not differentiated in what its rule takes for constants', (_, make, message) => {
  const b = new Builder();
  const [x, p] = [b.input('x', 'float64', [1, 2, 3]), b.input('p', 'float64', [2])];
  const y = make(x, p).sum();
  expect(gradient(b, y, [x])[0]!.dims).toEqual([1, 2, 3]);
  expect(() => gradient(b, y, [p])).toThrow(message);
});
