// Proves that graphs for ONNX Runtime's blocked convolutions have the gradients of portable ones.
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { Builder } from '../ad/builder.js';
import type { Expression } from '../ad/expression.js';
import { gradient } from '../ad/gradient.js';
import { PORTABLE, type Target } from '../ad/target.js';
import type { DataType } from '../graph/data-type.js';
import { evaluate } from '../graph/evaluate.js';
import type { Graph } from '../graph/graph.js';
import { finish } from '../graph/passes.js';
import { Tensor, sizeOf } from '../graph/tensor.js';
import { writeModel } from '../onnx/write.js';

const BLOCKED: Target = { ...PORTABLE, blockedChannels: 2 };
const DIMS = [2, 4, 9, 8];

/** Whole numbers from −4 to 5, so that maxima are often tied. */
const tied = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => ((i * 7919 + (i >> 3) * 31) % 10) - 4);

const weights = (count: number): number[] => Array.from({ length: count }, (_, i) => 1 + ((i * 37) % 11) / 8);

/** The gradient of a weighted sum of what `network` makes of x, as a graph for a target. */
function gradientGraph(
  network: (x: Expression) => Expression,
  target: Target,
  type: DataType,
  dims = DIMS,
): Graph {
  const b = new Builder(target);
  const x = b.input('x', type, dims);
  const y = network(x);
  const loss = y.mul(b.constant(Tensor.of(type, y.dims, weights(sizeOf(y.dims))))).sum();
  b.output(gradient(b, loss, [x])[0]!, 'gradient');
  return finish(b);
}

const pool = (x: Expression, attributes: Record<string, number | readonly number[]>): Expression =>
  x.builder.apply('MaxPool', [x], attributes);

const convolve = (x: Expression): Expression => {
  const b = x.builder;
  const dims = [x.dims[1]!, x.dims[1]!, 1, 1];
  return b.apply('Conv', [x, b.constant(Tensor.of(x.type, dims, weights(sizeOf(dims))))], {
    kernel_shape: [1, 1],
  });
};

const NETWORKS: Record<string, (x: Expression) => Expression> = {
  'a ReLU': (x) => convolve(x.relu()),
  'ReLUs joined': (x) => {
    const parts = [x.relu(), x.neg().relu(), x.mul(2).relu()];
    return convolve(x.builder.concat(parts, 1));
  },
  'a pool of ReLUs joined, of which one is used twice': (x) => {
    const first = x.relu();
    const joined = x.builder.concat([first, x.neg().relu()], 1);
    return pool(joined, { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }).add(
      x.builder.concat([first, first], 1),
    );
  },
  'parts that are no ReLUs': (x) =>
    pool(x.builder.concat([x, x.relu()], 1), { kernel_shape: [2, 2], strides: [2, 2] }),
};
// of a window that starts behind the input, ONNX's shape inference says that it is there, and the runtime that it is not
const startsBehind = (kernel: number, stride: number, pad: number): boolean =>
  DIMS.slice(2).some((n) => Math.ceil((n + 2 * pad - kernel) / stride) * stride >= n + pad);
for (const kernel of [1, 2, 3, 4])
  for (const stride of [1, 2, 3])
    for (const pad of [0, 1])
      for (const ceil of [0, 1])
        if (pad < kernel && !(ceil && startsBehind(kernel, stride, pad)))
          NETWORKS[`max-pool ${kernel}, stride ${stride}, padding ${pad}, ceil ${ceil}`] = (x) =>
            pool(x.relu(), {
              kernel_shape: [kernel, kernel],
              strides: [stride, stride],
              pads: [pad, pad, pad, pad],
              ceil_mode: ceil,
            });
// its gradient is a convolution of the parts of what the pool passes back
const stem = (
  x: Expression,
  channels: number,
  [height, width]: [number, number],
  stride: number,
  pad: number,
): Expression => {
  const b = x.builder;
  const dims = [x.dims[1]!, channels, height, width];
  const signed = weights(sizeOf(dims)).map((w, i) => (i % 3 === 0 ? -w : w));
  return b
    .apply('Conv', [x.slice(1, 0, channels), b.constant(Tensor.of(x.type, dims, signed))], {
      ...{ kernel_shape: [height, width], strides: [stride, stride], pads: [pad, pad, pad, pad] },
    })
    .relu();
};
for (const [kernel, pad] of [
  [[3, 3], 0],
  [[3, 3], 2],
  [[4, 2], 1],
  [[7, 5], 3],
] as [[number, number], number][])
  for (const [size, step, border] of [
    [2, 2, 0],
    [3, 2, 1],
    [3, 3, 0],
  ] as const)
    for (const ceil of [0, 1])
      for (const [stride, channels] of [
        [1, 2],
        [2, 3],
      ] as const)
        NETWORKS[
          `a ${kernel.join(' × ')} convolution, stride ${stride}, padding ${pad}, before a max-pool ${size}, stride ${step}, padding ${border}, ceil ${ceil}`
        ] = (x) =>
          pool(stem(x, channels, kernel, stride, pad), {
            kernel_shape: [size, size],
            strides: [step, step],
            pads: [border, border, border, border],
            ceil_mode: ceil,
          });
for (const ceil of [0, 1])
  NETWORKS[`a max-pool of convolutions joined, ceil ${ceil}`] = (x) =>
    pool(x.builder.concat([stem(x, 2, [1, 1], 1, 0), stem(x, 2, [3, 3], 1, 1)], 1), {
      kernel_shape: [3, 3],
      strides: [2, 2],
      ceil_mode: ceil,
    });
