// Proves that a network which makes something of the number of images is told from one that does not.
import { expect, test } from 'vitest';
import { Builder, type Expression } from '../index.js';
import { heldDims } from './place.js';
import { sameNodes } from './same-nodes.js';

/** The network for a number of images. */
function copy(count: number, network: (x: Expression, count: number) => Expression): Builder {
  const b = new Builder();
  b.output(network(b.input('x', 'float32', [count, 3]), count), 'y');
  return b;
}

const same = (network: (x: Expression, count: number) => Expression): boolean =>
  sameNodes(copy(1, network), copy(2, network))('y');

test('shapes may follow the number of images', () => {
  expect(same((x, count) => x.mul(2).reshape([count, 3, 1]).sum([1]))).toBe(true);
});

test('nothing else may: no factor, no table, no other operator', () => {
  expect(same((x, count) => x.mul(1 / count))).toBe(false);
  expect(same((x, count) => x.gather(1, [0, count]))).toBe(false);
  expect(same((x, count) => (count > 1 ? x.neg() : x.exp()))).toBe(false);
  expect(same((x, count) => (count > 1 ? x.neg().neg() : x))).toBe(false);
});

test('images are held along an axis, or along a new one', () => {
  expect(heldDims([2, 6, 4], { axis: 1, outer: 2, inner: 3 }, 3)).toEqual([2, 18, 4]);
  expect(heldDims([2, 6], { axis: -1, outer: 1, inner: 1 }, 3)).toEqual([3, 2, 6]);
});
