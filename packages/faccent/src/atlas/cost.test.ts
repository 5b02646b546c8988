// Proves what jobs that were measured cost: compiling once a group and worker, decoding once a photograph that is kept.
import { expect, test } from 'vitest';
import { type Measurement, costOf } from './cost.js';

const measured = [
  { layer: 'a', jobs: 1500, groups: 2, compile: 10, job: 2, bytes: 1e5 },
  { layer: 'b', jobs: 500, groups: 1, compile: 30, job: 4, bytes: 2e5 },
];
const given: Measurement = { measured, start: 1, decode: 0.1, photographs: 100, kept: 1000 };

test('one worker starts once, compiles each group once, decodes each photograph once', () => {
  const cost = costOf(given, 1);
  const seconds = 1 + (2 * 10 + 30) + (1500 * 2 + 500 * 4) + 100 * 0.1;
  expect(cost).toMatchObject({ jobs: 2000, workers: 1 });
  expect(cost.machineHours).toBeCloseTo(seconds / 3600, 10);
  expect(cost.hours).toBe(cost.machineHours);
  expect(cost.gigabytes).toBeCloseTo(0.25, 10);
  expect(cost.layers.map(({ layer, gigabytes }) => [layer, gigabytes])).toEqual([
    ['a', 0.15],
    ['b', 0.1],
  ]);
  expect(cost.layers[0]!.hours + cost.layers[1]!.hours).toBeCloseTo((seconds - 1) / 3600, 10);
});

test('more workers start more often, decode more, and compile more where there are fewer groups', () => {
  const cost = costOf(given, 6);
  expect(cost.hours).toBeCloseTo(cost.machineHours / 6, 10);
  const seconds = 6 + 2 * 50 + 5000 + 6 * 100 * 0.1;
  expect(cost.machineHours).toBeCloseTo(seconds / 3600, 10);
});

test('photographs that are not kept are decoded again', () => {
  const more = { ...given, photographs: 200, kept: 100 };
  const decoded = 200 + (2000 - 200) / 2;
  expect(costOf(more, 1).machineHours).toBeCloseTo((1 + 50 + 5000 + 0.1 * decoded) / 3600, 10);
});

test('no more workers work than there are jobs, and nothing costs nothing', () => {
  const few = { ...given, measured: [{ ...measured[0]!, jobs: 2, groups: 1 }] };
  expect(costOf(few, 100)).toMatchObject({ workers: 100, hours: costOf(few, 2).hours });
  const none = { jobs: 0, machineHours: 0, hours: 0, gigabytes: 0, layers: [] };
  expect(costOf({ measured: [], start: 0, decode: 0, photographs: 0, kept: 0 }, 4)).toMatchObject(none);
});
