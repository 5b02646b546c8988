// Proves which value of a network is taken for its class scores, and what kind of scores they are, whatever its end and its outputs are.
import { Tensor } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { strongest } from '../inspect/index.js';
import { labelsInGraph } from '../models/settings.js';
import { type LayerInit, network, picture, tensor } from '../testing/networks.js';
import type { ModelDescription } from './description.js';
import { Model } from './model.js';
import { Network } from './network.js';

const waves = (size: number): number[] => Array.from({ length: size }, (_, i) => Math.sin(i * 1.7) / 2);

/** Features of 4 channels with positions, their means, and 5 scores. */
const BODY: LayerInit[] = [
  ['Conv', ['image', 'w'], 'map', { pads: [1, 1, 1, 1] }],
  ['Relu', ['map'], 'features'],
  ['ReduceMean', ['features', 'plane'], 'mean', { keepdims: 0 }],
  ['MatMul', ['mean', 'head'], 'x'],
];
const CONSTANTS = {
  w: tensor([4, 3, 3, 3], waves(108)),
  head: tensor([4, 5], waves(20)),
  one: tensor([4, 1], waves(4)),
  pair: tensor([2, 3], waves(6)),
  bytes: Tensor.of('int8', [2, 3], [1, 2, 3, 4, 5, 6]),
  wide: tensor([4, 7], waves(28)),
  plane: Tensor.ints([2, 3]),
  first: Tensor.ints([0]),
  second: Tensor.ints([1]),
  largest: Tensor.ints([2]),
  unit: tensor([], [1]),
  minus: tensor([], [-1]),
  two: tensor([], [2]),
  hundred: tensor([], [100]),
  zero: Tensor.of('int64', [], [0]),
};

function modelOf(
  end: readonly LayerInit[],
  outputs?: readonly string[],
  more: Partial<ModelDescription> = {},
): Model {
  const bytes = network({ image: ['n', 3, 8, 8] }, [...BODY, ...end], CONSTANTS, outputs);
  return Model.read(bytes, { size: [8, 8], range: [-1, 1], ...more });
}

const sigmoid = ['Sigmoid', ['x'], 'p'] satisfies LayerInit;
const softmax = ['Softmax', ['x'], 'p', { axis: 1 }] satisfies LayerInit;

const turned = (from: string, name: string): LayerInit => ['Transpose', [from], name, { perm: [0, 1] }];

