// Proves that a network of one image, copied for several, does with each what it does with it alone: every operator
// with its cases, wherever the images are held, and the ways in which exporters write one image into a file.
import { describe, expect, test } from 'vitest';
import { Builder } from '../ad/builder.js';
import { gradient } from '../ad/gradient.js';
import { evaluate } from '../graph/evaluate.js';
import { type Attribute, Graph } from '../graph/graph.js';
import { instantiate } from '../graph/instantiate.js';
import { finish } from '../graph/passes.js';
import { Tensor, sizeOf } from '../graph/tensor.js';
import { operators } from '../operators/index.js';
import { isComposite } from '../operators/operator.js';
import { feedsOf, originalGraph } from '../testing/case-graphs.js';
import { CASES } from '../testing/cases/index.js';
import { fixture } from '../testing/run.js';
import { readModel } from '../onnx/read.js';
import { isHeld } from './call.js';
import { instantiateEach } from './instantiate-each.js';
import { NEW_AXIS, heldAt, repeated } from './place.js';
import { batchRules } from './rules.js';

const COUNT = 3;

/** Other numbers for each image, in the range of the first's. */
const forImage = (t: Tensor, image: number): Tensor =>
  image === 0
    ? t
    : Tensor.of(
        t.type,
        t.dims,
        t.numbers.map((_, i) => t.numbers[(i * 7 + image * 5) % t.size]!),
      );

const stacked = (parts: readonly Tensor[], dims: readonly number[]): Tensor =>
  Tensor.of(
    parts[0]!.type,
    dims,
    parts.flatMap((t) => [...t.numbers]),
  );

/** The outputs of each image by itself. */
function alone(model: Graph, feeds: Record<string, Tensor>): Record<string, Tensor> {
  const b = new Builder();
  const inputs = new Map(Object.entries(feeds).map(([name, t]) => [name, b.input(name, t.type, t.dims)]));
  const find = instantiate(b, model, { inputs, prefix: 'm:' });
  for (const name of model.outputs) b.output(find(name), name);
  return evaluate(finish(b), feeds);
}

/**
 * The outputs of all images at once, each image's after the other's.
 * @param held inputs that differ from image to image
 * @param newAxis whether the images are along a new first axis, or along the first of the input's own
 */
function together(
  model: Graph,
  feeds: Record<string, Tensor>,
  held: readonly string[],
  newAxis: boolean,
): { outputs: Record<string, Tensor>; oneByOne: number } {
  const b = new Builder();
  const values: Record<string, Tensor> = {};
  const inputs = new Map(
    Object.entries(feeds).map(([name, t]) => {
      const dims = newAxis ? [COUNT, ...t.dims] : [COUNT, ...t.dims.slice(1)];
      values[name] = held.includes(name)
        ? stacked(
            Array.from({ length: COUNT }, (_, i) => forImage(t, i)),
            dims,
          )
        : t;
      return [name, b.input(name, t.type, values[name].dims)];
    }),
  );
  const images = new Map(held.map((name) => [name, feeds[name]!.dims]));
  const find = instantiateEach(b, model, { inputs, images, count: COUNT, prefix: 'm:' });
  for (const name of model.outputs) {
    const given = find(name);
    const each = isHeld(given) ? heldAt(given, NEW_AXIS, COUNT) : repeated(given, NEW_AXIS, COUNT);
    b.output(each, name);
  }
  return { outputs: evaluate(finish(b), values), oneByOne: find.oneByOne.length };
}

/** Checks that each image gets what it gets alone. @returns how many nodes were run for one image at a time */
function check(
  model: Graph,
  feeds: Record<string, Tensor>,
  held: readonly string[],
  newAxis: boolean,
  tolerance = 1e-9,
): number {
  const { outputs, oneByOne } = together(model, feeds, held, newAxis);
  for (let image = 0; image < COUNT; image++) {
    const own = Object.fromEntries(
      Object.entries(feeds).map(([name, t]) => [name, held.includes(name) ? forImage(t, image) : t]),
    );
    for (const [name, expected] of Object.entries(alone(model, own))) {
      const all = outputs[name]!;
      expect(all.dims, name).toEqual([COUNT, ...expected.dims]);
      const start = image * expected.size;
      const part = [...all.numbers.subarray(start, start + expected.size)];
      const off = Math.max(0, ...part.map((v, i) => Math.abs(v - expected.numbers[i]!)));
      expect(off, `${name} of image ${image}`).toBeLessThan(tolerance);
    }
  }
  return oneByOne;
}

