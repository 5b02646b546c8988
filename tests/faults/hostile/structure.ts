import { floats, graph, ints, message, model, network, node, opset, tensor, valueInfo } from '../onnx.js';
import type { Hostile } from './kind.js';

const MOST = 60_000;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const body = (name: string, value: Uint8Array) => ({ [name]: { field: [6, value] as const, kind: 5 } });
const relu = (from: string, to: string): Uint8Array => node('Relu', [from], [to]);
const flag = (value: number) => tensor('yes', [], { type: 9, raw: Uint8Array.of(value) });

/** A node with a body in a body in a body … */
function nested(levels: number, operator: 'If' | 'Loop'): Uint8Array {
  let inner = graph({ nodes: [relu('a', 'deep')], outputs: [valueInfo('deep')] });
  for (let level = 0; level < levels; level++) {
    const last = level === levels - 1;
    const out = last ? 'b' : `o${level}`;
    const made =
      operator === 'If'
        ? node('If', ['yes'], [out], {
            ...body('then_branch', inner),
            ...body(
              'else_branch',
              inner.length < 400
                ? inner
                : graph({ nodes: [relu('a', 'other')], outputs: [valueInfo('other')] }),
            ),
          })
        : node('Loop', ['once', 'yes', 'a'], [out], body('body', inner));
    if (last) return network([made], [flag(1), ints('once', [2], [])]);
    inner =
      operator === 'If'
        ? graph({ nodes: [made], outputs: [valueInfo(out)] })
        : graph({
            nodes: [made, node('Identity', ['yes'], ['go'])],
            inputs: [valueInfo('i'), valueInfo('c'), valueInfo('s')],
            outputs: [valueInfo('go'), valueInfo(out)],
          });
  }
  throw new Error('no levels');
}

/** Values in one, and what is left of it. @param made makes each */
const concatenated = (
  names: readonly string[],
  reduce: string,
  made: (name: string) => readonly Uint8Array[] = () => [],
): Uint8Array =>
  network(
    [
      ...names.flatMap(made),
      node('Concat', names, ['j'], { axis: 2 }),
      node(reduce, ['j'], ['b'], { axes: [2, 3], keepdims: 1 }),
    ],
    [],
    { opsets: [opset(17)] },
  );

const func = (name: string, calls: readonly string[], more: readonly Uint8Array[] = []): Uint8Array =>
  message(
    [1, name],
    [4, 'x'],
    [5, 'y'],
    ...calls.map(
      (called, i) =>
        [
          7,
          node(called, [i ? `v${i - 1}` : 'x'], [i === calls.length - 1 ? 'y' : `v${i}`], {}, [[7, 'own']]),
        ] as const,
    ),
    ...more.map((m) => [7, m] as const),
    [9, opset(18)],
    [10, 'own'],
  );

const withFunctions = (functions: readonly Uint8Array[], called = 'f'): Uint8Array =>
  network([node(called, ['a'], ['b'], {}, [[7, 'own']])], [], {
    opsets: [opset(18), opset(1, 'own')],
    model: functions.map((f) => [25, f] as const),
  });

