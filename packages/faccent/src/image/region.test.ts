// Boxes become masks, and the regions of recipes are checked.
import { describe, expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { boxMask, regionFrom } from './region.js';

test('a box is 1 inside and 0 outside', () => {
  expect([...boxMask([1, 2, 3, 4], [4, 5])]).toEqual([
    ...[0, 0, 0, 0, 0],
    ...[0, 0, 1, 1, 0],
    ...[0, 0, 1, 1, 0],
    ...[0, 0, 0, 0, 0],
  ]);
  expect(boxMask([0, 0, 3, 2], [3, 2]).every((m) => m === 1)).toBe(true);
});

test.each([
  [[2, 0, 2, 3]],
  [[0, 3, 2, 1]],
  [[0, 0, 5, 5]],
  [[0, 0, 4, 6]],
  [[-1, 0, 2, 2]],
  [[0, NaN, 2, 2]],
] as const)('the box %j is refused', (box) => {
  expect(() => boxMask(box as never, [4, 5])).toThrow(FaccentError);
  expect(() => boxMask(box as never, [4, 5])).toThrow('is not within the canvas of 4 × 5 pixels');
});

describe('a region of a recipe', () => {
  test.each([[{ box: [0, 1, 2, 3] }], [{ path: 'mask.png', sha256: 'abc' }]])('%j is read', (region) => {
    expect(regionFrom(JSON.parse(JSON.stringify(region)))).toEqual(region);
  });

  test.each<[unknown, string]>([
    [null, 'mask is null; it should be an object'],
    [{}, 'mask.path is missing'],
    [{ path: 'm' }, 'mask.sha256 is missing'],
    [{ box: [0, 1, 2] }, 'mask.box is [0,1,2]; it should be four whole numbers'],
    [{ box: [0, 1, 2, 0.5] }, 'mask.box[3] is 0.5'],
    [{ box: [0, 1, 2, 3], path: 'm' }, 'mask has "path", which it does not know'],
  ])('%j is refused', (json, message) => {
    expect(() => regionFrom(json)).toThrow(FaccentError);
    expect(() => regionFrom(json)).toThrow(message);
  });
});
