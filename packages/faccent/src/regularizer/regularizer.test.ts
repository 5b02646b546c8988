import { expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { heldLayersFrom } from './regularizer.js';

test('held layers go through JSON and come back', () => {
  const held = [{ layer: 'mixed3a' }, { layer: 'conv2', power: 1, weight: 0.5 }];
  expect(heldLayersFrom(JSON.parse(JSON.stringify(held)))).toEqual(held);
  expect(heldLayersFrom([])).toEqual([]);
});

test.each<[unknown, string]>([
  ['mixed3a', 'regularize is "mixed3a"; it should be a list of up to 100 layers'],
  [new Array(101).fill({ layer: 'a' }), 'a list of up to 100 layers'],
  [[{ layer: 'a' }, {}], 'regularize[1].layer is missing'],
  [[{ layer: 'a', p: 1 }], 'regularize[0] has "p", which it does not know; it has layer, power, weight'],
  [[{ layer: 'a', power: 0.5 }], 'the distance at "a" has the power 0.5; it should be 1 or more'],
  [[{ layer: 'a', weight: 0 }], 'the distance at "a" has the weight 0; it should be above 0'],
])('held layers that cannot be used are refused: %#', (json, message) => {
  expect(() => heldLayersFrom(json)).toThrow(FaccentError);
  expect(() => heldLayersFrom(json)).toThrow(message);
});
