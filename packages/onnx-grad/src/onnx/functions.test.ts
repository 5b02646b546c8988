// Proves that a model's own functions are inlined: attributes and their defaults, overloads, branches, operator sets.
import { expect, test } from 'vitest';
import { Tensor } from '../graph/tensor.js';
import { type ModelInit, type Value, func, node } from '../testing/models.js';
import { floats, run, simple } from '../testing/run.js';
import type { Draft } from './protobuf.js';

const x = floats([2, 3], 1, -2, 3, 4, 5, -6);

test('functions are inlined, with their attributes', () => {
  const scaled = func(
    'own',
    'Leak',
    ['a'],
    ['b'],
    [node('LeakyRelu', ['a'], ['t'], { alpha: { ref: 'slope' } }), node('Neg', ['t'], ['b'])],
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

const leak = (attributes: Record<string, Value> = {}, output = 'b'): Draft<'NodeProto'> =>
  node('LeakyRelu', ['a'], [output], { alpha: { ref: 'slope' }, ...attributes });
const called = (
  functions: ModelInit['functions'],
  calls: Draft<'NodeProto'>[],
  more: Partial<ModelInit> = {},
): number[] => {
  const bytes = simple({ domains: { own: 1 }, functions, node: calls, ...more });
  return [...run(bytes, { x }).y!.numbers];
};

test('an attribute that a call leaves out has the default of the function that it calls', () => {
  const inner = func('own', 'Leak', ['a'], ['b'], [leak()], { defaults: { slope: { float: 0.25 } } });
  const outer = func(
    'own',
    'Outer',
    ['a'],
    ['b'],
    [node('Leak', ['a'], ['b'], { slope: { ref: 'given' } }, 'own')],
  );
  const call = (attributes: Record<string, Value>) => [node('Outer', ['x'], ['y'], attributes, 'own')];
  expect(called([inner, outer], call({}))).toEqual([1, -0.5, 3, 4, 5, -1.5]);
  expect(called([inner, outer], call({ given: { float: 0.5 } }))).toEqual([1, -1, 3, 4, 5, -3]);
  expect(called([inner], [node('Leak', ['x'], ['y'], {}, 'own')])).toEqual([1, -0.5, 3, 4, 5, -1.5]);
});

test('functions of one name are told apart by their overloads', () => {
  const half = func('own', 'Act', ['a'], ['b'], [node('Relu', ['a'], ['b'])]);
  const both = func('own', 'Act', ['a'], ['b'], [node('Abs', ['a'], ['b'])], { overload: 'both' });
  expect(called([half, both], [node('Act', ['x'], ['y'], {}, 'own')])).toEqual([1, 0, 3, 4, 5, 0]);
  const other = { ...node('Act', ['x'], ['y'], {}, 'own'), overload: 'both' };
  expect(called([half, both], [other])).toEqual([1, 2, 3, 4, 5, 6]);
});

/** A branch or body that makes `output` of what is around it. */
const branch = (
  nodes: Draft<'NodeProto'>[],
  output: string,
  inputs: { name: string; dims: number[] }[] = [],
): Value => ({
  graph: { node: nodes, inputs, outputs: [output] },
});

test('branches within functions see the function’s values and attributes, and their condition may be an attribute', () => {
  const chosen = func(
    'own',
    'Choose',
    ['a'],
    ['b'],
    [
      node('Neg', ['a'], ['t']),
      node('Constant', [], ['kind'], { value_float: { ref: 'kind' } }),
      node('Constant', [], ['one'], { value_float: { float: 1 } }),
      node('Equal', ['kind', 'one'], ['is']),
      node('If', ['is'], ['b'], {
        then_branch: branch([node('Mul', ['t', 'kind'], ['r'])], 'r'),
        else_branch: branch([leak({}, 'r')], 'r'),
      }),
    ],
    { defaults: { slope: { float: 0.5 }, kind: { float: 1 } } },
  );
  expect(called([chosen], [node('Choose', ['x'], ['y'], {}, 'own')])).toEqual([-1, 2, -3, -4, -5, 6]);
  const twice = [
    node('Choose', ['x'], ['u'], { kind: { float: 2 } }, 'own'),
    node('Choose', ['u'], ['y'], {}, 'own'),
  ];
  expect(called([chosen], twice)).toEqual([-1, 1, -3, -4, -5, 3]);
});

test('a loop within a function repeats what it makes', () => {
  const loop = func(
    'own',
    'Repeat',
    ['a'],
    ['b'],
    [
      node('Constant', [], ['times'], { value: Tensor.scalar('int64', 3) }),
      node('Loop', ['times', '', 'a'], ['b'], {
        body: {
          graph: {
            node: [node('Identity', ['go'], ['on']), node('Add', ['v', 'a'], ['next'])],
            inputs: [
              { name: 'i', dims: [], type: 'int64' },
              { name: 'go', dims: [], type: 'bool' },
              { name: 'v', dims: [2, 3] },
            ],
            outputs: ['on', 'next'],
          },
        },
      }),
    ],
  );
  expect(called([loop], [node('Repeat', ['x'], ['y'], {}, 'own')])).toEqual([4, -8, 12, 16, 20, -24]);
});

test('functions are called from branches', () => {
  const act = func('own', 'Act', ['a'], ['b'], [node('Relu', ['a'], ['b'])]);
  const calls = [
    node('Constant', [], ['is'], { value: Tensor.scalar('bool', 1) }),
    node('If', ['is'], ['y'], {
      then_branch: branch([node('Act', ['x'], ['r'], {}, 'own')], 'r'),
      else_branch: branch([node('Neg', ['x'], ['r'])], 'r'),
    }),
  ];
  expect(called([act], calls)).toEqual([1, 0, 3, 4, 5, 0]);
});

test('a function is read in the operator set that it names', () => {
  // Softmax over all axes from the second on, as before opset 13, of a value that has three
  const old = func('own', 'Old', ['a'], ['b'], [node('Softmax', ['a'], ['b'], { axis: 1 })], { opset: 11 });
  const around = [
    node('Constant', [], ['wide'], { value: Tensor.ints([1, 2, 3]) }),
    node('Constant', [], ['flat'], { value: Tensor.ints([2, 3]) }),
    node('Reshape', ['x', 'wide'], ['u']),
    node('Old', ['u'], ['v'], {}, 'own'),
    node('Reshape', ['v', 'flat'], ['y']),
  ];
  expect(called([old], around).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
  expect(() => called([{ ...old, opsetImport: [{ domain: '', version: 5 }] }], around)).toThrow(
    /operator set 5/,
  );
});

test('a branch that the image chooses is refused, with its name and what to do', () => {
  const calls = [
    node('ReduceSum', ['x'], ['s'], { keepdims: 0 }),
    node('Cast', ['s'], ['is'], { to: 9 }),
    node('If', ['is'], ['y'], {
      then_branch: branch([node('Relu', ['x'], ['r'])], 'r'),
      else_branch: branch([node('Neg', ['x'], ['r'])], 'r'),
    }),
  ];
  expect(() => called([], calls)).toThrow(/^If \(node "If:y"\) depends on the image: .* export the network/);
});
