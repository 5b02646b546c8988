// Proves that layers of quantized networks are the real numbers that they stand for, and whole numbers where something
// takes them for whole numbers.
import { expect, test } from 'vitest';
import { Builder } from '../ad/builder.js';
import { evaluate } from '../graph/evaluate.js';
import { instantiate } from '../graph/instantiate.js';
import { finish } from '../graph/passes.js';
import { Tensor } from '../graph/tensor.js';
import { type ModelInit, node } from '../testing/models.js';
import { floats, simple } from '../testing/run.js';
import { readModel } from './read.js';

const MS = 'com.microsoft';
const point = (v: number): Tensor => Tensor.scalar('uint8', v);
const initializers = {
  ...{ s: floats([], 0.25), z: point(10), other: floats([], 0.5), half: floats([], 0.0625), none: point(0) },
  ...{
    shape: Tensor.ints([1, 1, 1, -1]),
    w: Tensor.of('int8', [1, 1, 1, 1], [2]),
    wz: Tensor.scalar('int8', 0),
  },
};
const x = floats([1, 3], -2, 0.6, 30);

/** Types and numbers of values of a model from `x` to `y`. */
function values(
  nodes: ModelInit['node'],
  names: readonly string[],
  outputs = ['y'],
): Record<string, unknown[]> {
  const graph = readModel(simple({ node: nodes, initializers, outputs, domains: { [MS]: 1 } }));
  const b = new Builder();
  const find = instantiate(b, graph, {
    inputs: new Map([['x', b.input('x', 'float32', [1, 3])]]),
    prefix: 'm:',
  });
  for (const name of names) b.output(find(name), name);
  const found = evaluate(finish(b), { x });
  return Object.fromEntries(names.map((name) => [name, [found[name]!.type, ...found[name]!.numbers]]));
}

const quantize = node('QuantizeLinear', ['x', 's', 'z'], ['q']);
const dequantize = (from: string, scale = 's', zero = 'z') =>
  node('DequantizeLinear', [from, scale, zero], ['y']);

test('what quantized operators pass to each other are real numbers, rounded as the file has them', () => {
  const nodes = [
    quantize,
    node('Reshape', ['q', 'shape'], ['r']),
    node('QLinearConv', ['r', 's', 'z', 'w', 'other', 'wz', 's', 'z'], ['c']),
    node('MaxPool', ['c'], ['p'], { kernel_shape: [1, 2], strides: [1, 1] }),
    node('QLinearSigmoid', ['p', 's', 'z', 'half', 'none'], ['g'], {}, MS),
    dequantize('g', 'half', 'none'),
  ];
  const { q, r, c, p, g, y } = values(nodes, ['q', 'r', 'c', 'p', 'g', 'y']);
  expect(q).toEqual(['float32', -2, 0.5, 30]);
  expect(r).toEqual(q);
  // twice as much at half the scale: the same
  expect(c).toEqual(['float32', -2, 0.5, 30]);
  expect(p).toEqual(['float32', 0.5, 30]);
  expect(g).toEqual(['float32', 0.625, 1]);
  expect(y).toEqual(g);
});

test('what is read otherwise stays whole: by other operators, with another scale, given out', () => {
  const whole = ['uint8', 2, 12, 130];
  expect(values([quantize, node('Cast', ['q'], ['y'], { to: 1 })], ['q']).q).toEqual(whole);
  expect(values([quantize, dequantize('q', 'other')], ['q', 'y'])).toEqual({
    q: whole,
    y: ['float32', -4, 1, 60],
  });
  expect(values([quantize, dequantize('q')], ['q'], ['y', 'q']).q).toEqual(whole);
  const moved = [
    quantize,
    node('Identity', ['q'], ['i']),
    node('Cast', ['i'], ['j'], { to: 1 }),
    dequantize('i'),
  ];
  expect(values(moved, ['q', 'i'])).toEqual({ q: whole, i: whole });
});
