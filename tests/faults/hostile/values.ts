import {
  type Attributes,
  type Field,
  TYPE,
  floats,
  ints,
  message,
  network,
  node,
  tensor,
  opset,
} from '../onnx.js';
import type { Hostile } from './kind.js';

/** What a whole number of 64 bits can be, and a Number cannot or should not. */
export const EXTREMES = [
  -(2n ** 63n),
  2n ** 63n - 1n,
  2n ** 53n + 1n,
  -1n,
  0n,
  2n ** 31n,
  2n ** 32n,
  -(2n ** 31n),
];

/** Operators of one value, each with an attribute of whole numbers, and how many it takes. */
const ATTRIBUTES: readonly (readonly [
  operator: string,
  attribute: string,
  count: number,
  others?: Attributes,
  inputs?: readonly string[],
  opset?: number,
])[] = [
  ['Softmax', 'axis', 0],
  ['LogSoftmax', 'axis', 0],
  ['Flatten', 'axis', 0],
  ['Concat', 'axis', 0, {}, ['a', 'a']],
  ['Split', 'axis', 0],
  ['Split', 'split', 2, { axis: 1 }, ['a'], 11],
  ['Gather', 'axis', 0, {}, ['a', 'index']],
  ['GatherElements', 'axis', 0, {}, ['a', 'index4']],
  ['ArgMax', 'axis', 0],
  ['ArgMin', 'axis', 0],
  ['OneHot', 'axis', 0, {}, ['index', 'depth', 'w2']],
  ['Transpose', 'perm', 4],
  ['Squeeze', 'axes', 1, {}, ['a'], 11],
  ['Unsqueeze', 'axes', 1, {}, ['a'], 11],
  ['ReduceMean', 'axes', 2, {}, ['a'], 13],
  ['ReduceMean', 'keepdims', 0, {}, ['a'], 13],
  ['MaxPool', 'kernel_shape', 2],
  ['MaxPool', 'pads', 4, { kernel_shape: [2, 2] }],
  ['MaxPool', 'strides', 2, { kernel_shape: [2, 2] }],
  ['MaxPool', 'dilations', 2, { kernel_shape: [2, 2] }],
  ['MaxPool', 'ceil_mode', 0, { kernel_shape: [2, 2] }],
  ['AveragePool', 'kernel_shape', 2],
  ['AveragePool', 'pads', 4, { kernel_shape: [2, 2] }],
  ['AveragePool', 'strides', 2, { kernel_shape: [2, 2] }],
  ['AveragePool', 'count_include_pad', 0, { kernel_shape: [2, 2], pads: [1, 1, 1, 1] }],
  ['LpPool', 'p', 0, { kernel_shape: [2, 2] }],
  ['GlobalLpPool', 'p', 0],
  ['Conv', 'pads', 4, {}, ['a', 'k']],
  ['Conv', 'strides', 2, {}, ['a', 'k']],
  ['Conv', 'dilations', 2, {}, ['a', 'k']],
  ['Conv', 'group', 0, {}, ['a', 'k']],
  ['Conv', 'kernel_shape', 2, {}, ['a', 'k']],
  ['ConvTranspose', 'pads', 4, {}, ['a', 'k']],
  ['ConvTranspose', 'strides', 2, {}, ['a', 'k']],
  ['ConvTranspose', 'output_padding', 2, {}, ['a', 'k']],
  ['ConvTranspose', 'output_shape', 2, {}, ['a', 'k']],
  ['ConvTranspose', 'group', 0, {}, ['a', 'k']],
  ['ConvTranspose', 'dilations', 2, {}, ['a', 'k']],
  ['DepthToSpace', 'blocksize', 0],
  ['SpaceToDepth', 'blocksize', 0],
  ['LRN', 'size', 0],
  ['Cast', 'to', 0],
  ['Pad', 'pads', 8, {}, ['a'], 10],
  ['Slice', 'starts', 1, { ends: [5], axes: [2] }, ['a'], 9],
  ['Slice', 'ends', 1, { starts: [0], axes: [2] }, ['a'], 9],
  ['Slice', 'axes', 1, { starts: [0], ends: [3] }, ['a'], 9],
  ['TopK', 'k', 0, {}, ['a'], 9],
  ['TopK', 'axis', 0, {}, ['a', 'depth']],
  ['CumSum', 'exclusive', 0, {}, ['a', 'index0']],
  ['Shape', 'start', 0],
  ['LayerNormalization', 'axis', 0, {}, ['a', 'one']],
  ['InstanceNormalization', 'epsilon', 0, {}, ['a', 'four', 'four']],
  ['GroupNormalization', 'num_groups', 0, {}, ['a', 'four', 'four'], 21],
  ['MeanVarianceNormalization', 'axes', 3],
  ['LpNormalization', 'axis', 0],
  ['LpNormalization', 'p', 0],
  ['Hardmax', 'axis', 0],
  ['EyeLike', 'k', 0, {}, ['w2d']],
  ['Trilu', 'upper', 0],
  ['RoiAlign', 'output_height', 0, {}, ['a', 'rois', 'index']],
  ['RoiAlign', 'sampling_ratio', 0, {}, ['a', 'rois', 'index']],
  ['MaxRoiPool', 'pooled_shape', 2, {}, ['a', 'rois5']],
  ['Reshape', 'allowzero', 0, {}, ['a', 'same']],
  ['Resize', 'axes', 2, {}, ['a', '', '', 'index2']],
  ['GatherND', 'batch_dims', 0, {}, ['a', 'index2d']],
  ['ReverseSequence', 'batch_axis', 0, {}, ['a', 'lengths']],
  ['DequantizeLinear', 'axis', 0, {}, ['q', 'four', 'q4']],
  ['Compress', 'axis', 0, {}, ['a', 'flags']],
  ['GRU', 'hidden_size', 0, {}, ['seq', 'gw', 'gr']],
  ['LSTM', 'hidden_size', 0, {}, ['seq', 'gw', 'gr']],
  ['DFT', 'axis', 0, {}, ['a'], 17],
  ['BitShift', 'axis', 0],
  ['GridSample', 'align_corners', 0, {}, ['a', 'grid'], 18],
  ['Col2Im', 'strides', 2, {}, ['col', 'index2', 'index2']],
  ['Upsample', 'height_scale', 0],
  ['Celu', 'alpha', 0],
  ['Attention', 'num_heads', 0, {}, ['seq', 'seq', 'seq'], 23],
  ['MaxUnpool', 'kernel_shape', 2, {}, ['a', 'index4']],
];

