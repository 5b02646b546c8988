import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GraphError } from '../errors.js';
import { evaluate } from '../graph/evaluate.js';
import { Builder } from '../ad/expression.js';
import { gradient } from '../ad/gradient.js';
import { instantiate } from '../graph/instantiate.js';
import { ALL_PASSES, type Passes, cut, finish } from '../graph/passes.js';
import { type ModelInit, func, model, node } from '../testing/models.js';
import { type DataType, Tensor, halfToNumber, numberToHalf } from '../graph/tensor.js';
import { externalDataFiles, readModel } from './read.js';
import { writeModel } from './write.js';

const fixture = (name: string): Uint8Array => readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
const shipped = readFileSync(new URL('../../../faccent/network/model.onnx', import.meta.url));

/** Instantiates a model at the shape of its feed and evaluates its outputs. */
function run(bytes: Uint8Array, feeds: Record<string, Tensor>, batch?: number): Record<string, Tensor> {
  const graph = readModel(bytes);
  const b = new Builder();
  const inputs = new Map(Object.entries(feeds).map(([name, t]) => [name, b.input(name, t.type, t.dims)]));
  const find = instantiate(b, graph, { inputs, batch, prefix: 'm:' });
  for (const name of graph.outputs) b.output(find(name), name);
  return evaluate(finish(b), feeds);
}

const floats = (dims: number[], ...values: number[]): Tensor => Tensor.of('float32', dims, values);
const simple = (init: Partial<ModelInit> & Pick<ModelInit, 'node'>): Uint8Array =>
  model({ inputs: [{ name: 'x', dims: ['n', 3] }], outputs: ['y'], ...init });

describe('reading and writing', () => {
  test('a model that is read, written and read again is the same', () => {
    const first = readModel(shipped);
    const second = readModel(writeModel(first));
    expect(second.nodes).toEqual(first.nodes);
    expect(second.inputs).toEqual(first.inputs);
    expect(second.outputs).toEqual(first.outputs);
    expect(
      [...second.initializers].map(([k, t]) => [
        k,
        t.dims,
        Buffer.from(t.bytes).equals(first.initializers.get(k)!.bytes),
      ]),
    ).toEqual([...first.initializers].map(([k, t]) => [k, t.dims, true]));
  });

  test.each<[DataType, number[]]>([
    ['float32', [1.5, -2]],
    ['float64', [1.1, -2e300]],
    ['float16', [0.5, -3]],
    ['int64', [5, -7]],
    ['int32', [5, -7]],
    ['uint8', [5, 250]],
    ['int8', [5, -7]],
    ['bool', [1, 0]],
    ['uint16', [5, 60000]],
    ['int16', [5, -7]],
    ['uint32', [5, 4e9]],
    ['uint64', [5, 7]],
  ])('%s values survive', (type, values) => {
    const bytes = simple({
      node: [node('Identity', ['w'], ['y'])],
      initializers: { w: Tensor.of(type, [2], values) },
    });
    expect([...readModel(bytes).initializers.get('w')!.numbers]).toEqual(values);
  });

  test('initializers may be listed as inputs too', () => {
    const bytes = simple({
      node: [node('Add', ['x', 'w'], ['y'])],
      inputs: [
        { name: 'x', dims: [1, 3] },
        { name: 'w', dims: [3] },
      ],
      initializers: { w: floats([3], 1, 2, 3) },
    });
    expect(readModel(bytes).inputs.map((i) => i.name)).toEqual(['x']);
    expect([...run(bytes, { x: floats([1, 3], 1, 1, 1) }).y!.numbers]).toEqual([2, 3, 4]);
  });

  test('half-precision numbers are exact both ways', () => {
    for (let half = 0; half < 0x10000; half++) {
      const value = halfToNumber(half);
      if (!Number.isNaN(value)) expect(numberToHalf(value)).toBe(half);
    }
    expect(halfToNumber(numberToHalf(1 + 2 ** -11))).toBe(1);
    expect(halfToNumber(numberToHalf(1 + 3 * 2 ** -11))).toBe(1 + 2 ** -9);
    expect(halfToNumber(numberToHalf(65520))).toBe(Infinity);
    expect(halfToNumber(numberToHalf(2 ** -25))).toBe(0);
  });

  test('half precision is widened: weights, constants, casts and inputs', () => {
    const half = (dims: number[], ...v: number[]): Tensor => Tensor.of('float16', dims, v);
    const bytes = simple({
      inputs: [{ name: 'x', dims: [1, 3], type: 'float16' }],
      initializers: { w: half([3], 1, 2, 3) },
      node: [
        node('Mul', ['x', 'w'], ['a']),
        node('Constant', [], ['c'], { value: half([], 0.5) }),
        node('Add', ['a', 'c'], ['b']),
        node('Cast', ['b'], ['d'], { to: 10 }),
        node('Cast', ['d'], ['y'], { to: 1 }),
      ],
    });
    expect(readModel(bytes).inputs[0]!.type).toBe('float32');
    const result = run(bytes, { x: floats([1, 3], 1, 1, 1) }).y!;
    expect([result.type, ...result.numbers]).toEqual(['float32', 1.5, 2.5, 3.5]);
  });

  test('weights beside the model are read from what is given', () => {
    const bytes = simple({
      node: [node('Add', ['x', 'w'], ['y'])],
      external: { w: { type: 'float32', dims: [3], location: 'weights.bin', offset: 4 } },
    });
    const file = new Uint8Array(new Float32Array([9, 1, 2, 3]).buffer);
    expect(externalDataFiles(bytes)).toEqual(['weights.bin']);
    const graph = readModel(bytes, { externalData: new Map([['weights.bin', file]]) });
    expect([...graph.initializers.get('w')!.numbers]).toEqual([1, 2, 3]);
    expect(() => readModel(bytes)).toThrow('"weights.bin" beside the model, which is not given');
    expect(() => readModel(bytes, { externalData: new Map([['weights.bin', file.subarray(0, 8)]]) })).toThrow(
      'it has 8',
    );
  });
});

