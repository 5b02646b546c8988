// Proves that patterns of layers and units find what they say, once each, and that what they cannot find is told of.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadModel } from '../models/load.js';
import { miniInception } from '../testing/mini-inception.js';
import { featuresMatching } from './features.js';
import { Model } from './model.js';

const mini = await loadModel(miniInception);
const shipped = await loadModel();

test('a name, a pattern, and units behind a colon', () => {
  expect(featuresMatching(mini, ['mixed4a:0-2,5'])).toEqual([{ layer: 'mixed4a', units: [0, 1, 2, 5] }]);
  const some = featuresMatching(mini, ['mixed4*:1']);
  expect(some.map(({ layer }) => layer)).toEqual(expect.arrayContaining(['mixed4a', 'mixed4b', 'mixed4c']));
  expect(some.every(({ units }) => units.length === 1 && units[0] === 1)).toBe(true);
  const [all] = featuresMatching(shipped, ['block6a']);
  const dims = shipped.layers.find(({ name }) => name === 'block6a')!.dims!;
  expect(all!.units).toEqual(Array.from({ length: dims[1]! }, (_, unit) => unit));
});

test('a star stays within a part of a name, two cross them; units that a layer of several lacks are left out', () => {
  const names = (pattern: string): string[] => featuresMatching(shipped, [pattern]).map(({ layer }) => layer);
  const some = names('block6*');
  expect(some).toContain('block6a');
  expect(some.every((name) => /^block6[^./]*$/.test(name))).toBe(true);
  expect(names('**').length).toBeGreaterThan(names('*').length);
  const few = featuresMatching(shipped, ['block*:200-400']);
  expect(few.some(({ units }) => units.length === 0)).toBe(false);
  expect(few.length).toBeGreaterThan(0);
});

test('a layer that several patterns name is there once, with the units of all', () => {
  expect(featuresMatching(mini, ['mixed4a:3', 'mixed4a:0-1', 'mixed4a:1,3'])).toEqual([
    { layer: 'mixed4a', units: [0, 1, 3] },
  ]);
});

test('tokens and classes have their channels as units', () => {
  const bytes = readFileSync(new URL('../fixtures/tokens/class.onnx', import.meta.url));
  const model = Model.read(bytes, { size: [16, 24], range: [0, 1] });
  const of = (name: string): number => model.layers.find((layer) => layer.name === name)!.dims![1]!;
  const [blocks] = featuresMatching(model, ['blocks.0']);
  expect(blocks!.units).toHaveLength(of('blocks.0'));
  const [classes] = featuresMatching(shipped, [`${shipped.logits}:0-999`]);
  expect(classes!.units).toHaveLength(1000);
});

test.each([
  [[], 'no layer is named'],
  [['nothing*'], 'no layer with channels matches "nothing*"'],
  [['mixed4a:900'], /the layer "mixed4a" has \d+ units, 0 to \d+: "mixed4a:900" asks for 900/],
  [['mixed4a:5-2'], 'should go from the lower unit to the higher'],
  [['mixed4a:first'], '"first" in "mixed4a:first" should be units'],
  [['mixed4*:900'], /mixed4\*:900/],
  [['mixed9z'], 'mixed9z'],
  [['mixed4a:0-99999999999'], 'asks for'],
])('%s is told of', (patterns, message) => {
  expect(() => featuresMatching(mini, patterns)).toThrow(message);
});