describe('what a network ends in', () => {
  test.each<[string, LayerInit[], value: string, kind: string]>([
    ['numbers', [], 'x', 'plain'],
    ['a softmax', [softmax], 'x', 'softmax'],
    ['its logarithm', [['LogSoftmax', ['x'], 'p']], 'x', 'softmax'],
    ['the logarithm of it', [softmax, ['Log', ['p'], 'l']], 'x', 'softmax'],
    ['sigmoids', [sigmoid], 'x', 'sigmoid'],
    ['clipped sigmoids', [sigmoid, ['Clip', ['p', '', 'unit'], 'clipped']], 'x', 'sigmoid'],
    [
      'a temperature',
      [
        ['Div', ['x', 'two'], 't'],
        ['Softmax', ['t'], 'p'],
      ],
      't',
      'softmax',
    ],
    [
      'a softmax that is written out',
      [
        ['ReduceMax', ['x', 'second'], 'top'],
        ['Sub', ['x', 'top'], 's'],
        ['Exp', ['s'], 'e'],
        ['ReduceSum', ['e', 'second'], 'sum'],
        ['Div', ['e', 'sum'], 'p'],
      ],
      'x',
      'softmax',
    ],
    [
      'a softmax with a reciprocal',
      [
        ['Exp', ['x'], 'e'],
        ['ReduceSum', ['e', 'second'], 'sum'],
        ['Reciprocal', ['sum'], 'r'],
        ['Mul', ['r', 'e'], 'p'],
      ],
      'x',
      'softmax',
    ],
    [
      'a logarithm that is written out',
      [
        ['ReduceLogSumExp', ['x', 'second'], 'sum'],
        ['Sub', ['x', 'sum'], 'p'],
      ],
      'x',
      'softmax',
    ],
    [
      'a sigmoid that is written out',
      [
        ['Neg', ['x'], 'm'],
        ['Exp', ['m'], 'e'],
        ['Add', ['unit', 'e'], 'sum'],
        ['Div', ['unit', 'sum'], 'p'],
      ],
      'x',
      'sigmoid',
    ],
    [
      'a sigmoid with a product and a reciprocal',
      [
        ['Mul', ['x', 'minus'], 'm'],
        ['Exp', ['m'], 'e'],
        ['Add', ['e', 'unit'], 'sum'],
        ['Reciprocal', ['sum'], 'p'],
      ],
      'x',
      'sigmoid',
    ],
    [
      "a sigmoid's logarithm",
      [
        ['Neg', ['x'], 'm'],
        ['Softplus', ['m'], 's'],
        ['Neg', ['s'], 'p'],
      ],
      'x',
      'sigmoid',
    ],
    ['a quantized softmax', [['QLinearSoftmax', ['x', 'unit', 'zero'], 'p']], 'x', 'softmax'],
    ['quantized sigmoids', [['QLinearSigmoid', ['x', 'unit', 'zero'], 'p']], 'x', 'sigmoid'],
    ['percentages', [softmax, ['Mul', ['p', 'hundred'], 'percent']], 'x', 'softmax'],
    ['the largest probability', [softmax, ['ReduceMax', ['p', 'second'], 'score']], 'x', 'softmax'],
    [
      'a softmax of the axis before',
      [turned('x', 't'), ['Softmax', ['t'], 'p'], turned('p', 'q')],
      't',
      'softmax',
    ],
    ['the first image', [softmax, ['Gather', ['p', 'zero'], 'row']], 'x', 'softmax'],
    ['the first image as numbers', [['Gather', ['x', 'zero'], 'row']], 'x', 'plain'],
    [
      'a layer behind a choice',
      [softmax, ['TopK', ['p', 'largest'], 'v,i', { axis: 1 }], ['MatMul', ['v', 'pair'], 'y']],
      'y',
      'plain',
    ],
    [
      'a layer of stored bytes behind a choice',
      [
        softmax,
        ['TopK', ['p', 'largest'], 'v,i', { axis: 1 }],
        ['DequantizeLinear', ['bytes', 'two'], 'weights'],
        ['MatMul', ['v', 'weights'], 'y'],
      ],
      'y',
      'plain',
    ],
    [
      'a product of sigmoids, which may be any number',
      [sigmoid, ['Mul', ['p', 'hundred'], 'y']],
      'y',
      'plain',
    ],
    ['the largest one', [softmax, ['ArgMax', ['p'], 'label', { axis: 1 }]], 'x', 'softmax'],
    ['the largest number', [['ArgMax', ['x'], 'label', { axis: 1 }]], 'x', 'plain'],
    ['the largest few', [softmax, ['TopK', ['p', 'largest'], 'scores,ids', { axis: 1 }]], 'x', 'softmax'],
    [
      'two networks of which the mean is taken',
      [
        softmax,
        ['MatMul', ['mean', 'head'], 'y'],
        ['Softmax', ['y'], 'q'],
        ['Add', ['p', 'q'], 'sum'],
        ['Div', ['sum', 'two'], 'ensemble'],
      ],
      'ensemble',
      'probabilities',
    ],
    [
      'a probability and what is left of it',
      [
        ['MatMul', ['mean', 'one'], 'y'],
        ['Sigmoid', ['y'], 'q'],
        ['Sub', ['unit', 'q'], 'rest'],
        ['Concat', ['rest', 'q'], 'both', { axis: 1 }],
      ],
      'both',
      'probabilities',
    ],
    ['a sum that is none of probabilities', [softmax, ['Add', ['p', 'x'], 'y']], 'y', 'plain'],
  ])('%s', (_, end, value, kind) => {
    expect(modelOf(end).scores).toMatchObject({ value, kind });
  });

  const photo = picture([8, 8], (y, x) => [y / 8, x / 8, 0.5]);

  test('a sigmoid of straight lines gives its own probabilities', async () => {
    const model = modelOf([['HardSigmoid', ['x'], 'p', { alpha: 0.25, beta: 0.5 }]]);
    expect(model.scores).toMatchObject({ value: 'x', kind: 'sigmoid' });
    for (const { activation, probability } of await strongest(model, photo))
      expect(probability).toBeCloseTo(Math.max(0, Math.min(1, 0.25 * activation + 0.5)), 6);
  });

  test('scores of one image without an axis of images are read as they are', async () => {
    const units = async (end: LayerInit[]) => strongest(modelOf(end, undefined), photo);
    const bytes = (end: LayerInit[]) =>
      Model.read(network({ image: [1, 3, 8, 8] }, [...BODY, ...end], CONSTANTS), {
        size: [8, 8],
        range: [-1, 1],
      });
    const squeezed = bytes([['Squeeze', ['x', 'first'], 'row']]);
    expect(await strongest(squeezed, photo)).toEqual(await units([]));
    expect(squeezed.classIndex('4')).toBe(4);
  });

  test('probabilities are those that the network gives', async () => {
    const ensemble = modelOf([softmax, ['Sigmoid', ['x'], 'q'], ['Concat', ['p', 'q'], 'all', { axis: 1 }]]);
    const units = await strongest(ensemble, photo, { count: 10 });
    expect(units).toHaveLength(10);
    for (const { activation, probability } of units) expect(probability).toBe(activation);
  });
});