/** Graphs that are put together wrongly, or too large. */
export const structure: Hostile = {
  'a node without outputs': () => network([node('Relu', ['a'], []), relu('a', 'b')]),
  'a node whose outputs have no names': () => network([node('Relu', ['a'], ['']), relu('a', 'b')]),
  'a node without inputs': () => network([node('Relu', [], ['b'])]),
  'a convolution without inputs': () => network([node('Conv', [], ['b'])]),
  'a node of absent inputs': () => network([node('Add', ['', ''], ['b'])]),
  'a sum of nothing': () => network([node('Sum', [], ['b'])]),
  'a concatenation of nothing': () => network([node('Concat', [], ['b'], { axis: 1 })]),
  'a node without an operator': () => network([node('', ['a'], ['b'])]),
  'operators named as JavaScript has it': () =>
    network([
      node('constructor', ['a'], ['c1']),
      node('__proto__', ['c1'], ['c2']),
      node('toString', ['c2'], ['b']),
    ]),
  'an operator with a newline and an escape': () => network([node('Re\n\u001b[31mlu', ['a'], ['b'])]),
  'values named __proto__ and constructor': () =>
    network([relu('a', '__proto__'), relu('__proto__', 'constructor'), relu('constructor', 'b')]),
  'two nodes that make one value': () => network([relu('a', 'b'), node('Neg', ['a'], ['b'])]),
  'one node that makes a value twice': () => network([node('Split', ['a'], ['b', 'b'], { axis: 1 })]),
  'a cycle': () => network([node('Add', ['a', 'z'], ['b']), relu('b', 'z')]),
  'a node that reads itself': () => network([node('Add', ['a', 'b'], ['b'])]),
  'a cycle of 60,000 nodes': () =>
    network([
      ...numbers(MOST).map((i) => relu(`n${(i + MOST - 1) % MOST}`, `n${i}`)),
      node('Add', ['a', 'n0'], ['b']),
    ]),
  'an input that nothing makes': () => network([node('Add', ['a', 'nowhere'], ['b'])]),
  'a graph without inputs': () => network([relu('a', 'b')], [], { inputs: [] }),
  'a graph without outputs': () => network([relu('a', 'b')], [], { outputs: [] }),
  'an output that nothing makes': () => network([relu('a', 'b')], [], { outputs: [valueInfo('nowhere')] }),
  'an output without a name': () => network([relu('a', 'b')], [], { outputs: [valueInfo('')] }),
  'an output twice': () =>
    network([relu('a', 'b')], [], { outputs: [valueInfo('scores'), valueInfo('scores')] }),
  'an output that is an input': () => network([relu('a', 'b')], [], { outputs: [valueInfo('image')] }),
  'an output that is a weight': () => network([relu('a', 'b')], [], { outputs: [valueInfo('w')] }),
  'a graph without nodes': () => network([], [], { nodes: [] }),
  'a model without a graph': () => message([1, 8], [8, opset(18)]),
  'an input twice': () =>
    network([relu('a', 'b')], [], {
      inputs: [valueInfo('image', [1, 3, 16, 16]), valueInfo('image', [1, 3, 16, 16])],
    }),
  'an input without a name': () =>
    network([relu('a', 'b')], [], {
      inputs: [valueInfo('', [1, 3, 16, 16]), valueInfo('image', [1, 3, 16, 16])],
    }),
  'an input without a type': () => network([relu('a', 'b')], [], { inputs: [message([1, 'image'])] }),
  'a weight twice': () => network([relu('a', 'b')], [floats('w', [4, 3, 3, 3])]),
  'a weight without a name': () => network([relu('a', 'b')], [floats('', [4])]),
  'a value that is an input and a weight': () => network([relu('a', 'b')], [floats('image', [1, 3, 16, 16])]),
  'a weight that a node makes': () => network([relu('a', 'b')], [floats('b', [1, 4, 16, 16])]),
  'a picture of size 0': () => network([relu('a', 'b')], [], { inputs: [valueInfo('image', [1, 3, 0, 16])] }),
  'a picture of negative size': () =>
    network([relu('a', 'b')], [], { inputs: [valueInfo('image', [1, 3, -5, 16])] }),
  'a picture of 2^62 pixels': () =>
    network([relu('a', 'b')], [], { inputs: [valueInfo('image', [1, 3, 2 ** 31, 2 ** 31])] }),
  'a picture of 2^63-1 rows': () =>
    network([relu('a', 'b')], [], { inputs: [valueInfo('image', [1, 3, 2n ** 63n - 1n, 16])] }),
  'a picture of 10,000 axes': () =>
    network([relu('a', 'b')], [], {
      inputs: [
        valueInfo(
          'image',
          numbers(10_000).map(() => 1),
        ),
      ],
    }),
  'a picture whose sizes have odd names': () =>
    network([relu('a', 'b')], [], {
      inputs: [valueInfo('image', ['__proto__', 3, '\u001b[2J\n', '\uffff'.repeat(10_000)])],
    }),
  ...Object.fromEntries(
    ([0, -1, 9999, 2n ** 63n - 1n, -(2n ** 63n), 1, 6] as const).map((version) => [
      `operator set ${version}`,
      () => network([relu('a', 'b')], [], { opsets: [opset(version)] }),
    ]),
  ),
  'no operator set': () => network([relu('a', 'b')], [], { opsets: [] }),
  'two operator sets of one name': () => network([relu('a', 'b')], [], { opsets: [opset(18), opset(9)] }),
  'operator sets 18 and 0': () =>
    network([relu('a', 'b')], [], { opsets: [opset(18), opset(0), opset(-1, 'ai.onnx')] }),
  '10,000 operator sets': () =>
    network([relu('a', 'b')], [], {
      opsets: numbers(10_000)
        .map((i) => opset(i + 1, `d${i}`))
        .concat(opset(18)),
    }),
  'a chain of 60,000 Relu': () =>
    network(numbers(MOST).map((i) => relu(i ? `n${i - 1}` : 'a', i === MOST - 1 ? 'b' : `n${i}`))),
  'a chain of 60,000 Add': () =>
    network(
      numbers(MOST).map((i) => node('Add', [i ? `n${i - 1}` : 'a', 'one'], [i === MOST - 1 ? 'b' : `n${i}`])),
      [floats('one', [1])],
    ),
  'a chain of 60,000 Relu, last first': () =>
    network(
      numbers(MOST)
        .map((i) => relu(i ? `n${i - 1}` : 'a', i === MOST - 1 ? 'b' : `n${i}`))
        .reverse(),
    ),
  'a chain of 4,000 convolutions': () =>
    network(
      numbers(4000).map((i) => node('Conv', [i ? `n${i - 1}` : 'a', 'k'], [i === 3999 ? 'b' : `n${i}`])),
      [floats('k', [4, 4, 1, 1])],
    ),
  'a chain of 60,000 Reshape': () =>
    network(
      numbers(MOST).map((i) =>
        node('Reshape', [i ? `n${i - 1}` : 'a', 'same'], [i === MOST - 1 ? 'b' : `n${i}`]),
      ),
      [ints('same', [1, 4, 16, 16])],
    ),
  '60,000 branches in one sum': () =>
    network([
      ...numbers(MOST).map((i) => relu('a', `n${i}`)),
      node(
        'Sum',
        numbers(MOST).map((i) => `n${i}`),
        ['b'],
      ),
    ]),
  '60,000 branches in one concatenation': () => {
    const names = numbers(MOST).map((i) => `n${i}`);
    return concatenated(names, 'ReduceMean', (name) => [relu('a', name)]);
  },
  'one value 60,000 times in one concatenation': () =>
    concatenated(
      numbers(MOST).map(() => 'a'),
      'ReduceMax',
    ),
  '60,000 outputs of a split': () =>
    network(
      [
        node(
          'Split',
          ['a', 'sizes'],
          numbers(MOST).map((i) => `n${i}`),
          { axis: 1 },
        ),
        relu('n0', 'b'),
      ],
      [
        ints(
          'sizes',
          numbers(MOST).map(() => 1),
        ),
      ],
    ),
  '60,000 outputs of the model': () =>
    network([...numbers(MOST).map((i) => relu('a', `n${i}`)), relu('a', 'b')], [], {
      outputs: numbers(MOST).map((i) => valueInfo(`n${i}`)),
    }),
  '60,000 inputs of the model': () =>
    network([relu('a', 'b')], [], {
      inputs: [
        valueInfo('image', [1, 3, 16, 16]),
        ...numbers(MOST).map((i) => valueInfo(`x${i}`, [1, 3, 16, 16])),
      ],
    }),
  '60,000 weights': () =>
    network(
      [relu('a', 'b')],
      numbers(MOST).map((i) => floats(`w${i}`, [1])),
    ),
  '60,000 constants of a shape': () =>
    network(
      [
        ...numbers(MOST).map((i) => node('Add', [i ? `n${i - 1}` : 'one', 'one'], [`n${i}`])),
        node('Mul', ['a', `n${MOST - 1}`], ['b']),
      ],
      [floats('one', [1])],
    ),
  '200 doublings that share their halves': () =>
    network(
      numbers(200).map((i) =>
        node('Add', [i ? `n${i - 1}` : 'a', i ? `n${i - 1}` : 'a'], [i === 199 ? 'b' : `n${i}`]),
      ),
    ),
  'If within If, 40 deep': () => nested(40, 'If'),
  'If within If, 5,000 deep': () => nested(5000, 'If'),
  'Loop within Loop, 20 deep': () => nested(20, 'Loop'),
  'Loop within Loop, 5,000 deep': () => nested(5000, 'Loop'),
  'a loop without a body': () => network([node('Loop', ['', '', 'a'], ['b'])]),
  'a loop that never ends': () =>
    network(
      [
        node(
          'Loop',
          ['', 'yes', 'a'],
          ['b'],
          body(
            'body',
            graph({
              nodes: [relu('s', 'o'), node('Identity', ['c'], ['go'])],
              inputs: [valueInfo('i'), valueInfo('c'), valueInfo('s')],
              outputs: [valueInfo('go'), valueInfo('o')],
            }),
          ),
        ),
      ],
      [flag(1)],
    ),
  'a loop of 2^63-1 turns': () =>
    network(
      [
        node(
          'Loop',
          ['n', '', 'a'],
          ['b'],
          body(
            'body',
            graph({
              nodes: [relu('s', 'o'), node('Identity', ['c'], ['go'])],
              inputs: [valueInfo('i'), valueInfo('c'), valueInfo('s')],
              outputs: [valueInfo('go'), valueInfo('o')],
            }),
          ),
        ),
      ],
      [ints('n', [2n ** 63n - 1n], [])],
    ),
  'a loop whose body has no outputs': () =>
    network(
      [node('Loop', ['n', '', 'a'], ['b'], body('body', graph({ inputs: [valueInfo('i')] })))],
      [ints('n', [3], [])],
    ),
  'a scan of no sequences': () =>
    network([
      node('Scan', ['a'], ['b'], {
        num_scan_inputs: 0,
        ...body(
          'body',
          graph({ nodes: [relu('s', 'o')], inputs: [valueInfo('s')], outputs: [valueInfo('o')] }),
        ),
      }),
    ]),
  'a scan of -2^63 sequences': () =>
    network([
      node('Scan', ['a'], ['b'], {
        num_scan_inputs: -(2n ** 63n),
        ...body(
          'body',
          graph({ nodes: [relu('s', 'o')], inputs: [valueInfo('s')], outputs: [valueInfo('o')] }),
        ),
      }),
    ]),
  'a scan without num_scan_inputs': () =>
    network([
      node(
        'Scan',
        ['a'],
        ['b'],
        body('body', graph({ nodes: [relu('s', 'o')], inputs: [valueInfo('s')], outputs: [valueInfo('o')] })),
      ),
    ]),
  'a function that calls itself': () => withFunctions([func('f', ['f'])]),
  'functions that call each other': () =>
    withFunctions([func('f', ['g']), func('g', ['h']), func('h', ['f'])]),
  'a billion laughs': () =>
    withFunctions(
      [func('f0', [], [relu('x', 'y')]), ...numbers(29).map((i) => func(`f${i + 1}`, [`f${i}`, `f${i}`]))],
      'f29',
    ),
  'a billion laughs of ten': () =>
    withFunctions(
      [
        func('f0', [], [relu('x', 'y')]),
        ...numbers(12).map((i) =>
          func(
            `f${i + 1}`,
            numbers(10).map(() => `f${i}`),
          ),
        ),
      ],
      'f12',
    ),
  'a billion laughs of nothing': () =>
    withFunctions(
      [
        message([1, 'f0'], [4, 'x'], [5, 'y'], [10, 'own'], [9, opset(18)]),
        ...numbers(29).map((i) => func(`f${i + 1}`, [`f${i}`, `f${i}`])),
      ],
      'f29',
    ),
  'a function of the name of an operator': () =>
    network([relu('a', 'b')], [], {
      model: [
        [25, message([1, 'Relu'], [4, 'x'], [5, 'y'], [7, node('Relu', ['x'], ['y'])], [9, opset(18)])],
      ],
    }),
  'two functions of one name': () =>
    withFunctions([func('f', [], [relu('x', 'y')]), func('f', [], [node('Neg', ['x'], ['y'])])]),
  'a function without nodes': () => withFunctions([func('f', [])]),
  'a function with 60,000 inputs': () =>
    network([node('f', ['a', ...numbers(MOST).map(() => 'w')], ['b'], {}, [[7, 'own']])], [], {
      opsets: [opset(18), opset(1, 'own')],
      model: [
        [
          25,
          message(
            [1, 'f'],
            ...numbers(MOST + 1).map((i) => [4, `x${i}`] as const),
            [5, 'y'],
            ...numbers(MOST).map(
              (i) => [7, node('Add', [`x${MOST}`, `x${i}`], [i ? `z${i}` : 'y'])] as const,
            ),
            [9, opset(18)],
            [10, 'own'],
          ),
        ],
      ],
    }),
};
void model;
