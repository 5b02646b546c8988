// Proves that what is read or written at places that the image settles has the gradient of central differences.
import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { Builder } from '../ad/builder.js';
import type { Expression } from '../ad/expression.js';
import { gradient } from '../ad/gradient.js';
import type { DataType } from '../graph/data-type.js';
import { evaluate } from '../graph/evaluate.js';
import { finish } from '../graph/passes.js';
import { Tensor } from '../graph/tensor.js';
import { writeModel } from '../onnx/write.js';

/** The two largest elements of each row, and where they are. */
function largest(x: Expression): { values: Expression; places: Expression } {
  const [values, places] = x.builder.append({
    name: 'top',
    operator: 'TopK',
    domain: '',
    inputs: [x.name, x.builder.ints([2]).name],
    outputs: ['values', 'places'],
    attributes: new Map(),
  }) as [Expression, Expression];
  return { values, places };
}

/** Of (3, 4) and a second value of the same shape. */
const READS: readonly [string, (x: Expression, y: Expression) => Expression][] = [
  ['GatherElements', (x, y) => x.builder.apply('GatherElements', [y, largest(x).places], { axis: 1 })],
  [
    'Gather of rows, some of them twice',
    (x, y) => y.builder.apply('Gather', [y, largest(x.slice(1, 0, 3)).places]),
  ],
  [
    'Gather of a column',
    (x, y) => y.builder.apply('Gather', [y, largest(x).places.slice(0, 0, 1)], { axis: -1 }),
  ],
  ['GatherND', (x, y) => y.builder.apply('GatherND', [y, largest(x.slice(1, 0, 3)).places])],
  [
    'GatherND in batches',
    (x, y) => y.builder.apply('GatherND', [y, largest(x).places.unsqueeze(2)], { batch_dims: 1 }),
  ],
  [
    'ScatterND',
    (x, y) =>
      y.builder.apply('ScatterND', [y, largest(x.slice(1, 0, 3)).places, x.slice(1, 0, 1).reshape([3])]),
  ],
  [
    'ScatterElements',
    (x, y) => y.builder.apply('ScatterElements', [y, largest(x).places, x.slice(1, 0, 2)], { axis: 1 }),
  ],
  ['TopK', (x, y) => largest(x.mul(y)).values],
];

const DIMS = [3, 4];
const numbers = (phase: number): number[] => Array.from({ length: 12 }, (_, i) => Math.sin(2.7 * i + phase));
const FEEDS = { x: numbers(0.3), y: numbers(1.1) };

function build(make: (x: Expression, y: Expression) => Expression, type: DataType) {
  const b = new Builder();
  const [x, y] = [b.input('x', type, DIMS), b.input('y', type, DIMS)];
  const loss = make(x, y).square().mul(0.5).sum();
  b.output(loss, 'loss');
  gradient(b, loss, [x, y]).forEach((g, i) => b.output(g, `d${'xy'[i]}`));
  return finish(b);
}

const tensors = (type: DataType, feeds: Record<string, readonly number[]>): Record<string, Tensor> =>
  Object.fromEntries(Object.entries(feeds).map(([name, v]) => [name, Tensor.of(type, DIMS, v)]));

test.each(READS)('%s', async (_, make) => {
  const graph = build(make, 'float64');
  const own = evaluate(graph, tensors('float64', FEEDS));
  for (const name of ['x', 'y'] as const) {
    const at = (i: number, h: number): number => {
      const moved = FEEDS[name].map((v, k) => (k === i ? v + h : v));
      return evaluate(graph, tensors('float64', { ...FEEDS, [name]: moved })).loss!.item;
    };
    own[`d${name}`]!.numbers.forEach((g, i) => expect(g).toBeCloseTo((at(i, 1e-6) - at(i, -1e-6)) / 2e-6, 7));
  }
  const session = await ort.InferenceSession.create(writeModel(build(make, 'float32')));
  const feed = (v: readonly number[]): ort.Tensor => new ort.Tensor('float32', Float32Array.from(v), DIMS);
  const result = await session.run({ x: feed(FEEDS.x), y: feed(FEEDS.y) });
  await session.release();
  for (const name of ['dx', 'dy'])
    own[name]!.numbers.forEach((g, i) => expect(Number(result[name]!.data[i])).toBeCloseTo(g, 5));
});
