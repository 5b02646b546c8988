// Proves that a graph's products and sums are counted as often as they are made.
import { expect, test } from 'vitest';
import { Builder } from '../ad/builder.js';
import { sumOver } from '../ad/scan.js';
import { cost } from './cost.js';
import { Tensor } from './tensor.js';

test('counts products and sums of convolutions and matrices, as often as a scan makes them', () => {
  const b = new Builder();
  const x = b.input('x', 'float32', [3, 2, 4, 5]);
  const weights = Tensor.of('float32', [6, 2, 3, 3], new Array<number>(108).fill(1));
  const convolved = (image: typeof x): typeof x =>
    image.builder.apply('Conv', [image, image.builder.constant(weights)], { kernel_shape: [3, 3] });
  convolved(x);
  const once = 2 * 2 * 9 * (3 * 6 * 2 * 3);
  expect(cost(b.graph)).toBe(once);
  sumOver(b, [x.reshape([3, 1, 2, 4, 5])], ({ items }) => [convolved(items[0]!)]);
  expect(cost(b.graph)).toBe(2 * once);
  b.input('m', 'float32', [7, 4]).matmul(b.input('n', 'float32', [4, 3]));
  expect(cost(b.graph)).toBe(2 * once + 2 * 7 * 4 * 3);
});