const helpers = [
  floats('k', [4, 4, 3, 3]),
  floats('one', [1]),
  floats('four', [4]),
  floats('w2', [2]),
  floats('w2d', [4, 4]),
  floats('rois', [1, 4], (i) => i * 3),
  floats('rois5', [1, 5], (i) => i * 3),
  floats('grid', [1, 4, 4, 2]),
  floats('seq', [3, 1, 4]),
  floats('gw', [1, 12, 4]),
  floats('gr', [1, 12, 4]),
  floats('col', [1, 4, 4]),
  ints('index', [1]),
  ints('index0', [1], []),
  ints('index2', [2, 2]),
  ints('index2d', [0], [1, 1]),
  ints('index4', [1], [1, 1, 1, 1]),
  ints('depth', [2]),
  ints('lengths', [1]),
  ints('same', [1, 4, 16, 16]),
  tensor('q', [1, 4, 16, 16], { type: TYPE.int8, raw: new Uint8Array(1024) }),
  tensor('q4', [4], { type: TYPE.int8, raw: new Uint8Array(4) }),
  tensor('flags', [4], { type: TYPE.bool, raw: Uint8Array.of(1, 0, 1, 0) }),
];

/** What is behind the node: any shape is brought to that of channels. */
const tail = (from: string): Uint8Array[] => [
  node('Cast', [from], ['real'], { to: 1 }),
  node('ReduceMean', ['real'], ['mean'], { keepdims: 0 }),
  node('Mul', ['a', 'mean'], ['b']),
];

/** INT64 extremes in attributes. */
export const attributes: Hostile = Object.fromEntries(
  ATTRIBUTES.flatMap(([operator, name, count, others = {}, inputs = ['a'], version = 18]) =>
    EXTREMES.map((value) => [
      `${operator} ${name} ${value}`,
      () =>
        network(
          [
            node(operator, inputs, operator === 'Split' ? ['o', 'o2'] : ['o'], {
              ...others,
              [name]: count ? Array.from({ length: count }, () => value) : value,
            }),
            ...tail('o'),
          ],
          helpers,
          { opsets: [opset(version)] },
        ),
    ]),
  ),
);

