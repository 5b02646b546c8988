import * as ort from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../graph/evaluate.js';
import { Builder, type Expression } from '../ad/expression.js';
import { gradient } from '../ad/gradient.js';
import type { Graph } from '../graph/graph.js';
import { writeModel } from '../onnx/write.js';
import { composites, operators } from './index.js';
import { finish } from '../graph/passes.js';
import { CASES, type CaseInput, type OperatorCase, VALUE_CASES } from '../testing/operator-cases.js';
import { type DataType, Tensor, sizeOf } from '../graph/tensor.js';

/** Reproducible numbers in [from, to), no two of a tensor closer than rounding. */
function numbers(count: number, from: number, to: number, seed: number): number[] {
  let state = seed * 2654435761 + 12345;
  return Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return from + ((to - from) * state) / 2147483648;
  });
}

const isReal = (input: CaseInput): input is Exclude<CaseInput, Tensor | undefined> =>
  input !== undefined && !(input instanceof Tensor);

/** The real inputs of a case, by name. */
function feedsOf(c: OperatorCase, type: DataType): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {};
  c.inputs.forEach((input, i) => {
    if (!isReal(input)) return;
    const { dims, from = -1, to = 1, values } = input;
    feeds[`x${i}`] = Tensor.of(type, dims, values ?? numbers(sizeOf(dims), from, to, i + 1));
  });
  return feeds;
}

/** Constants of a case in the graph's own real type. */
const asType = (t: Tensor, type: DataType): Tensor =>
  t.type === 'float32' ? Tensor.of(type, t.dims, t.numbers) : t;

/** The case's outputs, appended as a model's node would be. */
function applyCase(
  b: Builder,
  c: OperatorCase,
  type: DataType,
): { inputs: Expression[]; outputs: Expression[] } {
  const inputs = c.inputs.map((input, i) => {
    if (input === undefined) return undefined;
    return isReal(input) ? b.input(`x${i}`, type, input.dims) : b.constant(asType(input, type));
  });
  const [name, domain] =
    c.operator.split('.').reverse().length > 1
      ? [c.operator.split('.').at(-1)!, 'com.microsoft']
      : [c.operator, ''];
  const code = type === 'float64' ? 11 : 1;
  const attributes = Object.entries(c.attributes).map(
    ([k, v]) => [k, c.operator === 'Cast' && k === 'to' ? code : v] as const,
  );
  const outputs = b.append({
    name: 'case',
    operator: name,
    domain,
    inputs: inputs.map((i) => i?.name ?? ''),
    outputs: Array.from({ length: c.outputs }, (_, i) => `y${i}`),
    attributes: new Map(attributes),
  });
  return {
    inputs: inputs.filter((x, i): x is Expression => isReal(c.inputs[i]) && x !== undefined),
    outputs,
  };
}

/** Loss = Σ weight · output, and its gradient in every real input. */
function lossGraph(c: OperatorCase, type: DataType, withGradient: boolean): Graph {
  const b = new Builder();
  const { inputs, outputs } = applyCase(b, c, type);
  const loss = outputs
    .map((y, i) => y.mul(b.constant(Tensor.of(type, y.dims, numbers(sizeOf(y.dims), 0.2, 1, 100 + i)))).sum())
    .reduce((x, y) => x.add(y));
  b.output(loss, 'loss');
  outputs.forEach((y, i) => b.output(y, `value${i}`));
  if (withGradient) gradient(b, loss, inputs).forEach((g, i) => b.output(g, `gradient${i}`));
  return finish(b);
}

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

/** The case as the runtime's own operator, in the model's terms: what the value rules must agree with. */
function originalGraph(c: OperatorCase): Graph {
  const b = new Builder();
  const names = c.inputs.map((input, i) => {
    if (input === undefined) return '';
    return (isReal(input) ? b.input(`x${i}`, 'float32', input.dims) : b.constant(input)).name;
  });
  const [operator, domain] = c.operator.startsWith('com.microsoft.')
    ? [c.operator.slice(14), 'com.microsoft']
    : [c.operator, ''];
  if (operator === 'Gelu') b.graph.opsets.set('', 20);
  if (domain) b.graph.opsets.set(domain, 1);
  const outputs = Array.from({ length: c.outputs }, (_, i) => `y${i}`);
  b.graph.nodes.push({
    name: 'case',
    operator,
    domain,
    inputs: names,
    outputs,
    attributes: new Map(Object.entries(c.attributes)),
  });
  b.graph.outputs.push(...outputs);
  return b.graph;
}

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

describe('the table', () => {
  const cases = new Set([...CASES, ...VALUE_CASES].map((c) => c.operator));
  const differentiated = new Set(CASES.map((c) => c.operator));
  /** Taken straight through: their gradient is not that of their value. */
  const STRAIGHT_THROUGH = [
    'QuantizeLinear',
    'DequantizeLinear',
    'QLinearConv',
    'QLinearMatMul',
    'com.microsoft.QLinearAdd',
  ];

  test('has no operator without a case', () => {
    expect(
      [...Object.keys(operators), ...Object.keys(composites)].filter((name) => !cases.has(name)),
    ).toEqual([]);
  });

  test('has no gradient rule that is not checked against central differences', () => {
    const rules = Object.entries(operators).filter(([, o]) => o.gradient !== 'stops');
    const names = [...rules.map(([name]) => name), ...Object.keys(composites)];
    expect(names.filter((name) => !differentiated.has(name) && !STRAIGHT_THROUGH.includes(name))).toEqual([]);
  });

  test('says of no operator with a gradient case that none passes', () => {
    expect([...differentiated].filter((name) => operators[name]?.gradient === 'stops')).toEqual([]);
  });
});

test('a quantized step passes its gradient straight through', () => {
  const b = new Builder();
  const x = b.input('x', 'float32', [3]);
  const [scale, zero] = [b.scalar(0.5), b.constant(Tensor.scalar('uint8', 10))];
  const back = b.apply('DequantizeLinear', [b.apply('QuantizeLinear', [x, scale, zero]), scale, zero]);
  b.output(gradient(b, back.mul(3).sum(), [x])[0]!, 'g');
  expect([...evaluate(finish(b), { x: Tensor.of('float32', [3], [0.1, 0.6, -1]) }).g!.numbers]).toEqual([
    3, 3, 3,
  ]);
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
