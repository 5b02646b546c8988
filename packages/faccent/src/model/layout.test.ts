// Proves that a value's channels are where the graph puts them, for one unit the same in what top lists, in a gradient, a map and a run.
import { Tensor } from 'onnx-grad';
import { expect, test } from 'vitest';
import { accentuate } from '../accentuate.js';
import { saliency } from '../attribution/saliency.js';
import { activations, inputGradient, strongest } from '../inspect/index.js';
import { channel } from '../objective/channel.js';
import { value } from '../platform/runtime.js';
import { type LayerInit, networkOf, picture, tensor } from '../testing/networks.js';
import { whole } from '../transform/whole.js';

const waves = (size: number): number[] => Array.from({ length: size }, (_, i) => Math.sin(i * 1.7) / 2);

/** 6 channels at 4 × 4 places. */
const CONV: LayerInit = ['Conv', ['image', 'w'], 'conv', { strides: [2, 2], pads: [1, 1, 1, 1] }];
const COLUMNS: LayerInit = ['Reshape', ['conv', 'flat'], 'columns'];
const TOKENS: LayerInit[] = [COLUMNS, ['Transpose', ['columns'], 'tokens', { perm: [0, 2, 1] }]];
const CONSTANTS = {
  w: tensor([6, 3, 3, 3], waves(162)),
  flat: Tensor.ints([0, 0, -1]),
  mix: tensor([16, 16], waves(256)),
  rows: tensor([16, 16], waves(256)),
  wide: tensor([6, 9], waves(54)),
  tall: tensor([9, 6], waves(54)),
  scale: tensor([6], waves(6)),
  patches: Tensor.ints([0, 0, 2, 2, 4]),
  joined: Tensor.ints([0, -1, 4]),
  third: Tensor.of('int64', [], [2]),
  two: Tensor.ints([2]),
  four: Tensor.ints([4]),
  last: Tensor.ints([-1]),
};
const mean: LayerInit = ['ReduceMean', ['value', 'last'], 'mean', { keepdims: 0 }];

test.each<[string, LayerInit[], dims: number[], axis: number]>([
  ['a convolution', [['Identity', ['conv'], 'value']], [1, 6, 4, 4], 1],
  ['channels last', [['Transpose', ['conv'], 'value', { perm: [0, 2, 3, 1] }]], [1, 4, 4, 6], 3],
  [
    'normalized tokens',
    [...TOKENS, ['LayerNormalization', ['tokens', 'scale'], 'value', { axis: -1 }]],
    [1, 16, 6],
    2,
  ],
  ['tokens times a matrix', [...TOKENS, ['MatMul', ['tokens', 'wide'], 'value']], [1, 16, 9], 2],
  ['tokens mixed', [COLUMNS, ['MatMul', ['columns', 'mix'], 'value']], [1, 6, 16], 1],
  ['a matrix times columns', [COLUMNS, ['MatMul', ['tall', 'columns'], 'value']], [1, 9, 16], 1],
  ['a matrix times tokens', [...TOKENS, ['MatMul', ['rows', 'tokens'], 'value']], [1, 16, 6], 2],
  [
    'attention',
    [...TOKENS, ['MatMul', ['tokens', 'columns'], 'all'], ['MatMul', ['all', 'tokens'], 'value']],
    [1, 16, 6],
    2,
  ],
  ['an Einsum', [['Einsum', ['conv', 'wide'], 'value', { equation: 'nchw,cd->ndhw' }]], [1, 9, 4, 4], 1],
  [
    'an Einsum to the last',
    [['Einsum', ['conv', 'wide'], 'value', { equation: 'nchw, cd -> nhwd' }]],
    [1, 4, 4, 9],
    3,
  ],
  ['an Einsum that turns', [['Einsum', ['conv'], 'value', { equation: 'nchw->nhcw' }]], [1, 4, 6, 4], 2],
  [
    'a part of the last axis',
    [...TOKENS, ['Slice', ['tokens', 'two', 'four', 'last'], 'value']],
    [1, 16, 2],
    2,
  ],
  ['one token', [...TOKENS, ['Gather', ['tokens', 'third'], 'value', { axis: 1 }]], [1, 6], 1],
  ['one row', [['Gather', ['conv', 'third'], 'value', { axis: 2 }]], [1, 6, 4], 1],
  [
    'channels joined with places',
    [COLUMNS, ['Reshape', ['conv', 'patches'], 'p'], ['Reshape', ['p', 'joined'], 'value']],
    [1, 24, 4],
    1,
  ],
])('%s', async (_, layers, dims, axis) => {
  const model = networkOf(8, [CONV, ...layers, mean], CONSTANTS);
  expect(model.images.typeOf('value')?.dims).toEqual(dims);
  expect(model.images.channelAxisOf('value')).toBe(axis);
  const photo = picture([8, 8], (y, x) => [y / 8, x / 8, Math.sin(x * y) ** 2]);
  const units = await strongest(model, photo, { layer: 'value', count: 99 });
  expect(units).toHaveLength(dims[axis]!);
  const { data, dims: ordered } = await activations(model, photo, 'value');
  expect(ordered.slice(0, 2)).toEqual([1, dims[axis]]);
  expect(data).toHaveLength(dims.reduce((a, b) => a * b, 1));
  const unit = 1;
  const listed = units.find((u) => u.unit === unit)!.activation;
  const shown = { layer: 'value', unit, wrt: 'image', inputs: { image: value([1, 3, 8, 8], photo.data) } };
  const { activation, gradient } = await inputGradient(model, shown);
  expect(activation).toBeCloseTo(listed, 4);
  const objective = channel({ layer: 'value', unit });
  const { map } = await saliency(model, photo, objective, { channels: 'sum', threads: 1 });
  const slope = (at: number): number =>
    [0, 64, 128].reduce((sum, c) => sum + Number(gradient.data[c + at]), 0);
  for (const at of map.keys()) expect(map[at]).toBeCloseTo(slope(at), 4);
  const result = await accentuate(model, photo, objective, {
    ...{ steps: 1, transform: whole(), threads: 1, regularize: null },
  });
  expect(result.activation.before).toBeCloseTo(listed, 3);
});
