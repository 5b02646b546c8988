// Proves that weights in half precision, widened by Cast or not, give the bits that the same weights in single precision
// give, forward and backward, and that they are written in half precision again.
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { Builder } from '../ad/builder.js';
import { gradient } from '../ad/gradient.js';
import type { Graph } from '../graph/graph.js';
import { instantiate } from '../graph/instantiate.js';
import { finish } from '../graph/passes.js';
import { Tensor } from '../graph/tensor.js';
import { model, node } from '../testing/models.js';
import { readModel } from './read.js';
import { writeModel } from './write.js';

const values = (count: number): number[] => Array.from({ length: count }, (_, i) => Math.sin(i * 1.7) / 3);
const WEIGHTS = { w: [4, 3, 3, 3], bias: [4], matrix: [4, 5] };
type Form = 'single' | 'cast' | 'half';

/** A small classifier with weights of 16 bits: in single precision, widened by Cast, or in half precision throughout. */
function network(form: Form): Uint8Array {
  const initializers: Record<string, Tensor> = {};
  const casts = [];
  for (const [name, dims] of Object.entries(WEIGHTS)) {
    const half = Tensor.of('float16', dims, values(dims.reduce((a, b) => a * b)));
    if (form === 'single') initializers[name] = Tensor.of('float32', dims, half.numbers);
    else initializers[form === 'cast' ? `${name}/half` : name] = half;
    if (form === 'cast') casts.push(node('Cast', [`${name}/half`], [name], { to: 1 }));
  }
  return model({
    inputs: [{ name: 'x', dims: ['n', 3, 8, 8], type: form === 'half' ? 'float16' : 'float32' }],
    outputs: ['y'],
    initializers,
    node: [
      ...casts,
      node('Conv', ['x', 'w', 'bias'], ['a'], { kernel_shape: [3, 3], pads: [1, 1, 1, 1] }),
      node('Relu', ['a'], ['b']),
      node('GlobalAveragePool', ['b'], ['c']),
      node('Flatten', ['c'], ['d']),
      node('Gemm', ['d', 'matrix'], ['y']),
    ],
  });
}

/** The graph of the scores and of the slope of one of them in the picture. */
function slopes(graph: Graph): Uint8Array {
  const b = new Builder();
  const x = b.input('x', 'float32', [2, 3, 8, 8]);
  const y = instantiate(b, graph, { inputs: new Map([['x', x]]), prefix: 'm:' })('y');
  b.output(y, 'y');
  b.output(gradient(b, y.slice(1, 2, 3).sum(), [x])[0]!, 'slope');
  return writeModel(finish(b));
}

async function run(bytes: Uint8Array): Promise<number[][]> {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1 });
  const x = new OrtTensor('float32', Float32Array.from(values(384)), [2, 3, 8, 8]);
  const { y, slope } = await session.run({ x });
  return [y!, slope!].map(({ data }) => [...(data as Float32Array)]);
}

const typesOf = (bytes: Uint8Array): Record<string, string> =>
  Object.fromEntries(
    [...readModel(bytes).initializers].map(([name, { half }]) => [name, half ? 'half' : '']),
  );

describe.each<Form>(['cast', 'half'])('weights in half precision, form %s', (form) => {
  const graph = readModel(network(form));

  test('are constants under the names that layers read, with no node between', () => {
    expect([...graph.initializers.keys()]).toEqual(Object.keys(WEIGHTS));
    expect(graph.nodes.map(({ operator }) => operator)).not.toContain('Cast');
    expect(new Set([...graph.initializers.values()].map(({ type }) => type))).toEqual(new Set(['float32']));
  });

  test('give the bits of the same weights in single precision, and so do their slopes', async () => {
    const [wanted, found] = await Promise.all([
      run(slopes(readModel(network('single')))),
      run(slopes(graph)),
    ]);
    expect(found).toEqual(wanted);
    expect(new Set(found[1]).size).toBeGreaterThan(100);
  });

  test('are written in half precision: the model, and the graph that differentiates it', () => {
    const half = Object.fromEntries(Object.keys(WEIGHTS).map((name) => [name, 'half']));
    expect(typesOf(writeModel(graph))).toEqual(half);
    expect(typesOf(slopes(graph))).toMatchObject(
      Object.fromEntries(Object.keys(WEIGHTS).map((name) => [`weights:${name}`, 'half'])),
    );
    expect(writeModel(graph).length).toBeLessThan(writeModel(readModel(network('single'))).length);
  });
});

test('a weight of two Casts is stored once, and one that something else reads as it is stays', async () => {
  const graph = readModel(
    model({
      inputs: [{ name: 'x', dims: [2, 3] }],
      outputs: ['y'],
      initializers: { w: Tensor.of('float16', [2, 3], values(6)) },
      node: [
        node('Cast', ['w'], ['a'], { to: 1 }),
        node('Cast', ['w'], ['b'], { to: 1 }),
        node('Mul', ['a', 'b'], ['c']),
        node('Cast', ['x'], ['d'], { to: 10 }),
        node('Mul', ['d', 'w'], ['e']),
        node('Add', ['c', 'e'], ['y']),
      ],
    }),
  );
  expect([...graph.initializers.keys()]).toEqual(['w', 'a', 'b']);
  const bytes = writeModel(graph);
  const session = await InferenceSession.create(bytes);
  const { y } = await session.run({ x: new OrtTensor('float32', new Float32Array(6).fill(1), [2, 3]) });
  const w = [...Tensor.of('float16', [2, 3], values(6)).numbers];
  (y!.data as Float32Array).forEach((v, i) => expect(v).toBeCloseTo(w[i]! ** 2 + w[i]!, 6));
  const again = readModel(bytes);
  expect([...again.initializers.values()].every(({ half }) => half)).toBe(true);
  expect(writeModel(again).length).toBe(bytes.length);
});