const INPUTS: readonly (readonly [
  operator: string,
  at: number,
  count: number,
  inputs: readonly string[],
  attributes?: Attributes,
])[] = [
  ['Reshape', 1, 2, ['a', '']],
  ['Expand', 1, 4, ['a', '']],
  ['Tile', 1, 4, ['a', '']],
  ['Slice', 1, 1, ['a', '', 'end', 'axis', 'step']],
  ['Slice', 2, 1, ['a', 'start', '', 'axis', 'step']],
  ['Slice', 3, 1, ['a', 'start', 'end', '', 'step']],
  ['Slice', 4, 1, ['a', 'start', 'end', 'axis', '']],
  ['Pad', 1, 8, ['a', '']],
  ['Pad', 1, 8, ['a', ''], { mode: 'reflect' }],
  ['Pad', 1, 8, ['a', ''], { mode: 'edge' }],
  ['Pad', 1, 8, ['a', ''], { mode: 'wrap' }],
  ['Resize', 3, 4, ['a', '', '', '']],
  ['ConstantOfShape', 0, 2, ['']],
  ['Range', 1, 0, ['zero', '', 'onei']],
  ['Range', 2, 0, ['zero', 'far', '']],
  ['OneHot', 1, 0, ['index', '', 'w2']],
  ['OneHot', 0, 1, ['', 'depth', 'w2']],
  ['TopK', 1, 1, ['a', '']],
  ['Split', 1, 2, ['a', ''], { axis: 1 }],
  ['Squeeze', 1, 1, ['a', '']],
  ['Unsqueeze', 1, 2, ['a', '']],
  ['ReduceSum', 1, 2, ['a', '']],
  ['ReduceMax', 1, 2, ['a', '']],
  ['Gather', 1, 2, ['a', '']],
  ['GatherND', 1, 2, ['a', '']],
  ['ScatterND', 1, 1, ['w4', '', 'one']],
  ['CumSum', 1, 0, ['a', '']],
  ['Trilu', 1, 0, ['a', '']],
  ['CenterCropPad', 1, 2, ['a', ''], { axes: [2, 3] }],
  ['Col2Im', 1, 2, ['col', '', 'index2']],
  ['NonMaxSuppression', 2, 1, ['boxes', 'bscores', '']],
  ['ReverseSequence', 1, 1, ['a', '']],
  ['Compress', 1, 2, ['a', '']],
  ['DFT', 1, 0, ['a', '']],
  ['MaxUnpool', 2, 4, ['a', 'index4', ''], { kernel_shape: [2, 2] }],
];
const more = [
  ...helpers,
  ints('end', [5]),
  ints('start', [0]),
  ints('axis', [2]),
  ints('step', [1]),
  ints('zero', [0], []),
  ints('onei', [1], []),
  ints('far', [9], []),
  floats('w4', [4]),
  floats('boxes', [1, 4, 4]),
  floats('bscores', [1, 2, 4]),
];

/** The same in constants that say shapes and places. */
export const constants: Hostile = Object.fromEntries(
  INPUTS.flatMap(([operator, at, count, inputs, given = {}]) =>
    EXTREMES.map((value) => [
      `${operator} input ${at} ${value} ${JSON.stringify(given)}`,
      () => {
        const name = 'extreme';
        const constant = ints(
          name,
          Array.from({ length: Math.max(1, count) }, () => value),
          count ? [count] : [],
        );
        return network(
          [
            node(
              operator,
              inputs.map((i, k) => (k === at ? name : i)),
              operator === 'Split' ? ['o', 'o2'] : ['o'],
              given,
            ),
            ...tail('o'),
          ],
          [...more, constant],
        );
      },
    ]),
  ),
);

const wrong = (weight: Uint8Array): Uint8Array => network([node('Add', ['a', 'x'], ['b'])], [weight]);
const raw = (length: number): Uint8Array => new Uint8Array(length);

