// Proves statistics of channels against closed forms, and that choices depend on values and contents alone.
import { describe, expect, test } from 'vitest';
import { Random } from '../math/random.js';
import { standardScore } from '../math/score.js';
import { acrossRange, drawOf, largestOf, seedOf } from './choose.js';
import { LEVELS, channelStatistics, quantile } from './statistics.js';

const random = new Random(5);
const values = Float64Array.from({ length: 501 }, () => random.normal());

describe('channelStatistics', () => {
  test('of 0, 1, …, 1000 is known', () => {
    const counted = Array.from({ length: 1001 }, (_, i) => 1000 - i);
    const { count, mean, deviation, min, max, quantiles } = channelStatistics(counted);
    expect([count, mean, min, max]).toEqual([1001, 500, 0, 1000]);
    expect(deviation).toBeCloseTo(Math.sqrt((1001 * 1002) / 12), 10);
    quantiles.forEach((level, i) => expect(level).toBeCloseTo(1000 * LEVELS[i]!, 9));
  });

  test('is what a standard score is measured by', () => {
    const { mean, deviation } = channelStatistics(values);
    expect((2 - mean) / deviation).toBe(standardScore(2, values));
  });

  test('of one value has no deviation, and what is no number is refused', () => {
    expect(channelStatistics([3])).toMatchObject({ mean: 3, deviation: 0, min: 3, max: 3 });
    expect(() => channelStatistics([])).toThrow('at least one value');
    for (const odd of [NaN, Infinity, -Infinity])
      expect(() => channelStatistics([1, odd, 2])).toThrow('finite values');
  });
});

test('a quantile lies between values as NumPy has it', () => {
  // numpy.quantile([3, 1, 4, 1.5, 9], [0, 0.3, 0.5, 0.95, 1])
  const found = [0, 0.3, 0.5, 0.95, 1].map((part) => quantile([3, 1, 4, 1.5, 9], part));
  [1, 1.8, 3, 8, 9].forEach((expected, i) => expect(found[i]).toBeCloseTo(expected, 12));
  expect(() => quantile([1], 1.1)).toThrow('from 0 to 1');
});

describe('largestOf', () => {
  test('is the beginning of all in order, of equal ones the first', () => {
    const many = values.map((v) => Math.round(4 * v));
    const all = Array.from(many.keys()).sort((a, b) => many[b]! - many[a]! || a - b);
    for (const count of [0, 1, 7, 501, 900]) expect(largestOf(many, count)).toEqual(all.slice(0, count));
  });
});

describe('acrossRange', () => {
  test('draws one of each part that has any, by its contents', () => {
    const drawn = acrossRange([0, 10, 1, 9.9, 5], 10, (at) => [3, 2, 1, 0, 5][at]!);
    expect(drawn).toEqual([
      { at: 0, part: 0 },
      { at: 2, part: 1 },
      { at: 4, part: 5 },
      { at: 3, part: 9 },
    ]);
    expect(acrossRange([2, 2, 2], 5, (at) => -at)).toEqual([{ at: 2, part: 0 }]);
  });

  test('draws the same in whatever order the photographs are', () => {
    const seed = seedOf('block6a', 3);
    const contents = Uint32Array.from(values, (_, i) => Math.imul(i + 1, 0x9e3779b1) >>> 0);
    const order = Array.from(values.keys()).sort((a, b) => contents[a]! - contents[b]!);
    const one = acrossRange(values, 12, (at) => drawOf(seed, contents[at]!)).map(({ at }) => at);
    const shuffled = order.map((i) => values[i]!);
    const other = acrossRange(shuffled, 12, (at) => drawOf(seed, contents[order[at]!]!));
    expect(other.map(({ at }) => order[at])).toEqual(one);
  });

  test('draws evenly, and otherwise for another channel', () => {
    const counts = new Float64Array(10);
    const firsts = new Set<number>();
    for (let unit = 0; unit < 2000; unit++) {
      const seed = seedOf('layer', unit);
      const { at } = acrossRange(new Float64Array(10), 1, (i) => drawOf(seed, i * 7919))[0]!;
      counts[at]!++;
      firsts.add(at);
    }
    expect(firsts.size).toBe(10);
    for (const count of counts) expect(Math.abs(count - 200)).toBeLessThan(60);
  });
});
