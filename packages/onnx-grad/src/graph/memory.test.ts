// Proves that the bytes of a graph are those of the values that are there at once, and that its largest value is named.
import { expect, test } from 'vitest';
import { Builder, finish, memoryOf } from '../index.js';

test('counts what is there at once: inputs, values until their last reader, and no views', () => {
  const b = new Builder();
  const x = b.input('x', 'float32', [1000]);
  const first = b.apply('Relu', [x]);
  const view = b.apply('Reshape', [first, b.ints([10, 100])]);
  b.output(b.apply('Relu', [b.apply('Sigmoid', [view])]), 'y');
  const { most, given, largest } = memoryOf(finish(b));
  expect(given).toBe(4000 + 2 * 8);
  // never more than two of the four values
  expect(most).toBe(2 * 8 + 8000);
  expect(largest).toMatchObject({ bytes: 4000 });
});

test('a value that is larger than all there is has its node and its shape named', () => {
  const b = new Builder();
  const x = b.input('x', 'float32', [1, 1]);
  b.output(b.apply('Expand', [x, b.ints([10_000, 10_000])]), 'y');
  const { most, largest } = memoryOf(finish(b));
  expect(most).toBeGreaterThanOrEqual(4e8);
  expect(largest).toMatchObject({ node: { operator: 'Expand' }, dims: [10_000, 10_000], bytes: 4e8 });
});
