// Proves that the views of a step follow its time, in numbers that make even groups.
import { expect, test } from 'vitest';
import { FaccentError } from '../errors.js';
import { viewsWithin } from './views.js';

test.each([
  [0.5, 4, 0.28, 4],
  [1, 4, 0.5, 8],
  [1, 4, 0.28, 12],
  [100, 4, 0.28, 16],
  [0.22, 4, 0.28, 3],
  [0.01, 4, 0.28, 1],
  [0.3, 1, 0.09, 3],
])('within %f s, where %i views take %f s: %i', (seconds, views, taken, expected) => {
  expect(viewsWithin(seconds, { views, seconds: taken })).toBe(expected);
});

test.each([
  [0, 4, 1],
  [1, 0, 1],
  [1, 4, 0],
  [NaN, 4, 1],
])('%f s, %i views in %f s are refused', (seconds, views, taken) => {
  expect(() => viewsWithin(seconds, { views, seconds: taken })).toThrow(FaccentError);
});
