import { type Ints, floats, graph, ints, network, node, opset, tensor, valueInfo } from '../onnx.js';
import type { Hostile } from './kind.js';

const shrink = (from: string): Uint8Array[] => [
  node('ReduceMean', [from], ['b'], { axes: [2, 3], keepdims: 1 }),
];
const bomb = (nodes: readonly Uint8Array[], weights: readonly Uint8Array[] = [], version = 17): Uint8Array =>
  network([...nodes, ...shrink('big')], weights, { opsets: [opset(version)] });
const by = (operator: string, value: Ints): Uint8Array =>
  bomb([node(operator, ['a', 'n'], ['big'])], [ints('n', value)]);
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** Small files whose values take more memory than there is. */
export const bombs: Hostile = {
  'Expand to 64 GB': () =>
    bomb(
      [
        node('Unsqueeze', ['a', 'z'], ['u']),
        node('Expand', ['u', 'n'], ['e']),
        node('ReduceMax', ['e'], ['big'], { axes: [0], keepdims: 0 }),
      ],
      [ints('n', [16_000_000, 1, 4, 16, 16]), ints('z', [0])],
    ),
  'Expand to 3.9 GB': () =>
    bomb(
      [
        node('Unsqueeze', ['a', 'z'], ['u']),
        node('Expand', ['u', 'n'], ['e']),
        node('ReduceMax', ['e'], ['big'], { axes: [0], keepdims: 0 }),
      ],
      [ints('n', [950_000, 1, 4, 16, 16]), ints('z', [0])],
    ),
  'Tile to 100 GB': () => by('Tile', [1, 1, 5000, 5000]),
  'Tile to 3.9 GB, twenty times': () =>
    network(
      [
        ...numbers(20).flatMap((i) => [
          node('Tile', [i ? `m${i - 1}` : 'a', 'n'], [`t${i}`]),
          node('ReduceMax', [`t${i}`], [`s${i}`], { axes: [2, 3], keepdims: 1 }),
          node('Add', ['a', `s${i}`], [i === 19 ? 'b' : `m${i}`]),
        ]),
      ],
      [ints('n', [1, 1, 975, 975])],
      { opsets: [opset(17)] },
    ),
  'Tile to 3.9 GB and all kept': () =>
    network(
      [
        ...numbers(20).flatMap((i) => [
          node('Tile', ['a', 'n'], [`t${i}`]),
          node('Exp', [`t${i}`], [`e${i}`]),
        ]),
        node(
          'Sum',
          numbers(20).map((i) => `e${i}`),
          ['big'],
        ),
        ...shrink('big'),
      ],
      [ints('n', [1, 1, 975, 975])],
      { opsets: [opset(17)] },
    ),
  'Resize to 100 GB': () =>
    bomb(
      [node('Resize', ['a', '', '', 'n'], ['big'], { mode: 'nearest' })],
      [ints('n', [1, 4, 80_000, 80_000])],
    ),
  'Resize by 1e30': () =>
    bomb([node('Resize', ['a', '', 's'], ['big'])], [floats('s', [4], (i) => (i < 2 ? 1 : 1e30))]),
  'Resize by NaN': () => bomb([node('Resize', ['a', '', 's'], ['big'])], [floats('s', [4], () => NaN)]),
  'Resize by -1': () => bomb([node('Resize', ['a', '', 's'], ['big'])], [floats('s', [4], () => -1)]),
  'Resize by 0': () => bomb([node('Resize', ['a', '', 's'], ['big'])], [floats('s', [4], () => 0)]),
  'Upsample to 100 GB': () =>
    bomb([node('Upsample', ['a', 's'], ['big'])], [floats('s', [4], (i) => (i < 2 ? 1 : 5000))], 9),
  'Pad to 100 GB': () => by('Pad', [0, 0, 0, 0, 0, 0, 80_000, 80_000]),
  'ConstantOfShape of 100 GB': () =>
    bomb([node('ConstantOfShape', ['n'], ['big'])], [ints('n', [1, 4, 80_000, 80_000])]),
  'ConstantOfShape of 3.9 GB': () =>
    bomb(
      [
        node('ConstantOfShape', ['n'], ['c']),
        node('Exp', ['c'], ['d']),
        node('ReduceMax', ['d'], ['m'], { keepdims: 0 }),
        node('Add', ['a', 'm'], ['big']),
      ],
      [ints('n', [1, 4, 15_600, 15_600])],
    ),
  'ConstantOfShape of 3.9 GB, ten times': () =>
    bomb(
      [
        ...numbers(10).flatMap((i) => [
          node('ConstantOfShape', ['n'], [`c${i}`]),
          node('Exp', [`c${i}`], [`d${i}`]),
        ]),
        node(
          'Sum',
          numbers(10).map((i) => `d${i}`),
          ['d'],
        ),
        node('ReduceMax', ['d'], ['m'], { keepdims: 0 }),
        node('Add', ['a', 'm'], ['big']),
      ],
      [ints('n', [1, 4, 15_600, 15_600])],
    ),
  'a weight of 1 MB that is expanded to 4 GB': () =>
    bomb(
      [
        node('Expand', ['x', 'n'], ['e']),
        node('ReduceMax', ['e'], ['m'], { keepdims: 0 }),
        node('Add', ['a', 'm'], ['big']),
      ],
      [floats('x', [1, 250_000]), ints('n', [4000, 250_000])],
    ),
  'Range of 2^40': () =>
    bomb(
      [
        node('Range', ['lo', 'hi', 'step'], ['r']),
        node('Cast', ['r'], ['f'], { to: 1 }),
        node('ReduceMax', ['f'], ['m'], { keepdims: 0 }),
        node('Add', ['a', 'm'], ['big']),
      ],
      [ints('lo', [0], []), ints('hi', [2 ** 40], []), ints('step', [1], [])],
    ),
  'Range of 2^29': () =>
    bomb(
      [
        node('Range', ['lo', 'hi', 'step'], ['r']),
        node('Cast', ['r'], ['f'], { to: 1 }),
        node('ReduceMax', ['f'], ['m'], { keepdims: 0 }),
        node('Add', ['a', 'm'], ['big']),
      ],
      [ints('lo', [0], []), ints('hi', [2 ** 29], []), ints('step', [1], [])],
    ),
  'Range by steps of 0': () =>
    bomb(
      [
        node('Range', ['lo', 'hi', 'step'], ['r']),
        node('Cast', ['r'], ['f'], { to: 1 }),
        node('ReduceMax', ['f'], ['m'], { keepdims: 0 }),
        node('Add', ['a', 'm'], ['big']),
      ],
      [ints('lo', [0], []), ints('hi', [5], []), ints('step', [0], [])],
    ),
  'OneHot of 2^28': () =>
    bomb(
      [
        node('OneHot', ['i', 'd', 'v'], ['o']),
        node('ReduceMax', ['o'], ['m'], { keepdims: 0 }),
        node('Add', ['a', 'm'], ['big']),
      ],
      [ints('i', [1, 2, 3]), ints('d', [2 ** 28], []), floats('v', [2])],
    ),
  'OneHot of 2^50': () =>
    bomb(
      [
        node('OneHot', ['i', 'd', 'v'], ['o']),
        node('ReduceMax', ['o'], ['m'], { keepdims: 0 }),
        node('Add', ['a', 'm'], ['big']),
      ],
      [ints('i', [1, 2, 3]), ints('d', [2 ** 50], []), floats('v', [2])],
    ),
  'ConvTranspose to 100 GB': () =>
    bomb(
      [node('ConvTranspose', ['a', 'k'], ['big'], { strides: [5000, 5000] })],
      [floats('k', [4, 4, 1, 1])],
    ),
  'a convolution with padding of 100 GB': () =>
    bomb(
      [node('Conv', ['a', 'k'], ['big'], { pads: [40_000, 40_000, 40_000, 40_000] })],
      [floats('k', [4, 4, 1, 1])],
    ),
  'a max-pool with padding of 100 GB': () =>
    bomb([
      node('MaxPool', ['a'], ['big'], {
        kernel_shape: [90_000, 90_000],
        pads: [80_000, 80_000, 80_000, 80_000],
      }),
    ]),
  'an average over a window of 2^31': () =>
    bomb([
      node('AveragePool', ['a'], ['big'], {
        kernel_shape: [2 ** 31 - 1, 2 ** 31 - 1],
        pads: [2 ** 30, 2 ** 30, 2 ** 30, 2 ** 30],
        count_include_pad: 1,
      }),
    ]),
  'a chain of pools that pad': () =>
    bomb(
      numbers(40).map((i) =>
        node('AveragePool', [i ? `n${i - 1}` : 'a'], [i === 39 ? 'big' : `n${i}`], {
          kernel_shape: [3, 3],
          pads: [2, 2, 2, 2],
          strides: [1, 1],
          count_include_pad: 1,
        }),
      ),
    ),
  'concatenations that double, 20 times': () =>
    bomb(
      numbers(20).map((i) =>
        node('Concat', [i ? `n${i - 1}` : 'a', i ? `n${i - 1}` : 'a'], [i === 19 ? 'big' : `n${i}`], {
          axis: 2,
        }),
      ),
    ),
  'concatenations that double, 60 times': () =>
    bomb(
      numbers(60).map((i) =>
        node('Concat', [i ? `n${i - 1}` : 'a', i ? `n${i - 1}` : 'a'], [i === 59 ? 'big' : `n${i}`], {
          axis: 2,
        }),
      ),
    ),
  'concatenations of constants that double, 60 times': () =>
    bomb(
      [
        ...numbers(60).map((i) =>
          node('Concat', [i ? `n${i - 1}` : 'x', i ? `n${i - 1}` : 'x'], [`n${i}`], { axis: 0 }),
        ),
        node('ReduceMax', ['n59'], ['m'], { keepdims: 0 }),
        node('Add', ['a', 'm'], ['big']),
      ],
      [floats('x', [1000])],
    ),
  'Gather of one place, 2^28 times': () =>
    bomb(
      [
        node('Expand', ['i', 'n'], ['many']),
        node('Gather', ['a', 'many'], ['g'], { axis: 3 }),
        node('ReduceMax', ['g'], ['big'], { axes: [3], keepdims: 1 }),
      ],
      [ints('i', [0]), ints('n', [2 ** 28])],
    ),
  'an outer product of 100 GB': () =>
    bomb(
      [
        node('Reshape', ['a', 'col'], ['l']),
        node('Expand', ['l', 'long'], ['l2']),
        node('Transpose', ['l2'], ['r']),
        node('MatMul', ['l2', 'r'], ['mm']),
        node('ReduceMax', ['mm'], ['m'], { keepdims: 0 }),
        node('Add', ['a', 'm'], ['big']),
      ],
      [ints('col', [1024, 1]), ints('long', [1024, 1])],
    ),
  'a broadcast of 64 GB': () =>
    bomb(
      [
        node('Reshape', ['a', 'col'], ['l']),
        node('Reshape', ['a', 'row'], ['r']),
        node('Reshape', ['a', 'deep'], ['d']),
        node('Add', ['l', 'r'], ['lr']),
        node('Add', ['lr', 'd'], ['m3']),
        node('ReduceMax', ['m3'], ['m'], { keepdims: 0 }),
        node('Add', ['a', 'm'], ['big']),
      ],
      [ints('col', [1024, 1, 1]), ints('row', [1, 1024, 1]), ints('deep', [1, 1, 1024])],
    ),
  'an einsum of 4 TB': () =>
    bomb(
      [
        node('Reshape', ['a', 'flat'], ['l']),
        node('Einsum', ['l', 'l', 'l', 'l'], ['e'], { equation: 'a,b,c,d->abcd' }),
        node('ReduceMax', ['e'], ['m'], { keepdims: 0 }),
        node('Add', ['a', 'm'], ['big']),
      ],
      [ints('flat', [1024])],
    ),
  'an einsum that takes for ever': () =>
    bomb(
      [
        node('Reshape', ['a', 'flat'], ['l']),
        node('Einsum', ['l', 'l', 'l', 'l', 'l', 'l'], ['e'], { equation: 'a,b,c,d,e,f->' }),
        node('Add', ['a', 'e'], ['big']),
      ],
      [ints('flat', [1024])],
    ),
  'SpaceToDepth of all': () =>
    bomb([
      node('SpaceToDepth', ['a'], ['s'], { blocksize: 16 }),
      node('DepthToSpace', ['s'], ['big'], { blocksize: 16 }),
    ]),
  'EyeLike of 4 GB': () =>
    bomb(
      [
        node('ConstantOfShape', ['n'], ['c']),
        node('EyeLike', ['c'], ['e']),
        node('ReduceMax', ['e'], ['m'], { keepdims: 0 }),
        node('Add', ['a', 'm'], ['big']),
      ],
      [ints('n', [31_000, 31_000])],
    ),
  'NonZero of 4 GB': () =>
    bomb(
      [
        node('ConstantOfShape', ['n'], ['c'], {
          value: { field: [5, tensor('', [1], { raw: new Uint8Array(Float32Array.of(1).buffer) })], kind: 4 },
        }),
        node('NonZero', ['c'], ['e']),
        node('Cast', ['e'], ['f2'], { to: 1 }),
        node('ReduceMax', ['f2'], ['m'], { keepdims: 0 }),
        node('Add', ['a', 'm'], ['big']),
      ],
      [ints('n', [31_000, 31_000])],
    ),
  'a loop of 1,000 turns that doubles': () =>
    bomb(
      [
        node('Loop', ['turns', '', 'a'], ['big'], {
          body: {
            field: [
              6,
              graph({
                nodes: [node('Concat', ['s', 's'], ['o'], { axis: 2 }), node('Identity', ['c'], ['go'])],
                inputs: [valueInfo('i'), valueInfo('c'), valueInfo('s')],
                outputs: [valueInfo('go'), valueInfo('o')],
              }),
            ],
            kind: 5,
          },
        }),
      ],
      [ints('turns', [1000], [])],
    ),
  'loops of 1,000 turns, three deep': () => {
    const inner = (body: Uint8Array[], result: string) =>
      graph({
        nodes: [...body, node('Identity', ['c'], ['go'])],
        inputs: [valueInfo('i'), valueInfo('c'), valueInfo('s')],
        outputs: [valueInfo('go'), valueInfo(result)],
      });
    const loop = (from: string, to: string, body: Uint8Array) =>
      node('Loop', ['turns', '', from], [to], { body: { field: [6, body], kind: 5 } });
    const one = inner([node('Relu', ['s'], ['o'])], 'o');
    const two = inner([loop('s', 'o2', one)], 'o2');
    const three = inner([loop('s', 'o3', two)], 'o3');
    return bomb([loop('a', 'big', three)], [ints('turns', [1000], [])]);
  },
  'a picture of 100 GB': () =>
    network([node('Relu', ['a'], ['b'])], [], { inputs: [valueInfo('image', [1, 3, 80_000, 80_000])] }),
  'a convolution of 2^31 groups': () =>
    bomb([node('Conv', ['a', 'k'], ['big'], { group: 2 ** 31 })], [floats('k', [4, 4, 1, 1])]),
  'a Cast chain of shapes': () =>
    bomb([
      node('Shape', ['a'], ['s']),
      ...numbers(60).map((i) => node('Mul', [i ? `m${i - 1}` : 's', 's'], [`m${i}`])),
      node('Expand', ['a', 'm59'], ['big']),
    ]),
};
