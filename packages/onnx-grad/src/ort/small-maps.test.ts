// Proves that depthwise convolutions of small maps, as products, have the values that they have, and are all that is changed.
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { Builder } from '../ad/builder.js';
import type { Expression } from '../ad/expression.js';
import { gradient } from '../ad/gradient.js';
import { sumOver } from '../ad/scan.js';
import { PORTABLE } from '../ad/target.js';
import { evaluate } from '../graph/evaluate.js';
import { Graph } from '../graph/graph.js';
import { ALL_PASSES, finish } from '../graph/passes.js';
import { Tensor, sizeOf } from '../graph/tensor.js';
import { writeModel } from '../onnx/write.js';

const wave = (dims: readonly number[], phase: number): Tensor =>
  Tensor.of(
    'float64',
    dims,
    Array.from({ length: sizeOf(dims) }, (_, i) => Math.sin(1.7 * i + phase)),
  );

interface Given {
  readonly size?: readonly [number, number];
  readonly kernel?: readonly [number, number];
  readonly attributes?: Record<string, number | number[] | string>;
  readonly bias?: boolean;
}

const depthwise = (
  x: Expression,
  { kernel = [3, 3], attributes = { pads: [1, 1, 1, 1] }, bias = true }: Given,
): Expression => {
  const b = x.builder;
  const channels = x.dims[1]!;
  const inputs = [x, b.constant(wave([channels, 1, ...kernel], 1))];
  if (bias) inputs.push(b.constant(wave([channels], 2)));
  return b.apply('Conv', inputs, { kernel_shape: [...kernel], group: channels, ...attributes });
};

const operatorsOf = (graph: Graph): string[] =>
  graph.nodes.flatMap(({ operator, attributes }) => [
    operator,
    ...[...attributes.values()].flatMap((value) => (value instanceof Graph ? operatorsOf(value) : [])),
  ]);

/** The graph of a network's output and of its gradient, with and without the pass. */
function both(make: (x: Expression) => Expression, dims: readonly number[], smallMaps = 36) {
  const b = new Builder({ ...PORTABLE, smallMaps });
  const x = b.input('x', 'float64', dims);
  const y = make(x);
  b.output(y, 'y');
  b.output(gradient(b, y.square().sum(), [x])[0]!, 'gradient');
  return { dense: finish(b), plain: finish(b, { ...ALL_PASSES, dense: false }) };
}

function expectSame({ dense, plain }: ReturnType<typeof both>, dims: readonly number[]): void {
  const [expected, found] = [plain, dense].map((graph) => evaluate(graph, { x: wave(dims, 0) }));
  for (const name of ['y', 'gradient']) {
    expect(found![name]!.dims).toEqual(expected![name]!.dims);
    found![name]!.numbers.forEach((v, i) => expect(v).toBeCloseTo(expected![name]!.numbers[i]!, 10));
  }
}

describe('a depthwise convolution of a small map', () => {
  test.each<[string, Given]>([
    ['padded', {}],
    ['of a larger kernel than map', { size: [2, 3], kernel: [5, 5], attributes: { pads: [2, 2, 2, 2] } }],
    ['not padded, without a bias', { attributes: {}, bias: false }],
    ['padded on one side', { attributes: { pads: [0, 2, 1, 0] } }],
    ['by steps', { size: [6, 5], attributes: { pads: [1, 1, 1, 1], strides: [2, 1] } }],
    ['of taps apart', { kernel: [2, 3], attributes: { pads: [1, 2, 1, 2], dilations: [1, 2] } }],
  ])('is the same as a product: %s', (_, given) => {
    const dims = [2, 3, ...(given.size ?? [4, 5])];
    const graphs = both((x) => depthwise(x, given), dims);
    expect(operatorsOf(graphs.plain)).toContain('Conv');
    expect(operatorsOf(graphs.dense)).toContain('MatMul');
    if (!given.attributes?.strides) expect(operatorsOf(graphs.dense)).not.toContain('Conv');
    expectSame(graphs, dims);
  });

  test('within a sum over views too, whose weights are those around it', async () => {
    const b = new Builder({ ...PORTABLE, smallMaps: 36 });
    const kernels = wave([3, 1, 3, 3], 1).numbers;
    const w = b.constant(Tensor.of('float32', [3, 1, 3, 3], kernels));
    const items = b.input('items', 'float32', [2, 1, 3, 4, 4]);
    const sums = sumOver(b, [items], ({ builder, items: [item] }) => {
      const x = item!;
      const options = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], group: 3 };
      const value = builder
        .apply('Conv', [x, builder.capture(w)], options)
        .square()
        .sum();
      return [value, gradient(builder, value, [x])[0]!];
    });
    sums.forEach((sum, i) => b.output(sum, `sum${i}`));
    const without = finish(b, { ...ALL_PASSES, dense: false });
    // the body of a scan is finished when the scan is made
    expect(operatorsOf(without)).not.toContain('Conv');
    const given = wave([2, 1, 3, 4, 4], 0).numbers;
    const session = await ort.InferenceSession.create(writeModel(finish(b)));
    const views = new ort.Tensor('float32', Float32Array.from(given), [2, 1, 3, 4, 4]);
    const { sum0, sum1 } = await session.run({ items: views });
    await session.release();

    const plain = new Builder();
    const x = plain.input('x', 'float64', [2, 3, 4, 4]);
    const y = depthwise(x, { bias: false }).square().sum();
    plain.output(y, 'y');
    plain.output(gradient(plain, y, [x])[0]!.sum([0], true), 'gradient');
    const expected = evaluate(finish(plain), { x: Tensor.of('float64', [2, 3, 4, 4], given) });
    expect(Number(sum0!.data[0])).toBeCloseTo(expected.y!.numbers[0]!, 3);
    (sum1!.data as Float32Array).forEach((v, i) => expect(v).toBeCloseTo(expected.gradient!.numbers[i]!, 4));
  });
});

test.each<[string, (x: Expression) => Expression]>([
  ['a larger map', (x) => depthwise(x, {})],
  ['a padding that follows from the size', (x) => depthwise(x, { attributes: { auto_pad: 'SAME_UPPER' } })],
  [
    'channels that are mixed',
    (x) => x.builder.apply('Conv', [x, x.builder.constant(wave([3, 3, 1, 1], 1))], { kernel_shape: [1, 1] }),
  ],
  [
    'a kernel that is no constant',
    (x) => {
      const w = x.slice(0, 0, 1).slice(2, 0, 2).slice(3, 0, 2).reshape([3, 1, 2, 2]);
      return x.builder.apply('Conv', [x, w], { kernel_shape: [2, 2], group: 3 });
    },
  ],
])('%s stays a convolution', (what, make) => {
  const graphs = both(make, [1, 3, 4, 5], what === 'a larger map' ? 16 : 36);
  expect(graphs.dense.nodes.find(({ operator }) => operator === 'Conv')).toBeDefined();
  expectSame(graphs, [1, 3, 4, 5]);
});

test('no other target is given products', () => {
  const b = new Builder();
  b.output(depthwise(b.input('x', 'float64', [1, 3, 4, 4]), {}), 'y');
  expect(finish(b)).toEqual(finish(b, { ...ALL_PASSES, dense: false }));
});