describe('several images through', () => {
  test.each(CASES)('$title', (c) => {
    const model = originalGraph(c);
    const feeds = feedsOf(c, 'float64');
    // constants in the type of the inputs, as float64 evaluation wants them
    for (const [name, t] of model.initializers)
      if (t.type === 'float32') model.initializers.set(name, Tensor.of('float64', t.dims, t.numbers));
    for (const [i, node] of model.nodes.entries())
      if (node.operator === 'Cast')
        model.nodes[i] = {
          ...node,
          attributes: new Map<string, Attribute>([...node.attributes, ['to', 11]]),
        };
    const names = Object.keys(feeds);
    const choices = names.length > 1 ? [names, ...names.map((name) => [name])] : [names];
    for (const held of choices) {
      check(model, feeds, held, true);
      if (held.every((name) => feeds[name]!.dims[0] === 1)) check(model, feeds, held, false);
    }
  });

  const blocks = ['stem', 'vit', 'swin', 'convnext', 'shufflenet', 'mobilenet', 'inception', 'densenet'];
  test.each(blocks)('a block of %s, operator by operator', (name) => {
    const model = readModel(fixture(`block-${name}.onnx`));
    const [input] = model.inputs;
    const dims = input!.dims!.map((d, i) => (i === 0 ? 1 : typeof d === 'number' ? d : 12));
    const numbers = Array.from({ length: sizeOf(dims) }, (_, i) => Math.sin(i * 1.3));
    const feeds = { [input!.name]: Tensor.of('float32', dims, numbers) };
    expect(check(model, feeds, [input!.name], false, 1e-5)).toBe(0);
  });
});

type Step = [
  operator: string,
  inputs: string[],
  output: string | string[],
  attributes?: Record<string, Attribute>,
];

/** A model of one image (1, 2, 4, 4). */
function modelOf(steps: readonly Step[], constants: Record<string, Tensor>): Graph {
  const graph = new Graph();
  graph.opsets.set('', 18);
  graph.inputs.push({ name: 'x', type: 'float64', dims: [1, 2, 4, 4] });
  for (const [name, tensor] of Object.entries(constants)) graph.initializers.set(name, tensor);
  for (const [operator, inputs, output, attributes = {}] of steps) {
    const outputs = [output].flat();
    graph.nodes.push({
      ...{ name: outputs[0]!, operator, domain: '', inputs, outputs },
      attributes: new Map(Object.entries(attributes)),
    });
  }
  graph.outputs.push(...[steps.at(-1)![2]].flat());
  return graph;
}

const ramp = (...dims: number[]): Tensor =>
  Tensor.of(
    'float64',
    dims,
    Array.from({ length: sizeOf(dims) }, (_, i) => Math.cos(i * 0.7)),
  );

test('what is made on the way has no name of the graph that the copy is nested in', () => {
  const model = new Graph();
  model.opsets.set('', 18);
  model.inputs.push({ name: 'x', type: 'float32', dims: [1, 4] });
  model.initializers.set('scale', Tensor.of('float32', [4], [1, 2, 3, 4]));
  const attributes = new Map<string, Attribute>();
  const node = { name: '', operator: 'LayerNormalization', domain: '', attributes };
  model.nodes.push({ ...node, inputs: ['x', 'scale'], outputs: ['y'] });
  const outer = new Builder();
  let value = outer.input('value', 'float32', [4]);
  for (let i = 0; i < 40; i++) for (const other of [value, value.mean()]) value = value.sub(other).mul(value);
  const inner = outer.nested();
  const images = inner.input(inner.fresh('images'), 'float32', [2, 4]);
  const made = { inputs: new Map([['x', images]]), images: new Map([['x', [1, 4]]]), count: 2, prefix: 'm:' };
  instantiateEach(inner, model, made)('y');
  const names = inner.graph.nodes.flatMap(({ outputs }) => outputs);
  expect(names.length).toBeGreaterThan(5);
  expect(names.filter((name) => outer.has(name))).toEqual([]);
});

test('only what stands in graphs has a rule: others are settled before', () => {
  const reached = (name: string): boolean => operators[name] !== undefined && !isComposite(operators[name]);
  expect(Object.keys(batchRules).filter((name) => !reached(name))).toEqual([]);
});