describe('what is wrong with a model is said', () => {
  test.each<[string, Uint8Array, RegExp]>([
    ['empty', new Uint8Array(), /not an ONNX model/],
    ['text', new TextEncoder().encode('hello, world, this is text'), /not an ONNX model/],
    [
      'png',
      new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]),
      /not an ONNX model/,
    ],
    [
      'cycle',
      simple({
        node: [node('Add', ['x', 'b'], ['a']), node('Relu', ['a'], ['b']), node('Relu', ['b'], ['y'])],
      }),
      /cycle/,
    ],
    ['twice', simple({ node: [node('Relu', ['x'], ['y']), node('Neg', ['x'], ['y'])] }), /"y" twice/],
    [
      'missing',
      simple({ node: [node('Add', ['x', 'nowhere'], ['y'])] }),
      /reads "nowhere", which nothing in the model makes/,
    ],
    ['old', simple({ opset: 6, node: [node('Relu', ['x'], ['y'])] }), /operator set 6; the oldest/],
    [
      'short',
      simple({
        node: [node('Relu', ['x'], ['y'])],
        initializers: { w: Object.create(floats([2], 1, 2), { dims: { value: [4] } }) as Tensor },
      }),
      /"w": a float32 tensor of shape \[4\] takes 16 bytes, but 8/,
    ],
    [
      'huge',
      simple({
        node: [node('Relu', ['x'], ['y'])],
        external: { w: { type: 'float32', dims: [2 ** 40, 2 ** 40], location: 'w' } },
      }),
      /impossible shape/,
    ],
    [
      'recursive',
      simple({
        node: [node('F', ['x'], ['y'], {}, 'own')],
        domains: { own: 1 },
        functions: [func('own', 'F', ['a'], ['b'], [node('F', ['a'], ['b'], {}, 'own')])],
      }),
      /"F" calls itself/,
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => readModel(bytes)).toThrow(GraphError);
    expect(() => readModel(bytes)).toThrow(message);
  });

  test.each<[string, ReturnType<typeof node>[], Record<string, Tensor>]>([
    ['expand', [node('Expand', ['x', 's'], ['y'])], { s: Tensor.ints([2 ** 40, 3]) }],
    ['tile', [node('Tile', ['x', 's'], ['y'])], { s: Tensor.ints([2 ** 20, 2 ** 20]) }],
    ['pad', [node('Pad', ['x', 's'], ['y'])], { s: Tensor.ints([0, 0, 2 ** 31, 0]) }],
    [
      'range',
      [node('Range', ['a', 'b', 'c'], ['y'])],
      { a: Tensor.scalar('int64', 0), b: Tensor.scalar('int64', 2 ** 40), c: Tensor.scalar('int64', 1) },
    ],
    ['fill', [node('ConstantOfShape', ['s'], ['y'])], { s: Tensor.ints([2 ** 20, 2 ** 20]) }],
    [
      'resize',
      [node('Unsqueeze', ['x', 'a'], ['u']), node('Resize', ['u', '', '', 's'], ['y'])],
      { a: Tensor.ints([0, 1]), s: Tensor.ints([1, 1, 2 ** 30, 2 ** 30]) },
    ],
    ['negative', [node('Expand', ['x', 's'], ['y'])], { s: Tensor.ints([-5, 3]) }],
  ])('a value of absurd size is refused before it is made: %s', (_, nodes, initializers) => {
    const bytes = simple({ node: nodes, initializers });
    const started = performance.now();
    expect(() => run(bytes, { x: floats([1, 3], 1, 2, 3) })).toThrow(GraphError);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test('an operator that is not supported is named with its node', () => {
    const bytes = simple({ node: [node('Relu', ['x'], ['a']), node('Frobnicate', ['a'], ['y'])] });
    expect(() => run(bytes, { x: floats([1, 3], 1, 2, 3) })).toThrow(
      /^Frobnicate \(node "m:Frobnicate:y"\): this operator is not supported/,
    );
    const b = new Builder();
    const x = b.input('x', 'float32', [1, 3]);
    const before = instantiate(b, cut(readModel(bytes), ['a']), {
      inputs: new Map([['x', x]]),
      prefix: 'm:',
    });
    expect(before('a').dims).toEqual([1, 3]);
  });

  test('a truncated model is never anything but a clear error', () => {
    const whole = fixture('tiny.onnx');
    for (let length = 0; length < whole.length; length += 97) {
      try {
        run(whole.subarray(0, length), {
          input: Tensor.of('float32', [1, 3, 32, 32], new Float64Array(3072)),
        });
      } catch (error) {
        expect(error).toBeInstanceOf(GraphError);
      }
    }
  });

  test('a damaged model runs or is a clear error, soon', () => {
    const whole = fixture('tiny.onnx');
    let state = 7;
    const next = (n: number): number => (state = (state * 48271) % 2147483647) % n;
    const started = performance.now();
    for (let i = 0; i < 400; i++) {
      const bytes = Uint8Array.from(whole);
      for (let k = 0; k < 1 + next(4); k++) bytes[next(i % 2 ? bytes.length : 400)]! ^= 1 << next(8);
      try {
        const graph = readModel(bytes);
        const b = new Builder();
        const x = b.input('x', 'float32', [1, 3, 32, 32]);
        instantiate(b, graph, {
          inputs: new Map(graph.inputs.map((input) => [input.name, x])),
          prefix: 'm:',
        });
      } catch (error) {
        if (!(error instanceof GraphError)) throw error;
      }
    }
    expect(performance.now() - started).toBeLessThan(30_000);
  });
});

