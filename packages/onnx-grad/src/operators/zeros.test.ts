// Proves that gradients are finite where a slope has none or no bound: norms of zeros, roots, powers, logarithms, quotients.
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { Builder } from '../ad/builder.js';
import type { Expression } from '../ad/expression.js';
import { gradient } from '../ad/gradient.js';
import type { DataType } from '../graph/data-type.js';
import { evaluate } from '../graph/evaluate.js';
import type { Graph } from '../graph/graph.js';
import { finish } from '../graph/passes.js';
import { Tensor } from '../graph/tensor.js';
import { writeModel } from '../onnx/write.js';

const apply = (
  x: Expression,
  operator: string,
  inputs: (Expression | undefined)[],
  settings = {},
): Expression => x.builder.apply(operator, [x, ...inputs], settings);
const rows = (x: Expression): Expression => x.builder.ints([1]);
const lowest = (x: Expression, value: number): Expression =>
  apply(x, 'Clip', [x.builder.scalar(value, x.type)]);
const weighted = (y: Expression): Expression =>
  y.mul(y.builder.constant(Tensor.of(y.type, [3], [1, 2, 3]))).sum();

/** What is differentiated at x (2, 3), whose first row is zeros, and the gradient in that row. */
const CASES: Record<string, [(x: Expression) => Expression, number[]]> = {
  'a norm, clipped': [
    (x) => weighted(x.div(lowest(apply(x, 'ReduceL2', [rows(x)]), 1e-12))),
    [1e12, 2e12, 3e12],
  ],
  'a norm by root and squares': [
    (x) => weighted(x.div(x.square().sum([1], true).sqrt().maximum(1e-6))),
    [1e6, 2e6, 3e6],
  ],
  'a norm with its term': [
    (x) => weighted(x.div(apply(x, 'ReduceL2', [rows(x)]).add(1e-3))),
    [1e3, 2e3, 3e3],
  ],
  'a norm alone': [(x) => apply(x, 'ReduceL2', [rows(x)]).sum(), [0, 0, 0]],
  'a sum of squares under a root': [
    (x) =>
      apply(x, 'ReduceSumSquare', [rows(x)])
        .sqrt()
        .sum(),
    [0, 0, 0],
  ],
  'a sum of magnitudes': [
    (x) => weighted(x.div(lowest(apply(x, 'ReduceL1', [rows(x)]), 1e-3))),
    [1e3, 2e3, 3e3],
  ],
  LpNormalization: [(x) => weighted(apply(x, 'LpNormalization', [], { axis: 1, p: 2 })), [0, 0, 0]],
  'LpNormalization, p = 1': [(x) => weighted(apply(x, 'LpNormalization', [], { axis: 1, p: 1 })), [0, 0, 0]],
  'a cosine': [
    (x) => {
      const fixed = x.builder.constant(Tensor.of(x.type, [3], [1, 2, 3]));
      const lengths = x.square().sum([1]).sqrt().mul(fixed.square().sum().sqrt());
      return x.mul(fixed).sum([1]).div(lengths.maximum(1e-3)).sum();
    },
    [1e3, 2e3, 3e3],
  ],
  'generalized means': [
    (x) =>
      x
        .relu()
        .pow(3)
        .mean([1])
        .pow(1 / 3)
        .sum(),
    [0, 0, 0],
  ],
  'generalized means, clipped': [
    (x) =>
      lowest(x, 1e-6)
        .pow(3)
        .mean([1])
        .pow(1 / 3)
        .sum(),
    [0, 0, 0],
  ],
  'a root': [(x) => weighted(x.abs().sqrt()), [0, 0, 0]],
  'a root as a power': [(x) => weighted(x.abs().pow(0.5)), [0, 0, 0]],
  'a cube': [(x) => weighted(x.pow(3)), [0, 0, 0]],
  'the first power': [(x) => weighted(x.pow(1)), [1, 2, 3]],
  'the power of zero': [(x) => weighted(x.pow(0)), [0, 0, 0]],
  'powers of several exponents': [
    (x) => x.pow(x.builder.constant(Tensor.of(x.type, [3], [0, 1, 2]))).sum(),
    [0, 1, 0],
  ],
  'an exponent, over zero': [(x) => weighted(x.builder.scalar(0, x.type).pow(x.add(2))), [0, 0, 0]],
  'a logarithm that is not used': [(x) => weighted(x.greater(0).where(x.log(), 0)), [0, 0, 0]],
  'a logarithm of what is clipped': [(x) => weighted(lowest(x, 1e-12).log()), [0, 0, 0]],
  'a reciprocal that is not used': [(x) => weighted(x.greater(0).where(x.reciprocal(), 0)), [0, 0, 0]],
  'a quotient that is not used': [(x) => weighted(x.greater(0).where(x.add(1).div(x), 0)), [0, 0, 0]],
  'an arc sine, at its end': [(x) => weighted(apply(x.add(1).minimum(1), 'Asin', [])), [0, 0, 0]],
  'an arc cosine, at its end': [(x) => weighted(apply(x.add(1).minimum(1), 'Acos', [])), [0, 0, 0]],
  'an area cosine, at its start': [(x) => weighted(apply(x.add(1), 'Acosh', [])), [0, 0, 0]],
  'an area tangent that is not used': [
    (x) => weighted(x.greater(0).where(apply(x.add(1), 'Atanh', []), 0)),
    [0, 0, 0],
  ],
  'a logarithm of a sum of zeros': [
    (x) =>
      x
        .sum([1])
        .greater(0)
        .where(apply(x, 'ReduceLogSum', [rows(x)], { keepdims: 0 }), 0)
        .sum(),
    [0, 0, 0],
  ],
  'a logarithm of exponentials of nothing': [
    (x) => {
      const masked = x.greater(0).where(x, -Infinity);
      return x
        .sum([1])
        .greater(0)
        .where(apply(masked, 'ReduceLogSumExp', [rows(x)], { keepdims: 0 }), 0)
        .sum();
    },
    [0, 0, 0],
  ],
  'a product of zeros': [(x) => apply(x, 'ReduceProd', [rows(x)]).sum(), [0, 0, 0]],
  'a product with one zero': [
    (x) => apply(x.add(x.builder.constant(Tensor.of(x.type, [3], [0, 2, 3]))), 'ReduceProd', [rows(x)]).sum(),
    [6, 0, 0],
  ],
};

function graphOf(type: DataType, f: (x: Expression) => Expression): Graph {
  const b = new Builder();
  const x = b.input('x', type, [2, 3]);
  b.output(gradient(b, f(x), [x])[0]!, 'g');
  return finish(b);
}

const X = [0, 0, 0, 0.5, 1.5, 2.5];
const expectRow = (found: ArrayLike<number>, wanted: readonly number[]): void => {
  expect(Array.from(found).every(Number.isFinite)).toBe(true);
  wanted.forEach((v, i) => expect(Math.abs(found[i]! - v)).toBeLessThanOrEqual(1e-5 * Math.abs(v)));
};

describe.each(Object.entries(CASES))('at zero, the gradient of %s', (_, [f, wanted]) => {
  test('is finite in float64', () => {
    expectRow(evaluate(graphOf('float64', f), { x: Tensor.of('float64', [2, 3], X) }).g!.numbers, wanted);
  });

  test('is finite in the runtime', async () => {
    const session = await ort.InferenceSession.create(writeModel(graphOf('float32', f)), {
      logSeverityLevel: 3,
    });
    const { g } = await session.run({ x: new ort.Tensor('float32', Float32Array.from(X), [2, 3]) });
    await session.release();
    expectRow(g!.data as Float32Array, wanted);
  });
});