describe('a file of one image, as exporters write it:', () => {
  const x = ramp(1, 2, 4, 4);
  const forms: [title: string, steps: Step[], constants: Record<string, Tensor>, oneByOne: number][] = [
    [
      'all elements flattened and read by a table',
      [
        ['Reshape', ['x', 'flat'], 'a'],
        ['Gather', ['a', 'table'], 'b', { axis: 0 }],
        ['ReduceMean', ['b'], 'y', { keepdims: 1 }],
      ],
      { flat: Tensor.ints([-1]), table: Tensor.of('int64', [2, 3], [0, 5, 9, 31, 16, 2]) },
      0,
    ],
    [
      'windows, permuted with the batch',
      [
        ['Reshape', ['x', 'split'], 'a'],
        ['Transpose', ['a'], 'b', { perm: [0, 2, 4, 3, 5, 1] }],
        ['Reshape', ['b', 'windows'], 'c'],
        ['Softmax', ['c'], 'd', { axis: 1 }],
        ['Reshape', ['d', 'back'], 'e'],
        ['Transpose', ['e'], 'y', { perm: [0, 5, 1, 3, 2, 4] }],
      ],
      {
        split: Tensor.ints([1, 2, 2, 2, 2, 2]),
        windows: Tensor.ints([4, 4, 2]),
        back: Tensor.ints([1, 2, 2, 2, 2, 2]),
      },
      0,
    ],
    [
      'a class token of one image, and a qkv permutation that moves the batch',
      [
        ['Reshape', ['x', 'tokens'], 'a'],
        ['Concat', ['class', 'a'], 'b', { axis: 1 }],
        ['MatMul', ['b', 'w'], 'c'],
        ['Reshape', ['c', 'qkv'], 'd'],
        ['Transpose', ['d'], 'e', { perm: [2, 0, 3, 1, 4] }],
        ['Gather', ['e', 'first'], 'q', { axis: 0 }],
        ['Gather', ['e', 'second'], 'k', { axis: 0 }],
        ['Transpose', ['k'], 'kt', { perm: [0, 1, 3, 2] }],
        ['MatMul', ['q', 'kt'], 's'],
        ['Softmax', ['s'], 'y', { axis: -1 }],
      ],
      {
        tokens: Tensor.ints([1, 8, 4]),
        class: ramp(1, 1, 4),
        w: ramp(4, 12),
        qkv: Tensor.ints([1, 9, 3, 2, 2]),
        first: Tensor.scalar('int64', 0),
        second: Tensor.scalar('int64', 1),
      },
      0,
    ],
    [
      'attention with the batch second, heads beside it, and a product of all tokens',
      [
        ['Reshape', ['x', 'tokens'], 'a'],
        ['Transpose', ['a'], 'b', { perm: [1, 0, 2] }],
        ['Reshape', ['b', 'rows'], 'c'],
        ['Gemm', ['c', 'w', 'bias'], 'd'],
        ['Reshape', ['d', 'heads'], 'e'],
        ['Transpose', ['e'], 'f', { perm: [1, 0, 2] }],
        ['Transpose', ['f'], 'ft', { perm: [0, 2, 1] }],
        ['MatMul', ['f', 'ft'], 'g'],
        ['Add', ['g', 'mask'], 'h'],
        ['Softmax', ['h'], 'y'],
      ],
      {
        tokens: Tensor.ints([1, 8, 4]),
        rows: Tensor.ints([8, 4]),
        w: ramp(4, 4),
        bias: ramp(8, 4),
        heads: Tensor.ints([8, 2, 2]),
        mask: ramp(2, 8, 8),
      },
      0,
    ],
    [
      'a resize to constant sizes, and statistics of the whole image',
      [
        ['Resize', ['x', '', '', 'sizes'], 'a', { mode: 'linear' }],
        ['ReduceMean', ['a'], 'm', { keepdims: 0 }],
        ['Sub', ['a', 'm'], 'b'],
        ['ReduceMax', ['b'], 'top', { keepdims: 1 }],
        ['Div', ['b', 'top'], 'y'],
      ],
      { sizes: Tensor.ints([1, 2, 7, 3]) },
      0,
    ],
    [
      'normalization by the statistics of what is in the batch',
      [
        ['ReduceMean', ['x', 'over'], 'mean', { keepdims: 0 }],
        ['Mul', ['x', 'x'], 'xx'],
        ['ReduceMean', ['xx', 'over'], 'square', { keepdims: 0 }],
        ['BatchNormalization', ['x', 'scale', 'bias', 'mean', 'square'], 'y'],
      ],
      { over: Tensor.ints([0, 2, 3]), scale: ramp(2), bias: ramp(2) },
      1,
    ],
    [
      'no batch at the end: squeezed, then one number',
      [
        ['ReduceMean', ['x', 'plane'], 'a', { keepdims: 1 }],
        ['Squeeze', ['a'], 'b'],
        ['MatMul', ['b', 'w'], 'y'],
      ],
      { plane: Tensor.ints([2, 3]), w: ramp(2) },
      1,
    ],
  ];
  test.each(forms)('%s', (_, steps, constants, oneByOne) => {
    expect(check(modelOf(steps, constants), { x }, ['x'], false)).toBe(oneByOne);
  });
});

test('a rule that a value has for its gradient holds for several images: whole numbers pass that of real ones', () => {
  const given = { x: ramp(1, 4) };
  const model = modelOf(
    [
      ['DynamicQuantizeLinear', ['x'], ['q', 'scale', 'zero']],
      ['MatMulInteger', ['q', 'w'], 'sum'],
      ['Cast', ['sum'], 'real', { to: 1 }],
      ['Mul', ['real', 'scale'], 'y'],
    ],
    { w: Tensor.of('int8', [4, 2], [1, -2, 3, 4, -5, 6, 7, -8]) },
  );
  const b = new Builder();
  const x = b.input('x', 'float32', [COUNT, 4]);
  const images = new Map([['x', given.x.dims]]);
  const find = instantiateEach(b, model, { inputs: new Map([['x', x]]), images, count: COUNT });
  const y = find('y');
  if (!isHeld(y)) throw new Error('y differs from image to image');
  b.output(gradient(b, heldAt(y, NEW_AXIS, COUNT).sum(), [x])[0]!, 'g');
  const { g } = evaluate(finish(b), { x: Tensor.of('float32', [COUNT, 4], [...ramp(COUNT, 4).numbers]) });
  const rows = [-1, 7, 1, -1];
  [...rows, ...rows, ...rows].forEach((v, i) => expect(g!.numbers[i]).toBeCloseTo(v, 5));
});
