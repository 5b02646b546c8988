// Runs of one feature in one photograph are called differently where they are different.
import { expect, test } from 'vitest';
import { unusual } from './names.js';
import { USUAL } from './settings.js';

test('what is not as usual is named, and nothing else', () => {
  expect(unusual(USUAL)).toEqual([]);
  // views follow the time that a step may take
  expect(unusual({ ...USUAL, views: 9 })).toEqual([]);
  expect(unusual({ ...USUAL, strength: 0.06, randomSeed: 1 })).toEqual(['strength 0.06', 'seed 1']);
  expect(unusual({ ...USUAL, steps: 8, size: 112, learningRate: 0.1 })).toEqual([
    ...['8 steps', 'canvas 112', 'learning rate 0.1'],
  ]);
});
