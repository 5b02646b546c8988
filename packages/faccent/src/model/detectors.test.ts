// Proves that a class of a detector is its scores at all places, never a coordinate of its boxes, however its output is put together.
import { Tensor } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { strongest } from '../inspect/index.js';
import { type LayerInit, network, picture, tensor } from '../testing/networks.js';
import { Model } from './model.js';

const waves = (size: number): number[] => Array.from({ length: size }, (_, i) => Math.sin(i * 1.7) / 2);

/** The last layers with weights of a detector of 3 classes at 4 × 4 places: boxes, classes, and whether there is anything. */
const BODY: LayerInit[] = [
  ['Conv', ['image', 'wb'], 'box4', { pads: [1, 1, 1, 1], strides: [2, 2] }],
  ['Conv', ['image', 'wc'], 'cls4', { pads: [1, 1, 1, 1], strides: [2, 2] }],
  ['Conv', ['image', 'wo'], 'obj4', { pads: [1, 1, 1, 1], strides: [2, 2] }],
  ['Conv', ['image', 'wm'], 'more4', { pads: [1, 1, 1, 1], strides: [2, 2] }],
  ['Reshape', ['box4', 'flat'], 'box'],
  ['Reshape', ['cls4', 'flat'], 'cls'],
  ['Reshape', ['obj4', 'flat'], 'obj'],
  ['Reshape', ['more4', 'flat'], 'more'],
];
const CONSTANTS = {
  wb: tensor([4, 3, 3, 3], waves(108)),
  wc: tensor([3, 3, 3, 3], waves(81)),
  wo: tensor([1, 3, 3, 3], waves(27)),
  wm: tensor([2, 3, 3, 3], waves(54)),
  flat: Tensor.ints([0, 0, -1]),
  parts: Tensor.ints([2, 2, 4]),
  stride: tensor([], [8]),
  most: Tensor.ints([5]),
  boxesAt: Tensor.ints([4, 3]),
  second: Tensor.ints([1]),
  last: Tensor.ints([2]),
  few: Tensor.of('int64', [], [3]),
  zero: Tensor.of('int64', [], [0]),
};
const labels = ['cat', 'dog', 'owl'];

const p: LayerInit = ['Sigmoid', ['cls'], 'p'];
const boxes: LayerInit = ['Mul', ['box', 'stride'], 'boxes'];
const joined = (parts: string[], name: string, axis = 1): LayerInit => ['Concat', parts, name, { axis }];
const turned = (from: string, name: string): LayerInit => ['Transpose', [from], name, { perm: [0, 2, 1] }];

/** YOLOv8's output, and what it chooses by in its own last layers. */
const plain: LayerInit[] = [p, boxes, joined(['boxes', 'p'], 'output0')];
const chosen: LayerInit[] = [
  ...plain,
  turned('output0', 'turned'),
  ['Split', ['turned', 'boxesAt'], 'b,s', { axis: -1 }],
  ['ReduceMax', ['s', 'last'], 'top', { keepdims: 0 }],
  ['TopK', ['top', 'most'], 'scores,places', { axis: 1 }],
  ['Unsqueeze', ['scores', 'last'], 'column'],
  ['Unsqueeze', ['places', 'last'], 'index'],
  ['Cast', ['index'], 'number', { to: 1 }],
  joined(['column', 'number'], 'output', -1),
];
const suppressed: LayerInit[] = [
  p,
  turned('box', 'corners'),
  ['NonMaxSuppression', ['corners', 'p', 'few'], 'kept'],
  ['Gather', ['kept', 'zero'], 'rows', { axis: 1 }],
  ['Gather', ['p', 'rows'], 'found', { axis: 2 }],
];

function detector(end: LayerInit[], { task, named = true }: { task?: string; named?: boolean } = {}): Model {
  const bytes = network({ image: [1, 3, 8, 8] }, [...BODY, ...end], CONSTANTS);
  const model = Model.read(bytes, { size: [8, 8], range: [0, 1], ...(named && { labels }) });
  if (task !== undefined) model.graph.metadata.set('task', task);
  return model;
}

describe('the class "dog" is', () => {
  const objectness: LayerInit[] = [p, boxes, ['Sigmoid', ['obj'], 'o'], joined(['boxes', 'o', 'p'], 'out')];
  // YOLOv5: one sigmoid of all, and boxes made of pieces of it
  const pieces: LayerInit[] = [
    joined(['box', 'obj', 'cls'], 'all'),
    turned('all', 'last8'),
    ['Sigmoid', ['last8'], 's'],
    ['Split', ['s', 'parts'], 'xy,wh,conf', { axis: -1 }],
    ['Mul', ['xy', 'stride'], 'centre'],
    ['Mul', ['wh', 'stride'], 'size'],
    joined(['centre', 'size', 'conf'], 'out', -1),
  ];
  test.each<[string, LayerInit[], layer: string, unit: number, task?: string]>([
    ['behind the box', plain, 'output0', 5],
    ['behind the box, as the file says', plain, 'output0', 5, 'detect'],
    ['behind the box and before masks', [...plain, joined(['output0', 'more'], 'out')], 'out', 5, 'segment'],
    ['behind the box and before an angle', [...plain, joined(['output0', 'obj'], 'out')], 'out', 5, 'obb'],
    ['behind the box, places first', [...plain, turned('output0', 'out')], 'out', 5],
    ['behind whether there is anything', objectness, 'out', 6],
    ['behind whether there is anything, in one piece', pieces, 'out', 6],
    ['among scores alone', [p, joined(['p', 'p'], 'out', 2)], 'out', 1],
    ['before the sigmoid, where boxes are chosen by the largest', chosen, 'cls', 1],
    ['before the sigmoid, where overlapping boxes are left out', suppressed, 'cls', 1],
    ['among scores before a softmax', [['Softmax', ['cls'], 'out', { axis: 1 }]], 'cls', 1],
  ])('%s', async (_, end, layer, unit, task) => {
    const unnamed = detector(end, { task, named: false });
    expect([unnamed.logits, unnamed.classIndex('1')]).toEqual([layer, unit]);
    const model = detector(end, { task });
    expect([model.logits, model.classIndex('dog'), model.labelOf(unit)]).toEqual([layer, unit, 'dog']);
    expect(model.labelOf(unit - 2)).toBeUndefined();
    expect(model.classes.units?.count).toBe(3);
    const photo = picture([8, 8], (y, x) => [y / 8, x / 8, 0.5]);
    const found = await strongest(model, photo, { count: 99 });
    expect(found.map((u) => u.label).sort()).toEqual(labels);
    // by the layer's name all its units are listed, and are what they were
    const all = await strongest(model, photo, { layer, count: 99 });
    for (const own of found) expect(all).toContainEqual(own);
  });
});

