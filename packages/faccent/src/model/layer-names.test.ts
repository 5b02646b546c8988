// Proves that every name that is printed is taken, that wrong ones are answered with modules, and which of two comes first.
import { readFileSync, readdirSync } from 'node:fs';
import { Tensor } from 'onnx-grad';
import { describe, expect, test } from 'vitest';
import { withMask } from '../circuit/with-mask.js';
import { activations } from '../inspect/index.js';
import { fixtureBytes } from '../testing/golden.js';
import { miniInceptionFile } from '../testing/mini-inception.js';
import { type LayerInit, networkOf, picture, tensor } from '../testing/networks.js';
import { mainLayers } from './main-layers.js';
import { Model } from './model.js';

const folder = new URL('../../../onnx-grad/src/fixtures/', import.meta.url);
const exported = readdirSync(folder).filter((name) => name.endsWith('.onnx'));
const open = (bytes: Uint8Array, side: number): Model =>
  Model.read(bytes, { size: [side, side], range: [0, 1] });
const bytesOf = (name: string): Uint8Array => readFileSync(new URL(name, folder));

const models: [string, () => Model][] = [
  ...exported
    .filter((name) => !name.startsWith('block-'))
    .map((name): [string, () => Model] => [name, () => open(bytesOf(name), name === 'tiny.onnx' ? 32 : 8)]),
  ['tiny of faccent', () => open(fixtureBytes('tiny.onnx'), 32)],
  ['mini-inception', () => open(miniInceptionFile('model.onnx'), 128)],
];

describe.each(models)('%s', (_, make) => {
  const model = make();

  test('every name of a layer and of a module that it prints stands for that value', () => {
    for (const { name, value, modules } of model.layers) {
      expect([name, model.resolve(name)]).toEqual([name, value]);
      for (const { name } of modules) expect([name, model.resolve(name)]).toEqual([name, value]);
    }
    expect(new Set(model.layers.map(({ name }) => name)).size).toBe(model.layers.length);
  });

  test('every module is printed, with the value that commands take', () => {
    const printed = new Set(model.layers.flatMap(({ modules }) => modules.map(({ name }) => name)));
    expect(model.modules.filter(({ path }) => !printed.has(path))).toEqual([]);
  });

  test('a wrong name is answered with modules', () => {
    const paths = model.modules.map(({ path }) => path);
    const offered = (wanted: string): string[] => {
      let message = '';
      try {
        model.resolve(wanted);
      } catch (error) {
        message = (error as Error).message;
      }
      return [...message.matchAll(/"([^"]+)"/g)].slice(1).map(([, name]) => name!);
    };
    for (const wanted of ['layer9', 'val_1', 'conv99', `${paths.at(-1)!}x`]) {
      expect(offered(wanted).length).toBeGreaterThan(0);
      expect(offered(wanted).filter((name) => !paths.includes(name))).toEqual([]);
    }
  });
});

test('a network of which only a circuit runs has the same names', () => {
  const model = open(bytesOf('dynamo.onnx'), 8);
  for (const layer of ['conv1', 'layer1.0']) {
    const dims = [4];
    const masked = withMask(model, { layer, of: 'channels', dims, keep: Uint8Array.of(1, 0, 0, 1) });
    const named = ({ layers }: Model) => layers.filter(({ modules }) => modules.length > 0);
    expect(named(masked).map(({ name, value, modules }) => ({ name, value, modules }))).toEqual(
      named(model).map(({ name, value, modules }) => ({ name, value, modules })),
    );
  }
});

const relu = (from: string, to: string): LayerInit => ['Relu', [from], to];

test('what several outputs make is listed by all of them', () => {
  const model = networkOf(4, [['Split', ['image'], 'first', { axis: 1, num_outputs: 2 }]], {});
  const graph = model.graph.clone();
  graph.nodes[0] = { ...graph.nodes[0]!, outputs: ['first', 'second'] };
  const layers = model.withGraph(graph).layers;
  expect(layers.map(({ name }) => name)).toEqual(['first', 'second']);
});

test('"input" is the picture; a layer of the model that is called so goes by its full name', async () => {
  const model = networkOf(4, [['Neg', ['image'], 'input'], relu('input', 'out')], {});
  const layer = model.layers.find(({ value }) => value === 'input')!;
  const photo = picture([4, 4], () => [0.5, 0.25, 1]);
  const first = async (name: string) => (await activations(model, photo, name)).data[0];
  expect(await first('input')).toBe(0.5);
  expect(await first(layer.name)).toBe(-0.5);
  expect(await first('value:input')).toBe(-0.5);
});

test('a network without modules offers and lists layers that matter', () => {
  const model = networkOf(
    4,
    [
      ['Conv', ['image', 'w'], 'c1'],
      ['Sigmoid', ['c1'], 's1'],
      ['Mul', ['c1', 's1'], 'm1'],
      ['Shape', ['m1'], 'shape'],
      ['Conv', ['m1', 'w'], 'c2'],
      ['Add', ['c2', 'm1'], 'a2'],
      ['ReduceMean', ['a2', 'axes'], 'pooled', { keepdims: 0 }],
    ],
    { w: tensor([3, 3, 1, 1], new Array<number>(9).fill(1)), axes: Tensor.ints([2, 3]) },
  );
  expect(model.modules).toEqual([]);
  expect(mainLayers(model, 10).map(({ name }) => name)).toEqual(['c1', 'm1', 'c2', 'a2', 'pooled']);
  expect(mainLayers(model, 3).map(({ name }) => name)).toEqual(['m1', 'a2', 'pooled']);
  expect(() => model.resolve('a3')).toThrow(/the closest are "a2"/);
});
