// Proves that copies of models are adapted, share weights, and have branches and loops replaced by what they do.
import { describe, expect, test } from 'vitest';
import { Builder } from '../ad/builder.js';
import { gradient } from '../ad/gradient.js';
import { readModel } from '../onnx/read.js';
import { writeModel } from '../onnx/write.js';
import { node } from '../testing/models.js';
import { fixture, floats, run, simple } from '../testing/run.js';
import { evaluate } from './evaluate.js';
import type { Graph } from './graph.js';
import { instantiate } from './instantiate.js';
import { ALL_PASSES, finish } from './passes.js';
import { Tensor } from './tensor.js';

describe('branches and loops', () => {
  const x = floats([2, 3], 1, -2, 3, 4, 5, -6);

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

  // a model that was built here has values named as the builder names them: "Sigmoid~4"
  test.each(['', 'm:'])(
    'a model that was written here is built upon again, with the prefix "%s"',
    (prefix) => {
      const b = new Builder();
      const x = b.input('x', 'float64', [2]);
      const y = b.apply('Gelu', [x.sigmoid()]).add(x.mul(3).sigmoid());
      b.output(y, 'y');
      b.output(gradient(b, y.sum(), [x])[0]!, 'slope');
      const bytes = writeModel(finish(b));
      const feed = Tensor.of('float64', [2], [0.3, -1]);
      const written = evaluate(readModel(bytes), { x: feed });

      const again = new Builder();
      const input = again.input('input', 'float64', [2]);
      // the same names, before the model's, between them and after
      const before = again.apply('Gelu', [input.sigmoid()]).sub(input.mul(3).sigmoid());
      const model = readModel(bytes);
      const copies = [before, input].map((at) =>
        instantiate(again, model, { inputs: new Map([['x', at]]), prefix, weights: '' }),
      );
      const after = before.mul(3).sigmoid();
      again.output(copies[0]!('y').add(after), 'of before');
      again.output(copies[1]!('y'), 'of input');
      again.output(copies[1]!('slope'), 'slope of input');
      again.output(after, 'after');
      again.output(before, 'before');
      const result = evaluate(finish(again), { input: feed });
      expect([...result['of input']!.numbers]).toEqual([...written.y!.numbers]);
      expect([...result['slope of input']!.numbers]).toEqual([...written.slope!.numbers]);
      const ofBefore = evaluate(model, { x: result.before! }).y!.numbers;
      result['of before']!.numbers.forEach((v, i) =>
        expect(v).toBe(ofBefore[i]! + result.after!.numbers[i]!),
      );
    },
  );

  test('what an operator decomposes to leaves its outputs their names', () => {
    const x = floats([1, 3], 0.5, -1, 2);
    const gelu = (name: string): number[] => {
      const nodes = [node('Gelu', ['x'], [name]), node('Neg', [name], ['y'])];
      const b = new Builder();
      const input = b.input('x', 'float32', [1, 3]);
      const model = readModel(simple({ opset: 20, node: nodes }));
      b.output(instantiate(b, model, { inputs: new Map([['x', input]]) })('y'), 'result');
      return [...evaluate(finish(b), { x }).result!.numbers];
    };
    const expected = gelu('plain');
    for (let k = 1; k < 12; k++)
      for (const made of ['Mul', 'Add', 'Erf', 'Identity']) expect(gelu(`${made}~${k}`)).toEqual(expected);
  });

  test('weights of one name are shared where they are the same, and kept apart where they are not', () => {
    const scaled = (by: number): Graph =>
      readModel(simple({ node: [node('Mul', ['x', 'w'], ['y'])], initializers: { w: floats([], by) } }));
    const b = new Builder();
    const x = b.input('x', 'float32', [1, 3]);
    [2, 3, 2].forEach((by, i) => {
      const copy = instantiate(b, scaled(by), { inputs: new Map([['x', x]]), prefix: `${i}:` });
      b.output(copy('y'), `y${i}`);
    });
    expect(b.graph.initializers.size).toBe(2);
    const result = evaluate(b.graph, { x: floats([1, 3], 1, 2, 3) });
    expect(Object.values(result).map((y) => y.numbers[2])).toEqual([6, 9, 6]);
  });
});