/** Tensors that contradict themselves. */
export const tensors: Hostile = {
  'too few bytes': () => wrong(tensor('x', [4], { raw: raw(8) })),
  'too many bytes': () => wrong(tensor('x', [1], { raw: raw(8) })),
  'no bytes': () => wrong(tensor('x', [4])),
  'an axis of -1': () => wrong(tensor('x', [-1], { raw: raw(4) })),
  'an axis of -2^63': () => wrong(tensor('x', [-(2n ** 63n)], { raw: raw(4) })),
  'two axes of -1': () => wrong(tensor('x', [-1, -1], { raw: raw(4) })),
  '2^31 × 2^31': () => wrong(tensor('x', [2 ** 31, 2 ** 31], { raw: raw(4) })),
  '2^32 × 2^32, which is 0 in 64 bits': () => wrong(tensor('x', [2 ** 32, 2 ** 32], { raw: raw(0) })),
  '2^62 × 4': () => wrong(tensor('x', [2n ** 62n, 4], { raw: raw(4) })),
  'a huge axis beside one of 0': () => wrong(tensor('x', [2n ** 62n, 0], { raw: raw(0) })),
  '10,000 axes': () => wrong(tensor('x', new Array<number>(10_000).fill(1), { raw: raw(4) })),
  '60 axes': () => wrong(tensor('x', new Array<number>(60).fill(1), { raw: raw(4) })),
  'an empty tensor': () => wrong(tensor('x', [0], { raw: raw(0) })),
  ...Object.fromEntries(
    [0, -1, 8, 14, 15, 16, 17, 21, 22, 23, 99, 2 ** 31].map((type) => [
      `element type ${type}`,
      () => wrong(tensor('x', [1], { type, raw: raw(4) })),
    ]),
  ),
  text: () => wrong(tensor('x', [1], { type: TYPE.string, more: [[6, 'hello']] })),
  'text that is not UTF-8': () =>
    wrong(tensor('x', [1], { type: TYPE.string, more: [[6, Uint8Array.of(0xff, 0xfe)]] })),
  'text of which there are too few': () =>
    wrong(tensor('x', [2n ** 40n], { type: TYPE.string, more: [[6, 'hello']] })),
  'numbers in the wrong field': () =>
    wrong(
      tensor('x', [4], {
        more: [
          [7, message()],
          [5, Uint8Array.of(1, 2, 3, 4)],
        ],
      }),
    ),
  'bytes and numbers': () => wrong(tensor('x', [1], { raw: raw(4), more: [[4, { real: 3 }]] })),
  'numbers twice': () =>
    wrong(
      tensor('x', [1], {
        more: [
          [4, { real: 3 }],
          [4, { real: 3 }],
        ],
      }),
    ),
  'NaN and infinities': () => wrong(floats('x', [4, 1, 1], (i) => [NaN, Infinity, -Infinity, 1e38][i]!)),
  'weights that are NaN': () =>
    network([node('Relu', ['a'], ['b'])], [], {
      weights: [floats('w', [4, 3, 3, 3], () => NaN), floats('head', [4, 5])],
    }),
  'a sparse weight': () =>
    network([node('Add', ['a', 'x'], ['b'])], [], {
      more: [[15, message([1, floats('x', [1])], [2, ints('', [0])], [3, 4])]],
    }),
  'a sparse weight whose places are far away': () =>
    network([node('Add', ['a', 'x'], ['b'])], [], {
      more: [[15, message([1, floats('x', [1])], [2, ints('', [2n ** 62n])], [3, 4])]],
    }),
  'a sparse weight of 2^62': () =>
    network([node('Relu', ['a'], ['b'])], [], {
      more: [[15, message([1, floats('x', [1])], [2, ints('', [0])], [3, 2n ** 62n])]],
    }),
  'a sparse weight of nothing': () => network([node('Relu', ['a'], ['b'])], [], { more: [[15, message()]] }),
  'a sparse constant': () =>
    network([
      node('Constant', [], ['x'], {
        sparse_value: { field: [22, message([1, floats('x', [1])], [2, ints('', [0])], [3, 4])], kind: 11 },
      }),
      node('Add', ['a', 'x'], ['b']),
    ]),
  'a constant of nothing': () => network([node('Constant', [], ['x']), node('Add', ['a', 'x'], ['b'])]),
  'a constant of two values': () =>
    network([
      node('Constant', [], ['x'], { value_float: { field: [2, { real: 1 }], kind: 1 }, value_int: 3 }),
      node('Add', ['a', 'x'], ['b']),
    ]),
  'quantization annotations of nothing': () =>
    network([node('Relu', ['a'], ['b'])], [], {
      more: [[14, message([1, 'nowhere'], [2, message([1, 'SCALE_TENSOR'], [2, 'nowhere'])])]],
    }),
  'a scale of 0': () =>
    network(
      [node('QuantizeLinear', ['a', 'zero'], ['q']), node('DequantizeLinear', ['q', 'zero'], ['b'])],
      [floats('zero', [], () => 0)],
    ),
  'a scale of NaN': () =>
    network(
      [node('QuantizeLinear', ['a', 'zero'], ['q']), node('DequantizeLinear', ['q', 'zero'], ['b'])],
      [floats('zero', [], () => NaN)],
    ),
  'a negative scale': () =>
    network(
      [node('QuantizeLinear', ['a', 'zero'], ['q']), node('DequantizeLinear', ['q', 'zero'], ['b'])],
      [floats('zero', [], () => -1)],
    ),
  'scales of another count': () =>
    network(
      [
        node('QuantizeLinear', ['a', 's'], ['q'], { axis: 1 }),
        node('DequantizeLinear', ['q', 's'], ['b'], { axis: 1 }),
      ],
      [floats('s', [7])],
    ),
  'an attribute of a kind that is not': () =>
    network([node('LeakyRelu', ['a'], ['b'], { alpha: { field: [2, { real: 1 }], kind: 77 } })]),
  'an attribute of another kind': () =>
    network([node('Conv', ['a', 'k'], ['b'], { pads: 'everywhere' })], helpers),
  'an axis that is text': () => network([node('Softmax', ['a'], ['b'], { axis: 'channels' })]),
  'an axis that is a graph': () =>
    network([node('Softmax', ['a'], ['b'], { axis: { field: [6, message()], kind: 5 } })]),
  'an axis that is half': () =>
    network([node('Softmax', ['a'], ['b'], { axis: { field: [2, { real: 0.5 }], kind: 1 } })]),
  'axes that are reals': () =>
    network([node('Transpose', ['a'], ['b'], { perm: { field: [7, { real: 0.5 }], kind: 6 } })]),
  'an attribute twice': () =>
    network([node('Softmax', ['a'], ['b'], { axis: 1 }, [[5, message([1, 'axis'], [3, 3], [20, 2])]])]),
  'an attribute without a name': () => network([node('Relu', ['a'], ['b'], { '': 3 })]),
  'an attribute __proto__': () =>
    network([node('Relu', ['a'], ['b'], {}, [[5, message([1, '__proto__'], [3, 3], [20, 2])]])]),
};

