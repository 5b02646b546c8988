// Proves that the value and the gradient of every operator are what central differences and ONNX Runtime say.
import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { Builder } from '../ad/builder.js';
import { gradient } from '../ad/gradient.js';
import { evaluate } from '../graph/evaluate.js';
import type { Graph } from '../graph/graph.js';
import { finish } from '../graph/passes.js';
import { Tensor } from '../graph/tensor.js';
import { writeModel } from '../onnx/write.js';
import { applyCase, feedsOf, lossGraph, originalGraph } from '../testing/case-graphs.js';
import type { OperatorCase } from '../testing/cases/case.js';
import { CASES, VALUE_CASES } from '../testing/cases/index.js';

const norm = (x: ArrayLike<number>): number => Math.sqrt(Array.from(x).reduce((sum, v) => sum + v * v, 0));
const difference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  norm(Array.from(a).map((v, i) => v - b[i]!));

function centralDifferences(c: OperatorCase, name: string, feeds: Record<string, Tensor>): number[] {
  const graph = lossGraph(c, 'float64', false);
  const h = 1e-5;
  const x = feeds[name]!;
  const at = (i: number, step: number): number => {
    const moved = Float64Array.from(x.numbers);
    moved[i]! += step;
    return evaluate(graph, { ...feeds, [name]: Tensor.of('float64', x.dims, moved) }).loss!.item;
  };
  return Array.from({ length: x.size }, (_, i) => (at(i, h) - at(i, -h)) / (2 * h));
}

describe('the gradient of', () => {
  test.each(CASES)('$title agrees with central differences in float64', (c) => {
    const feeds = feedsOf(c, 'float64');
    const result = evaluate(lossGraph(c, 'float64', true), feeds);
    Object.keys(feeds).forEach((name, i) => {
      const expected = centralDifferences(c, name, feeds);
      expect(difference(result[`gradient${i}`]!.numbers, expected)).toBeLessThan(1e-7 * (norm(expected) + 1));
    });
  });
});

type Typed = Float32Array | BigInt64Array;

async function runInRuntime(graph: Graph, feeds: Record<string, Tensor>): Promise<Record<string, number[]>> {
  const session = await ort.InferenceSession.create(writeModel(graph), {
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const tensors = Object.fromEntries(
    Object.entries(feeds).map(([name, t]) => [
      name,
      new ort.Tensor('float32', Float32Array.from(t.numbers), t.dims),
    ]),
  );
  const result = await session.run(tensors);
  await session.release();
  return Object.fromEntries(
    graph.outputs.map((name) => [name, Array.from(result[name]!.data as Typed, Number)]),
  );
}

describe('in the runtime, in float32,', () => {
  test.each(CASES)('$title has the value and the gradient that the rules say', async (c) => {
    const feeds = feedsOf(c, 'float32');
    const graph = lossGraph(c, 'float32', true);
    const [expected, result] = [evaluate(graph, feeds), await runInRuntime(graph, feeds)];
    for (const name of graph.outputs) {
      expect(difference(result[name]!, expected[name]!.numbers), name).toBeLessThan(
        1e-5 * (norm(result[name]!) + 1),
      );
    }
  });
});

/** The case by our rules, every constant folded by the value rules where it can be. */
function ownValues(c: OperatorCase, feeds: Record<string, Tensor>): Record<string, Tensor> {
  const b = new Builder();
  const { outputs } = applyCase(b, c, 'float32');
  outputs.forEach((y) => b.graph.outputs.push(y.name));
  return evaluate(b.graph, feeds);
}

describe('the runtime’s own', () => {
  const runnable = [...CASES, ...VALUE_CASES].filter((c) => !c.notInRuntime);
  test.each(runnable)('$title gives what our value rule gives', async (c) => {
    const feeds = feedsOf(c, 'float32');
    const expected = ownValues(c, feeds);
    const graph = originalGraph(c);
    const session = await ort.InferenceSession.create(writeModel(graph), { logSeverityLevel: 3 });
    const tensors = Object.fromEntries(
      Object.entries(feeds).map(([name, t]) => [
        name,
        new ort.Tensor('float32', Float32Array.from(t.numbers), t.dims),
      ]),
    );
    const result = await session.run(tensors);
    await session.release();
    for (const [name, own] of Object.entries(expected)) {
      expect(result[name]!.dims, name).toEqual([...own.dims]);
      const theirs = Array.from(result[name]!.data as Typed, Number);
      expect(difference(theirs, own.numbers), name).toBeLessThan(1e-5 * (norm(theirs) + 1));
    }
  });
});

test('where elements of a max-pool tie, the first in row-major order takes the gradient, as in PyTorch', () => {
  const b = new Builder();
  const x = b.input('x', 'float64', [1, 1, 3, 4]);
  const y = b.apply('MaxPool', [x], { kernel_shape: [3, 3], strides: [1, 1], pads: [0, 0, 0, 0] });
  b.output(gradient(b, y.mul(b.constant(Tensor.of('float64', [1, 1, 1, 2], [1, 10]))).sum(), [x])[0]!, 'g');
  const values = [1, 2, 5, 0, 5, 0, 1, 5, 0, 5, 2, 1];
  const result = evaluate(finish(b), { x: Tensor.of('float64', [1, 1, 3, 4], values) });
  expect([...result.g!.numbers]).toEqual([0, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
});
