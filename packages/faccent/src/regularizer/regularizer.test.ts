// Regularizers go through JSON, older JSON without a name included, through short forms, and come of what a run is told.
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { lpDistance, regularizers, regularizersOf } from './index.js';

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const LP = { name: 'lpDistance' };

describe('a list', () => {
  test('goes through JSON and comes back', () => {
    const list = [lpDistance({ layer: 'mixed3a' }), lpDistance({ layer: 'conv2', power: 1, weight: 0.5 })];
    const descriptions = list.map(({ description }) => description);
    expect(descriptions).toEqual([
      { ...LP, layer: 'mixed3a' },
      { ...LP, layer: 'conv2', power: 1, weight: 0.5 },
    ]);
    const again = regularizers.readList(json(descriptions));
    expect(again.map(({ description }) => description)).toEqual(descriptions);
    expect(again.map(({ name, layers }) => [name, layers])).toEqual([
      ['lpDistance', ['mixed3a']],
      ['lpDistance', ['conv2']],
    ]);
    expect(regularizers.readList([])).toEqual([]);
  });

  test('of older recipes has no names', () => {
    const older = [{ layer: 'mixed3a' }, { layer: 'conv2', power: 1, weight: 0.5 }];
    expect(regularizers.readList(json(older)).map(({ description }) => description)).toEqual(
      older.map((one) => ({ ...LP, ...one })),
    );
  });

  test.each<[unknown, string]>([
    ['mixed3a', 'regularize is "mixed3a"; it should be a list of up to 100 regularizers'],
    [new Array(101).fill({ layer: 'a' }), 'a list of up to 100 regularizers'],
    [[{ layer: 'a' }, {}], 'regularize[1].layer is missing'],
    [[{ layer: 'a' }, 'b'], 'regularize[1] is "b"; it should be an object, like {"name": "lpDistance"'],
    [[{ name: 'l3', layer: 'a' }], 'regularize[0].name is "l3"; it should be one of lpDistance'],
    [[{ layer: 'a', p: 1 }], 'regularize[0] has "p", which it does not know; it has layer, power, weight'],
    [[{ layer: 'a', power: 0.5 }], 'regularize[0].power is 0.5; it should be a number, 1 or more'],
    [[{ layer: 'a', weight: 0 }], 'regularize[0].weight is 0; it should be a number above 0'],
  ])('that cannot be used is refused: %#', (list, message) => {
    expect(() => regularizers.readList(list)).toThrow(FaccentError);
    expect(() => regularizers.readList(list)).toThrow(message);
  });

  test('is refused where it stands', () => {
    expect(() => regularizers.readList([{}], { path: 'settings.regularize' })).toThrow(
      'settings.regularize[0].layer is missing',
    );
  });
});

describe('as text', () => {
  test.each<[string, object]>([
    ['mixed3a', { layer: 'mixed3a' }],
    ['mixed3a:1', { layer: 'mixed3a', power: 1 }],
    [' conv2:1.5:0.25 ', { layer: 'conv2', power: 1.5, weight: 0.25 }],
    ['onnx::Conv_12', { layer: 'onnx::Conv_12' }],
    ['onnx::Conv_12:2:3', { layer: 'onnx::Conv_12', power: 2, weight: 3 }],
    ['498', { layer: '498' }],
    ['1.0:a:007:2:3', { layer: '1.0:a:007', power: 2, weight: 3 }],
    ['lpDistance:conv2:1', { layer: 'conv2', power: 1 }],
    ['{"name": "lpDistance", "layer": "a", "weight": 2}', { layer: 'a', weight: 2 }],
    ['{"layer": "a"}', { layer: 'a' }],
  ])('%s', (text, options) => {
    expect(regularizers.parse(text).description).toEqual({ ...LP, ...options });
  });

  test.each<[string, string]>([
    ['', 'regularizer.layer is ""; it should be text'],
    ['a:0.5', 'regularizer.power is 0.5; it should be a number, 1 or more'],
    ['a:2:0', 'regularizer.weight is 0; it should be a number above 0'],
    ['{"layer": "a"', 'is not JSON'],
  ])('%j is refused', (text, message) => {
    expect(() => regularizers.parse(text)).toThrow(FaccentError);
    expect(() => regularizers.parse(text)).toThrow(message);
  });
});

describe('what a run is told', () => {
  const one = lpDistance({ layer: 'relu2', power: 1 });
  test.each<[string, Parameters<typeof regularizersOf>[0], object[]]>([
    ['nothing', null, []],
    ['a layer by name', 'relu1', [{ ...LP, layer: 'relu1' }]],
    ['a regularized layer', { layer: 'relu1', weight: 2 }, [{ ...LP, layer: 'relu1', weight: 2 }]],
    ['a regularizer', one, [one.description]],
    ['several, of both kinds', [{ layer: 'relu1' }, one], [{ ...LP, layer: 'relu1' }, one.description]],
    ['none', [], []],
  ])('%s', (_, given, descriptions) => {
    expect(regularizersOf(given).map(({ description }) => description)).toEqual(descriptions);
  });

  test('is refused where it makes no distance', () => {
    expect(() => regularizersOf([{ layer: 'a' }, { layer: 'a', power: 0.5 }])).toThrow(
      'regularize[1].power is 0.5',
    );
    expect(() => regularizersOf({ layer: 'a', weight: 0 })).toThrow('regularize.weight is 0');
    expect(() => lpDistance({ layer: 'a', weight: NaN })).toThrow('lpDistance.weight is NaN');
  });
});