const outside = (x: readonly (readonly [string, string])[], file: Uint8Array | undefined, size = 1) => ({
  model: network(
    [node('Add', ['a', 'x'], ['b'])],
    [
      tensor('x', [size], {
        more: [...x.map(([key, value]): Field => [13, message([1, key], [2, value])]), [14, 1]],
      }),
    ],
  ),
  beside: (file ? { 'x.bin': file } : {}) as Record<string, Uint8Array>,
});
const at =
  (entries: Record<string, string>, file: Uint8Array | undefined = raw(64), size = 1) =>
  () =>
    outside(Object.entries({ location: 'x.bin', ...entries }), file, size);

/** Weights that are said to lie beside the model. */
export const external: Hostile = {
  'a file that is not there': () => outside([['location', 'x.bin']], undefined),
  'a folder': () => outside([['location', '.']], undefined),
  'no location': () => outside([['offset', '0']], raw(64)),
  'an empty location': () => outside([['location', '']], raw(64)),
  'a location of zeros': () => outside([['location', '\0']], raw(64)),
  'a location of 100,000 characters': () => outside([['location', 'x'.repeat(100_000)]], raw(64)),
  'two locations': () =>
    outside(
      [
        ['location', 'x.bin'],
        ['location', 'y.bin'],
      ],
      raw(64),
    ),
  'external, and nothing said': () => outside([], raw(64)),
  'an offset before the file': at({ offset: '-4' }),
  'an offset behind the file': at({ offset: '400' }),
  'an offset of 2^63': at({ offset: String(2n ** 63n) }),
  'an offset that is no number': at({ offset: 'here' }),
  'an offset of nothing': at({ offset: '' }),
  'an offset of a half': at({ offset: '0.5', length: '4' }),
  'an offset of 1e1': at({ offset: '1e1', length: '4' }),
  'an offset of Infinity': at({ offset: 'Infinity' }),
  "a length that is not the tensor's": at({ length: '8' }),
  'a length of -4': at({ offset: '8', length: '-4' }),
  'a length behind the file': at({ length: '400' }),
  'a length that is no number': at({ length: 'all' }),
  'a length of 0': at({ length: '0' }),
  'a file that is too short': at({}, raw(2)),
  'an empty file': at({}, raw(0)),
  'a shape beyond the file': at({}, raw(64), 2 ** 40),
  'an offset that is not a multiple of four': at({ offset: '3', length: '4' }),
  'a checksum that is wrong': at({ checksum: 'abc' }),
};