test('one label too few is refused, and no class is taken for whether there is anything', () => {
  const bytes = network({ image: [1, 3, 8, 8] }, [...BODY, ...plain], CONSTANTS);
  const model = Model.read(bytes, { size: [8, 8], range: [0, 1], labels: labels.slice(1) });
  expect(model.classes.units).toEqual({ first: 4, count: 3 });
  expect(() => model.classIndex('dog')).toThrow('there are 2 labels for 3 classes');
});

test('behind the classes of queries comes that there is nothing, where each has a box', () => {
  const end: LayerInit[] = [turned('cls', 'logits'), turned('box', 'pred_boxes')];
  const of = (labels: string[], outputs: string[]): Model => {
    const bytes = network({ image: [1, 3, 8, 8] }, [...BODY, ...end], CONSTANTS, outputs);
    return Model.read(bytes, { size: [8, 8], range: [0, 1], labels });
  };
  const detr = of(['cat', 'dog'], ['logits', 'pred_boxes']);
  expect([detr.logits, detr.classIndex('dog'), detr.classes.units]).toEqual([
    'logits',
    1,
    { first: 0, count: 2 },
  ]);
  expect(of(labels, ['logits', 'pred_boxes']).classes.units).toEqual({ first: 0, count: 3 });
  // by their shapes, where exporters call outputs by their operators
  const ends: LayerInit[] = [
    turned('cls', 'linear'),
    turned('box', 'linear_1'),
    ['Sigmoid', ['linear_1'], 'sigmoid'],
  ];
  const named = network({ image: [1, 3, 8, 8] }, [...BODY, ...ends], CONSTANTS, ['linear', 'sigmoid']);
  const { scores } = Model.read(named, { size: [8, 8], range: [0, 1] });
  expect([scores.value, scores.why]).toEqual(['linear', 'the others are coordinates of boxes']);
  expect(() => of(['cat', 'dog'], ['logits']).classIndex('dog')).toThrow('2 labels for 3 classes');
});

test('of a product of pictures with texts each text is a class, whichever is first', () => {
  const mean: LayerInit[] = [
    ['GlobalAveragePool', ['more4'], 'pooled'],
    ['Flatten', ['pooled'], 'features'],
    ['Transpose', ['features'], 'column', { perm: [1, 0] }],
    ['MatMul', ['texts', 'column'], 'per_text'],
    ['Transpose', ['per_text'], 'per_image', { perm: [1, 0] }],
  ];
  const constants = { ...CONSTANTS, texts: tensor([3, 2], waves(6)) };
  for (const output of ['per_text', 'per_image']) {
    const bytes = network({ image: [1, 3, 8, 8] }, [...BODY, ...mean], constants, [output]);
    const model = Model.read(bytes, { size: [8, 8], range: [0, 1], labels });
    expect([model.classes.units, model.classIndex('owl')]).toEqual([{ first: 0, count: 3 }, 2]);
  }
});

test('what cannot be seen in the graph follows from the number of labels', () => {
  const opaque = (parts: string[]): LayerInit[] => [joined(parts, 'all'), ['Relu', ['all'], 'out']];
  expect(detector(opaque(['box', 'cls'])).classIndex('dog')).toBe(5);
  expect(detector(opaque(['box', 'obj', 'cls'])).classIndex('dog')).toBe(6);
  expect(detector(opaque(['box', 'cls', 'obj']), { task: 'obb' }).classIndex('dog')).toBe(5);
  expect(detector(opaque(['box', 'cls', 'more']), { task: 'segment' }).classIndex('dog')).toBe(5);
  expect(detector(opaque(['box', 'cls']), { named: false }).classIndex('1')).toBe(1);
});

test('there are as many classes as scores of such, whatever follows them', () => {
  const pose = detector([...plain, joined(['output0', 'more'], 'out')], { task: 'pose' });
  expect(() => pose.classIndex('3')).toThrow('classes 0 to 2');
});

test('one score of two classes is that of the second', () => {
  const end: LayerInit[] = [
    ['GlobalAveragePool', ['obj4'], 'mean'],
    ['Flatten', ['mean'], 'x'],
    ['Sigmoid', ['x'], 'y'],
  ];
  const bytes = network({ image: [1, 3, 8, 8] }, [...BODY, ...end], CONSTANTS);
  const model = Model.read(bytes, { size: [8, 8], range: [0, 1], labels: ['cat', 'dog'] });
  expect([model.classIndex('dog'), model.labelOf(0), model.classIndex('0')]).toEqual([0, 'dog', 0]);
  expect(() => model.classIndex('cat')).toThrow(/"cat" has no score of its own/);
});
