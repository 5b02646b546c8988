// Proves that extremes are found among more values than a call can take, where results are drawn and layers listed too.
import { expect, test } from 'vitest';
import { layerLines } from '../cli/layers/print.js';
import type { Layer } from '../model/index.js';
import type { Recipe } from '../recipe/index.js';
import { activationChart } from '../report/chart.js';
import { largest, smallest } from './extremes.js';

const MANY = 130_000;

test('of any number of values', () => {
  const values = Array.from({ length: MANY }, (_, i) => (i * 7919) % MANY);
  expect([largest(values), smallest(values)]).toEqual([MANY - 1, 0]);
  expect([largest([]), smallest([]), largest([], 3), smallest([4], 3)]).toEqual([-Infinity, Infinity, 3, 3]);
  expect(largest([1, NaN])).toBeNaN();
});

test('layers of a network of very many', () => {
  const layer = { name: 'a', operator: 'Relu', modules: [], dims: [1, 2] } as unknown as Layer;
  expect(layerLines(Array.from({ length: MANY }, () => layer))).toHaveLength(MANY);
});

test('the curve of a run of very many steps', () => {
  const steps = Array.from({ length: MANY }, (_, step) => ({ step, activation: Math.sin(step) }));
  const recipe = { name: 'a:1', results: { steps } } as unknown as Recipe;
  expect(activationChart(recipe)).toContain('<svg');
});
