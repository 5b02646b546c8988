// Proves that a model's values, nodes and inputs may have any names, those of our own graphs' inputs and outputs too, or none.
import { Tensor, readModel, writeModel } from 'onnx-grad';
import { expect, test } from 'vitest';
import { type AccentuateOptions, accentuate } from '../accentuate.js';
import { attribute } from '../attribution/attribute.js';
import { attributionVectors } from '../circuit/vectors.js';
import { activations, inputGradient } from '../inspect/index.js';
import { channel } from '../objective/channel.js';
import { value } from '../platform/runtime.js';
import { type LayerInit, network, picture, tensor } from '../testing/networks.js';
import { box } from '../transform/box.js';
import { Model } from './model.js';
import { Network } from './network.js';

const weights = (count: number): number[] => Array.from({ length: count }, (_, i) => Math.sin(i * 1.7) / 3);

/** Convolution, ReLU, convolution, mean, product: under five names, in an input of a sixth. */
function bytesWith([image, a, b, c, d, e]: readonly string[], nodeNames = (i: number) => `node${i}`) {
  const layers: LayerInit[] = [
    ['Conv', [image!, 'w0'], a!, { pads: [1, 1, 1, 1] }],
    ['Relu', [a!], b!],
    ['Conv', [b!, 'w1'], c!],
    ['ReduceMean', [c!, 'axes'], d!, { keepdims: 0 }],
    ['MatMul', [d!, 'w2'], e!],
  ];
  const constants = {
    w0: tensor([4, 3, 3, 3], weights(108)),
    w1: tensor([5, 4, 1, 1], weights(20)),
    axes: Tensor.ints([2, 3]),
    w2: tensor([5, 4], weights(20)),
  };
  const graph = readModel(network({ [image!]: ['n', 3, 8, 8] }, layers, constants));
  graph.nodes.forEach((node, i) => (graph.nodes[i] = { ...node, name: nodeNames(i) }));
  return writeModel(graph);
}

const photo = picture([16, 16], (y, x) => [y / 16, x / 16, Math.sin(x * y) ** 2]);

/** All numbers that come of looking at a network and of steps on it. */
async function seen(bytes: Uint8Array, names: readonly string[]): Promise<number[]> {
  const model = Model.read(bytes, { size: [8, 8], range: [-1, 1] });
  const [image, , relu, , , logits] = names as [string, string, string, string, string, string];
  const objective = channel({ layer: logits, unit: 2 });
  const options: AccentuateOptions = {
    ...{ steps: 2, transform: box({ views: 2 }), threads: 1, regularize: relu, ball: 5, learningRate: 10 },
    mask: Float32Array.from({ length: 256 }, (_, i) => i / 255),
  };
  const numbers: number[] = [];
  for (const viewsAtOnce of [2, 1])
    numbers.push(...(await accentuate(model, photo, objective, { ...options, viewsAtOnce })).image.data);
  numbers.push(...(await activations(model, photo, relu)).data);
  numbers.push(...(await attribute(model, photo, objective, { method: 'gradCam' })).map);
  const vectors = await attributionVectors(model, [photo], objective, [relu]);
  numbers.push(...Object.values<readonly Float32Array[]>(vectors.layers)[0]![0]!);
  const inputs = { [image]: value([1, 3, 8, 8], photo.data.slice(0, 192)) };
  const wrt = { layer: logits, unit: 2, wrt: image, inputs };
  numbers.push(...(await inputGradient(Network.open(bytes), wrt)).gradient.data);
  return numbers;
}

const plain = ['x', 'a', 'b', 'c', 'd', 'e'];
const ours = [
  ...['image', 'activation', 'step', 'seed', 'distance', 'opacity', 'parameter0', 'parameter0.mean'],
  ...['next.parameter0', 'learningRate', 'regularization', 'mask', 'radius', 'redirect', 'draw.boxes'],
  ...['objective.unit', 'images', 'values', 'vectors0', 'gradient', 'activations', 'model:a', 'Conv~1'],
  ...['fixed0', 'weight', 'sum', 'w0~half', 'norm.image', 'photograph', 'views'],
];

test('every name that our graphs have may be that of a value or an input', async () => {
  const expected = await seen(bytesWith(plain), plain);
  expect(expected.every(Number.isFinite)).toBe(true);
  for (let i = 0; i < ours.length; i += plain.length) {
    const names = ours.slice(i, i + plain.length);
    expect([names, await seen(bytesWith(names), names)]).toEqual([names, expected]);
  }
});

test.each([
  ['no names', () => ''],
  ['one name', () => 'node'],
  ['names of values', (i: number) => plain[(i + 2) % 6]!],
])('nodes may have %s', async (_, nodeNames) => {
  const expected = await seen(bytesWith(plain), plain);
  expect(await seen(bytesWith(plain, nodeNames), plain)).toEqual(expected);
});
