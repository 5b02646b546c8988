// Proves that what is wrong with a model is said, soon, whatever is damaged.
import { describe, expect, test } from 'vitest';
import { Builder } from '../ad/builder.js';
import { GraphError } from '../errors.js';
import { instantiate } from '../graph/instantiate.js';
import { cut } from '../graph/passes.js';
import { Tensor } from '../graph/tensor.js';
import { func, node } from '../testing/models.js';
import { fixture, floats, run, simple } from '../testing/run.js';
import { readModel } from './read.js';

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