describe('older operator sets', () => {
  const x = floats([2, 3], 1, -2, 3, 4, 5, -6);
  const y = (opset: number, ...nodes: ReturnType<typeof node>[]): number[] => {
    const result = run(simple({ opset, node: nodes }), { x }).y!;
    return [...result.numbers];
  };

  test('axes as attributes', () => {
    expect(
      y(9, node('Unsqueeze', ['x'], ['a'], { axes: [0] }), node('Squeeze', ['a'], ['y'], { axes: [0] })),
    ).toEqual([...x.numbers]);
    expect(y(11, node('ReduceSum', ['x'], ['y'], { axes: [1], keepdims: 0 }))).toEqual([2, 3]);
    expect(y(13, node('ReduceMean', ['x'], ['y'], { axes: [0] }))).toEqual([2.5, 1.5, -1.5]);
    expect(y(17, node('ReduceMax', ['x'], ['y'], { axes: [1] }))).toEqual([3, 5]);
    expect(y(12, node('ReduceL2', ['x'], ['y'], { axes: [1], keepdims: 0 }))[0]).toBeCloseTo(
      Math.sqrt(14),
      5,
    );
  });

  test('limits, pads and slices as attributes', () => {
    expect(y(8, node('Clip', ['x'], ['y'], { min: { float: -1 }, max: { float: 3 } }))).toEqual([
      1, -1, 3, 3, 3, -1,
    ]);
    expect(y(9, node('Slice', ['x'], ['y'], { starts: [1], ends: [3], axes: [1] }))).toEqual([-2, 3, 5, -6]);
    expect(y(9, node('Slice', ['x'], ['y'], { starts: [1], ends: [2] }))).toEqual([4, 5, -6]);
    expect(y(10, node('Pad', ['x'], ['y'], { pads: [0, 0, 0, 1], value: { float: 7 } }))).toEqual([
      1, -2, 3, 7, 4, 5, -6, 7,
    ]);
    expect(y(11, node('Split', ['x'], ['a', 'y'], { axis: 1, split: [1, 2] }))).toEqual([-2, 3, 5, -6]);
    expect(y(11, node('Split', ['x'], ['y', 'b'], { axis: 0 }))).toEqual([1, -2, 3]);
  });

  test('softmax over all axes from the given one', () => {
    const whole = y(11, node('Softmax', ['x'], ['y'], { axis: 0 }));
    expect(whole.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    expect(whole[4]! / whole[3]!).toBeCloseTo(Math.E, 4);
    expect(y(13, node('Softmax', ['x'], ['y'], { axis: 0 })).reduce((a, b) => a + b)).toBeCloseTo(3, 5);
    expect(
      y(11, node('LogSoftmax', ['x'], ['y']))
        .map(Math.exp)
        .reduce((a, b) => a + b),
    ).toBeCloseTo(2, 5);
  });

  test('dropout with a mask, batch normalization with statistics, upsampling', () => {
    expect(y(10, node('Dropout', ['x'], ['y', 'mask'], { ratio: { float: 0.5 } }))).toEqual([...x.numbers]);
    const ones = floats([3], 1, 1, 1);
    const bytes = simple({
      opset: 8,
      node: [
        node('BatchNormalization', ['x', 's', 'b', 'm', 'v'], ['y', 'a1', 'a2', 'a3', 'a4'], {
          spatial: 1,
          epsilon: { float: 0 },
        }),
      ],
      initializers: { s: ones, b: ones, m: ones, v: ones },
    });
    expect([...run(bytes, { x }).y!.numbers]).toEqual([...x.numbers]);
    const up = simple({
      opset: 8,
      inputs: [{ name: 'x', dims: [1, 1, 1, 2] }],
      node: [node('Upsample', ['x'], ['y'], { mode: 'nearest', scales: { floats: [1, 1, 2, 2] } })],
    });
    expect([...run(up, { x: floats([1, 1, 1, 2], 3, 4) }).y!.numbers]).toEqual([3, 3, 4, 4, 3, 3, 4, 4]);
  });
});

describe('functions, branches and loops', () => {
  const x = floats([2, 3], 1, -2, 3, 4, 5, -6);

  test('functions are inlined, with their attributes', () => {
    const scaled = func(
      'own',
      'Leak',
      ['a'],
      ['b'],
      [node('LeakyRelu', ['a'], ['t'], { alpha: { ref: 'slope' } }), node('Neg', ['t'], ['b'])],
      ['slope'],
    );
    const bytes = simple({
      domains: { own: 1 },
      functions: [
        scaled,
        func(
          'own',
          'Twice',
          ['a'],
          ['b'],
          [node('Leak', ['a'], ['t'], { slope: { float: 0.5 } }, 'own'), node('Add', ['t', 't'], ['b'])],
        ),
      ],
      node: [node('Twice', ['x'], ['y'], {}, 'own')],
    });
    expect([...run(bytes, { x }).y!.numbers]).toEqual([-2, 2, -6, -8, -10, 6]);
  });

  const branch = (op: string) => ({ graph: { node: [node(op, ['x'], ['r'])], inputs: [], outputs: ['r'] } });

  test.each([
    [2, [-1, 2, -3, -4, -5, 6]],
    [5, [1, 0, 3, 4, 5, 0]],
  ])('a branch that the shape settles: rank limit %i', (limit, expected) => {
    const bytes = simple({
      initializers: { limit: Tensor.scalar('int64', limit) },
      node: [
        node('Shape', ['x'], ['s']),
        node('Gather', ['s', 'zero'], ['n']),
        node('Constant', [], ['zero'], { value: Tensor.scalar('int64', 0) }),
        node('Less', ['n', 'limit'], ['c']),
        node('If', ['c'], ['y'], { then_branch: branch('Relu'), else_branch: branch('Neg') }),
      ],
    });
    expect([...run(bytes, { x }).y!.numbers]).toEqual(expected);
  });

  test('a branch that the image settles is refused', () => {
    const bytes = simple({
      node: [
        node('ReduceSum', ['x'], ['s'], { keepdims: 0 }),
        node('Greater', ['s', 's'], ['c']),
        node('If', ['c'], ['y'], { then_branch: branch('Relu'), else_branch: branch('Neg') }),
      ],
    });
    expect(() => run(bytes, { x })).toThrow('depends on the image');
  });

  test('a loop of a known count is unrolled, with what it carries and what it collects', () => {
    const body = {
      graph: {
        inputs: [
          { name: 'i', dims: [], type: 'int64' as const },
          { name: 'c', dims: [], type: 'bool' as const },
          { name: 'v', dims: [2, 3] },
        ],
        node: [node('Add', ['v', 'x'], ['w']), node('Identity', ['c'], ['d']), node('Neg', ['w'], ['o'])],
        outputs: ['d', 'w', 'o'],
      },
    };
    const bytes = simple({
      initializers: { count: Tensor.scalar('int64', 3), go: Tensor.scalar('bool', 1) },
      node: [node('Loop', ['count', 'go', 'x'], ['y', 'all'], { body })],
      outputs: ['y', 'all'],
    });
    const result = run(bytes, { x });
    expect([...result.y!.numbers]).toEqual([...x.numbers].map((v) => 4 * v));
    expect(result.all!.dims).toEqual([3, 2, 3]);
    expect(result.all!.numbers[6]).toBe(-3);
  });

  test('a scan is unrolled along its sequence', () => {
    const body = {
      graph: {
        inputs: [
          { name: 'sum', dims: [3] },
          { name: 'row', dims: [3] },
        ],
        node: [node('Add', ['sum', 'row'], ['next']), node('Identity', ['next'], ['out'])],
        outputs: ['next', 'out'],
      },
    };
    const bytes = simple({
      initializers: { zero: floats([3], 0, 0, 0) },
      node: [node('Scan', ['zero', 'x'], ['y', 'all'], { body, num_scan_inputs: 1 })],
      outputs: ['y', 'all'],
    });
    const result = run(bytes, { x });
    expect([...result.y!.numbers]).toEqual([5, 3, -3]);
    expect([...result.all!.numbers]).toEqual([1, -2, 3, 5, 3, -3]);
  });
});

describe('instantiating', () => {
  test('a model of one image is given several: constant shapes are adapted', () => {
    const bytes = simple({
      inputs: [{ name: 'x', dims: [1, 2, 3] }],
      initializers: { flat: Tensor.ints([1, -1]), split: Tensor.ints([1, 3, 2]) },
      node: [node('Reshape', ['x', 'split'], ['a']), node('Reshape', ['a', 'flat'], ['y'])],
    });
    const x = Tensor.of(
      'float32',
      [2, 2, 3],
      Array.from({ length: 12 }, (_, i) => i),
    );
    expect(run(bytes, { x }, 2).y!.dims).toEqual([2, 6]);
    expect(() => run(bytes, { x })).toThrow(GraphError);
  });

  test('copies of a model share its weights', () => {
    const b = new Builder();
    const input = b.input('input', 'float32', [1, 3, 32, 32]);
    const graph = readModel(fixture('tiny.onnx'));
    const first = instantiate(b, graph, { inputs: new Map([['input', input]]), prefix: 'a:' });
    const weights = b.graph.initializers.size;
    const second = instantiate(b, graph, { inputs: new Map([['input', input]]), prefix: 'b:' });
    expect(b.graph.initializers.size).toBe(weights);
    expect(first('logits').name).not.toBe(second('logits').name);
  });

  test('shape arithmetic is known at the chosen size, and folds away', () => {
    const bytes = simple({
      inputs: [{ name: 'x', dims: ['n', 'c', 'h'] }],
      initializers: { zero: Tensor.scalar('int64', 0), open: Tensor.ints([-1]), axis: Tensor.ints([0]) },
      node: [
        node('Shape', ['x'], ['s']),
        node('Gather', ['s', 'zero'], ['n'], { axis: 0 }),
        node('Unsqueeze', ['n', 'axis'], ['n1']),
        node('Concat', ['n1', 'open'], ['target'], { axis: 0 }),
        node('Reshape', ['x', 'target'], ['y']),
      ],
    });
    const b = new Builder();
    const x = b.input('x', 'float32', [2, 3, 4]);
    const y = instantiate(b, readModel(bytes), { inputs: new Map([['x', x]]), prefix: 'm:' })('y');
    b.output(y, 'out');
    expect(finish(b).nodes.map((n) => n.operator)).toEqual(['Reshape', 'Identity']);
    expect(finish(b, { ...ALL_PASSES, fold: false }).nodes.map((n) => n.operator)).toContain('Gather');
  });
});

describe('passes change nothing but the work', () => {
  const bytes = fixture('tiny.onnx');
  const x = Tensor.of(
    'float32',
    [2, 3, 32, 32],
    Array.from({ length: 6144 }, (_, i) => Math.sin(i)),
  );

  function gradientWith(passes: Passes): {
    values: Record<string, Tensor>;
    nodes: number;
    constants: number;
  } {
    const model = readModel(bytes);
    const b = new Builder();
    const input = b.input('input', 'float32', x.dims);
    const target = '/relu2/Relu_output_0';
    const network = passes.cut ? cut(model, [target]) : model;
    const layer = instantiate(b, network, { inputs: new Map([['input', input]]), prefix: 'm:' })(target);
    b.output(gradient(b, layer.slice(1, 1, 2).mean(), [input])[0]!, 'gradient');
    const graph = finish(b, passes);
    return {
      values: evaluate(graph, { input: x }),
      nodes: graph.nodes.length,
      constants: graph.initializers.size,
    };
  }

  const all = gradientWith(ALL_PASSES);

  test.each(['fold', 'prune', 'cut'] as const)('without %s', (pass) => {
    const less = gradientWith({ ...ALL_PASSES, [pass]: false });
    expect([...less.values.gradient!.numbers]).toEqual([...all.values.gradient!.numbers]);
    expect(less.nodes + less.constants).toBeGreaterThanOrEqual(all.nodes + all.constants);
  });

  test('without any, there is more of it', () => {
    const none = gradientWith({ fold: false, prune: false, cut: false, pick: false });
    expect([...none.values.gradient!.numbers]).toEqual([...all.values.gradient!.numbers]);
    expect(none.nodes).toBeGreaterThan(all.nodes);
    expect(none.constants).toBeGreaterThan(all.constants);
  });
});
