import { describe, expect, test } from 'vitest';

interface Interval {
  mean: number;
  low: number;
  high: number;
}

const bench = (file: string): Promise<unknown> =>
  import(new URL(`../bench/reproduction/${file}`, import.meta.url).href);

const { verdict, overall } = (await bench('verdict.js')) as {
  verdict: (interval: Interval) => string;
  overall: (intervals: Interval[]) => string;
};
const { interval, number } = (await bench('markdown.js')) as {
  interval: (interval: Interval, digits?: number) => string;
  number: (value: number, digits?: number) => string;
};
const { section } = (await bench('sections/targets.js')) as {
  section: (all: unknown[]) => { verdict: string; text: string };
};

const [above, below, around] = [
  [0.1, 0.3],
  [-0.3, -0.1],
  [-0.1, 0.3],
].map(([low, high]) => ({ low: low!, mean: (low! + high!) / 2, high: high! })) as [
  Interval,
  Interval,
  Interval,
];

describe('the page of reproduced claims', () => {
  test('says what an interval of a difference allows', () => {
    expect([above, below, around].map(verdict)).toEqual(['holds', 'does not hold', 'undecided']);
    expect(verdict({ mean: NaN, low: NaN, high: NaN })).toBe('undecided');
  });

  test('says of several comparisons what all say, or how many', () => {
    expect(overall([above, above])).toBe('holds');
    expect(overall([below, below])).toBe('does not hold');
    expect(overall([around])).toBe('undecided');
    expect(overall([above, above, below, around])).toBe('holds in 2 of 4 comparisons, is reversed in 1');
  });

  test('writes numbers with their intervals, and a dash where there is none', () => {
    expect(interval(around, 1)).toBe('0.1 [−0.1, 0.3]');
    expect(interval({ mean: NaN, low: NaN, high: NaN })).toBe('–');
    expect(number(-1.234)).toBe('−1.23');
  });

  test('judges a claim by its numbers', () => {
    const row = (kind: string, before: number, after: number) => ({
      ...{ kind, before, after, ofClass: 3 },
      scores: { before, after },
    });
    const rows = (rise: number) =>
      [0, 1, 2].flatMap((v) => ['own', 'other'].map((kind) => row(kind, v, v + rise)));
    const risen = section([{ network: 'a network', rows: rows(2) }]);
    expect(risen.verdict).toBe('holds');
    expect(risen.text).toContain('6 of 6');
    expect(risen.text).toContain('2.00 [2.00, 2.00]');
    expect(section([{ network: 'a network', rows: rows(-1) }]).verdict).toBe('does not hold');
  });
});
