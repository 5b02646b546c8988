// Proves that references are the ends, and that queries are drawn of the parts that are asked for, beside them.
import { expect, test } from 'vitest';
import { Random } from '../math/random.js';
import { type UnitChoice, unitPhotographs } from './index.js';

const random = new Random(3);
const values = Float64Array.from({ length: 200 }, () => random.normal());
const rank = (place: number): number => values.filter((value) => value < values[place]!).length;
const choice: UnitChoice = { references: 9, pairs: 4, low: [0, 0.1], high: [0.85, 1], randomSeed: 1 };

test('references are the weakest and the strongest, in their order', () => {
  const { low, high } = unitPhotographs(values, choice);
  expect(low.map(rank)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(high.map(rank)).toEqual([199, 198, 197, 196, 195, 194, 193, 192, 191]);
});

test('queries are of their parts, none twice and none a reference; what is left are the others', () => {
  const { low, high, pairs, others } = unitPhotographs(values, choice);
  expect(pairs.length).toBe(4);
  for (const pair of pairs) {
    expect(rank(pair.low)).toBeGreaterThanOrEqual(9);
    expect(rank(pair.low)).toBeLessThan(20);
    expect(rank(pair.high)).toBeGreaterThanOrEqual(170);
    expect(rank(pair.high)).toBeLessThan(191);
  }
  const all = [...low, ...high, ...pairs.flatMap((pair) => [pair.low, pair.high]), ...others];
  expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: 200 }, (_, i) => i));
});

test('another seed draws other queries, the same seed the same', () => {
  expect(unitPhotographs(values, choice)).toEqual(unitPhotographs(values, choice));
  expect(unitPhotographs(values, { ...choice, randomSeed: 2 }).pairs).not.toEqual(
    unitPhotographs(values, choice).pairs,
  );
});

test('of equal photographs it is random which are the weakest', () => {
  const closed = Float64Array.from({ length: 100 }, (_, i) => Math.max(0, i - 60));
  const drawn = [1, 2].map((randomSeed) => unitPhotographs(closed, { ...choice, pairs: 1, randomSeed }).low);
  for (const low of drawn) expect(low.every((place) => closed[place] === 0)).toBe(true);
  expect(drawn[0]).not.toEqual(drawn[1]);
});

test('what cannot be is refused, with what to do', () => {
  expect(() => unitPhotographs(values.subarray(0, 25), choice)).toThrow(
    '9 references of each end and 4 pairs of queries take 26 photographs, and there are 25',
  );
  expect(() => unitPhotographs(values, { ...choice, low: [0, 0.05] })).toThrow(
    'low [0, 0.05] has 1 of 200 photographs that are not shown already, and 4 are drawn of it',
  );
  expect(() => unitPhotographs(new Float64Array(50), { ...choice, low: [0, 0.5], high: [0.5, 1] })).toThrow(
    'neither answer would be right',
  );
});