const heads: LayerInit[] = [
  ['MatMul', ['mean', 'wide'], 'y'],
  ['MatMul', ['mean', 'wide'], 'z'],
];
const named = (name: string, value = 'x'): LayerInit => ['Identity', [value], name];

describe('of several outputs the scores are', () => {
  test.each<[string, LayerInit[], string[], output: string, Partial<ModelDescription>?]>([
    ['what is called so', [named('logits')], ['features', 'logits'], 'logits'],
    ['what is called so, wherever it is', [named('logits')], ['logits', 'features'], 'logits'],
    [
      'predictions and not an embedding',
      [...heads, named('image_embeds', 'y'), named('predictions')],
      ['image_embeds', 'predictions'],
      'predictions',
    ],
    [
      'the head and not the auxiliary one',
      [...heads, named('aux_logits', 'y'), named('logits')],
      ['aux_logits', 'logits'],
      'logits',
    ],
    [
      'logits and not boxes',
      [...heads, named('pred_boxes', 'y'), named('logits')],
      ['pred_boxes', 'logits'],
      'logits',
    ],
    ['probabilities, their logits being the same', [softmax, named('logits')], ['p', 'x'], 'p'],
    [
      'what ends in probabilities',
      [...heads, ['Softmax', ['z'], 'out_1'], named('out_0', 'y')],
      ['out_0', 'out_1'],
      'out_1',
    ],
    ['what is made of the others', [], ['mean', 'x'], 'x'],
    ['one number a unit and not a map', [], ['features', 'x'], 'x'],
    ['the first of those that are alike', heads, ['z', 'y'], 'z'],
    ['those that there are labels for', heads, ['y', 'x'], 'x', { labels: ['a', 'b', 'c', 'd', 'e'] }],
    [
      'those that there are labels for, whatever they are called',
      [...heads, named('logits', 'y')],
      ['logits', 'x'],
      'x',
      { labels: ['a', 'b', 'c', 'd', 'e'] },
    ],
    ['those that are named', [...heads, named('logits')], ['logits', 'y'], 'y', { logits: 'y' }],
    [
      'what the largest one is chosen of',
      [softmax, ['ArgMax', ['p'], 'label', { axis: 1 }]],
      ['label', 'p'],
      'label',
    ],
  ])('%s', (_, layers, outputs, output, more) => {
    const { scores, notes } = modelOf(layers, outputs, more);
    expect(scores.output).toBe(output);
    // a choice is said, and how to choose another
    const chosen = scores.others.length > 0 && more?.logits === undefined;
    expect(notes.some((note) => note.includes(`"${output}", since`) && note.includes('logits'))).toBe(chosen);
  });

  test('what goes into the names of classes and into maps from them, whose labels are read', async () => {
    const end: LayerInit[] = [
      softmax,
      ['ArgMax', ['p'], 'index', { axis: 1, keepdims: 0 }],
      ['Constant', [], 'labels', { value_strings: ['a', 'b', 'c', 'd', 'e'] }],
      ['ArrayFeatureExtractor', ['labels', 'index'], 'label'],
      ['Identity', ['label'], 'classLabel'],
      ['ZipMap', ['p'], 'loss', { classlabels_strings: ['a', 'b', 'c', 'd', 'e'] }],
    ];
    const model = modelOf(end, ['classLabel', 'loss']);
    expect(model.scores).toMatchObject({ value: 'x', kind: 'softmax', others: [] });
    const bytes = network({ image: ['n', 3, 8, 8] }, [...BODY, ...end], CONSTANTS, ['classLabel']);
    expect(labelsInGraph(Network.open(bytes))).toEqual(['a', 'b', 'c', 'd', 'e']);
    const units = await strongest(
      model,
      picture([8, 8], () => [0.2, 0.4, 0.6]),
      { count: 5 },
    );
    expect(units.reduce((sum, { probability }) => sum + probability!, 0)).toBeCloseTo(1, 5);
  });
});