NETWORKS['a max-pool of unequal sides'] = (x) =>
  pool(x.relu(), { kernel_shape: [3, 2], strides: [1, 2], pads: [0, 1, 2, 0] });

/** From 0 to `most`, which whole numbers meet on both ends. */
const clip = (x: Expression, most: number): Expression =>
  x.builder.apply('Clip', [x, x.builder.scalar(0, x.type), x.builder.scalar(most, x.type)]);
NETWORKS['a Clip'] = (x) => convolve(clip(x, 3));
NETWORKS['a Clip that is read twice'] = (x) => convolve(clip(x, 3)).add(clip(x, 3));
NETWORKS['a Clip from 0 on'] = (x) => convolve(x.builder.apply('Clip', [x, x.builder.scalar(0, x.type)]));
/** A depthwise convolution of what a convolution of one tap has widened, as mobile networks have them. */
const bottleneck = (
  x: Expression,
  { kernel, stride, pad, bounded }: { kernel: number; stride: number; pad: number; bounded: boolean },
): Expression => {
  const b = x.builder;
  const act = (y: Expression): Expression => (bounded ? clip(y, 3) : y.relu());
  const [narrow, wide] = [x.dims[1]!, 2 * x.dims[1]!];
  const constant = (...dims: number[]): Expression =>
    b.constant(
      Tensor.of(
        x.type,
        dims,
        weights(sizeOf(dims)).map((w, i) => (i % 3 === 0 ? -w : w)),
      ),
    );
  const expanded = act(b.apply('Conv', [x, constant(wide, narrow, 1, 1)], { kernel_shape: [1, 1] }));
  const deep = act(
    b.apply('Conv', [expanded, constant(wide, 1, kernel, kernel)], {
      ...{ kernel_shape: [kernel, kernel], strides: [stride, stride], pads: [pad, pad, pad, pad] },
      group: wide,
    }),
  );
  return b.apply('Conv', [deep, constant(narrow, wide, 1, 1)], { kernel_shape: [1, 1] });
};
for (const bounded of [false, true])
  for (const [kernel, stride, pad] of [
    [3, 1, 1],
    [3, 2, 1],
    [3, 2, 0],
    [5, 2, 2],
    [2, 2, 0],
    [5, 3, 1],
  ] as const)
    NETWORKS[
      `a depthwise convolution ${kernel}, stride ${stride}, padding ${pad}, of a widened ${bounded ? 'Clip' : 'ReLU'}`
    ] = (x) => bottleneck(x, { kernel, stride, pad, bounded });

/** A join, and a chain of sums behind it whose terms share what is before them. */
const shortcuts = (x: Expression, count: number): Expression => {
  const b = x.builder;
  let y = b.concat([x.relu(), x.neg().relu()], 1);
  const channels = y.dims[1]!;
  const scale = b.constant(Tensor.of(x.type, [channels, 1, 1, 1], new Array<number>(channels).fill(1 / 8)));
  for (let i = 0; i < count; i++)
    y = y.add(b.apply('Conv', [y, scale], { kernel_shape: [1, 1], group: channels }));
  return convolve(y);
};
NETWORKS['a join before sums that share their terms'] = (x) => shortcuts(x, 3);

test.each([40, 5000])('a join before %i sums costs no more than they are many', (count) => {
  expect(gradientGraph((x) => shortcuts(x, count), BLOCKED, 'float32').nodes.length).toBeLessThan(30 * count);
});

test('what a strided depthwise convolution passes back is put together where it has fewest channels', () => {
  const network = (x: Expression): Expression =>
    bottleneck(x, { kernel: 3, stride: 2, pad: 1, bounded: true });
  const { nodes, types } = gradientGraph(network, BLOCKED, 'float32', [2, 4, 8, 8]);
  const joined = nodes.filter(({ operator }) => operator === 'Concat');
  expect(joined.length).toBeGreaterThan(0);
  for (const { outputs } of joined) expect(types.get(outputs[0]!)!.dims[1]).toBe(4);
});

describe('graphs for blocked convolutions have the gradients of portable ones', () => {
  test.each(Object.entries(NETWORKS))('%s', (_, network) => {
    const x = Tensor.of('float64', DIMS, tied(sizeOf(DIMS)));
    const { gradient: expected } = evaluate(gradientGraph(network, PORTABLE, 'float64'), { x });
    const { gradient: actual } = evaluate(gradientGraph(network, BLOCKED, 'float64'), { x });
    expect([...actual!.numbers]).toEqual([...expected!.numbers]);
  });

  test.each(Object.entries(NETWORKS))('%s, in ONNX Runtime', async (_, network) => {
    const dims = [2, 16, 9, 8];
    const data = Float32Array.from(tied(sizeOf(dims)));
    const run = async (target: Target): Promise<Float32Array> => {
      const graph = gradientGraph(network, target, 'float32', dims);
      const session = await ort.InferenceSession.create(writeModel(graph), { logSeverityLevel: 3 });
      const result = await session.run({ x: new ort.Tensor('float32', data, dims) });
      return result.gradient!.data as Float32Array;
    };
    const [expected, actual] = [await run(PORTABLE), await run({ ...PORTABLE, blockedChannels: 16 })];
    actual.forEach((v, i) => expect(v).toBeCloseTo(expected[i]!, 4));
  });
});
