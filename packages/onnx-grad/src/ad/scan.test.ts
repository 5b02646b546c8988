// Proves that a sum over a sequence, and its gradient, are those of its items.
import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { finish } from '../graph/passes.js';
import { writeModel } from '../onnx/write.js';
import { Builder } from './builder.js';
import { gradient } from './gradient.js';
import { sumOver } from './scan.js';

test('sums over a sequence what each item gives, gradients of values from around it included', async () => {
  const b = new Builder();
  const factor = b.input('factor', 'float32', [2]);
  const items = b.input('items', 'float32', [3, 2]);
  const scaled = factor.mul(2);
  const [sum, slope] = sumOver(b, [items], ({ builder, items: [item] }) => {
    const inner = builder.capture(scaled);
    const value = item!.mul(inner).square().sum();
    return [value, gradient(builder, value, [inner])[0]!];
  });
  b.output(sum!, 'sum');
  b.output(slope!, 'slope');
  const session = await ort.InferenceSession.create(writeModel(finish(b)));
  const result = await session.run({
    factor: new ort.Tensor('float32', [1, 0.5], [2]),
    items: new ort.Tensor('float32', [1, 2, 3, 4, 5, 6], [3, 2]),
  });
  // Σ (2x)² + Σ y², and its slopes in (2, 1): Σ 2·x²·2, Σ 2·y²
  expect(Number(result.sum!.data[0])).toBeCloseTo(4 * (1 + 9 + 25) + (4 + 16 + 36), 4);
  expect([...(result.slope!.data as Float32Array)]).toEqual([4 * 35, 2 * 56]);
});
