// Proves that gradients of quantized networks are those of the clipped identity, and whole numbers' those of real numbers.
import { describe, expect, test } from 'vitest';
import { Builder } from '../ad/builder.js';
import { gradient } from '../ad/gradient.js';
import { evaluate } from '../graph/evaluate.js';
import { finish } from '../graph/passes.js';
import { Tensor } from '../graph/tensor.js';

describe('a quantized step', () => {
  const gradientOf = (zero: Tensor, x: number[], step = 0.5, back = 0.5): number[] => {
    const b = new Builder();
    const [given, point] = [b.input('x', 'float32', [x.length]), b.constant(zero)];
    const quantized = b.apply('QuantizeLinear', [given, b.scalar(step), point]);
    const pooled = b.apply('MaxPool', [quantized.reshape([1, 1, x.length])], { kernel_shape: [1] });
    const real = b.apply('DequantizeLinear', [pooled.reshape([x.length]), b.scalar(back), point]);
    b.output(gradient(b, real.mul(3).sum(), [given])[0]!, 'g');
    return [...evaluate(finish(b), { x: Tensor.of('float32', [x.length], x) }).g!.numbers];
  };

  test('passes its gradient straight through, at the ends of its range too, and none where it saturates', () => {
    // (0 − 10) / 2 = −5 and (255 − 10) / 2 = 122.5
    const x = [0.1, 0.6, -1, -5, -5.01, 122.5, 122.6, 1e9];
    expect(gradientOf(Tensor.scalar('uint8', 10), x)).toEqual([3, 3, 3, 3, 0, 3, 0, 0]);
    expect(gradientOf(Tensor.scalar('int16', 0), [16383.5, 16384, -16384, -16385])).toEqual([3, 0, 3, 0]);
  });

  test('scales its gradient where it is read with another scale than it was written with', () => {
    expect(gradientOf(Tensor.scalar('int8', 0), [1, -2], 0.5, 0.25)).toEqual([1.5, 1.5]);
  });

  test('has a range for each channel, where it has a scale for each', () => {
    const b = new Builder();
    const x = b.input('x', 'float32', [2, 2]);
    const scales = b.constant(Tensor.of('float32', [2], [1, 0.01]));
    const zero = b.constant(Tensor.of('int8', [2], [0, 100]));
    const there = b.apply('QuantizeLinear', [x, scales, zero], { axis: 1 });
    const back = b.apply('DequantizeLinear', [there, scales, zero], { axis: 1 });
    b.output(gradient(b, back.sum(), [x])[0]!, 'g');
    const at = Tensor.of('float32', [2, 2], [2, 2, 0.2, 0.2]);
    expect([...evaluate(finish(b), { x: at }).g!.numbers].map((v) => Math.round(v * 1e6) / 1e6)).toEqual([
      1, 0, 1, 1,
    ]);
  });
});

describe('what is quantized while the network runs', () => {
  const dims = [2, 3];
  const x = Tensor.of('float32', dims, [0.3, -1.2, 2, 0.7, 0.1, -0.4]);
  const dynamic = (b: Builder): [quantized: string, scale: string, zero: string, x: string] => {
    const input = b.input('x', 'float32', dims);
    const outputs = ['quantized', 'scale', 'zero'];
    const attributes = new Map();
    b.append({
      name: 'd',
      operator: 'DynamicQuantizeLinear',
      domain: '',
      inputs: ['x'],
      outputs,
      attributes,
    });
    return ['quantized', 'scale', 'zero', input.name];
  };

  test('has the gradient of the weights that it multiplies by', () => {
    const b = new Builder();
    const [quantized, scale, zero] = dynamic(b).map((name) => b.get(name));
    const weights = b.constant(Tensor.of('int8', [3, 2], [1, -2, 3, 4, -5, 6]));
    const sum = b.apply('MatMulInteger', [quantized, weights, zero, b.constant(Tensor.scalar('int8', 1))]);
    const real = sum.cast('float32').mul(scale!.mul(0.25));
    b.output(real, 'y');
    b.output(
      gradient(b, real.mul(b.constant(Tensor.of('float32', [2], [1, 10]))).sum(), [b.get('x')])[0]!,
      'g',
    );
    const { y, g } = evaluate(finish(b), { x });
    // x · (w − 1) / 4, to within a step of the quantization: 3.2 / 255
    const wanted = [0, 1].flatMap((row) =>
      [0, 1].map((column) => {
        const w = [0, -3, 2, 3, -6, 5];
        return [0, 1, 2].reduce((s, k) => s + (x.numbers[3 * row + k]! * w[2 * k + column]!) / 4, 0);
      }),
    );
    wanted.forEach((v, i) => expect(Math.abs(y!.numbers[i]! - v)).toBeLessThan(0.03));
    const slope = [(0 - 30) / 4, (2 + 30) / 4, (-6 + 50) / 4];
    [...slope, ...slope].forEach((v, i) => expect(g!.numbers[i]).toBeCloseTo(v, 4));
  });

  test('lets nothing through its scale', () => {
    const b = new Builder();
    const [, scale] = dynamic(b).map((name) => b.get(name));
    b.output(gradient(b, scale!.mul(2), [b.get('x')])[0]!, 'g');
    expect([...evaluate(finish(b), { x }).g!.numbers]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
