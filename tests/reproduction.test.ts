// Proves that the page of reproduced claims says of numbers what they allow, and no more.
import type { MeanInterval } from 'faccent';
import { describe, expect, test } from 'vitest';
import type { Row } from '../studies/reproduction/claims/targets.js';
import { number } from '../studies/common/markdown.js';
import { interval } from '../studies/reproduction/markdown.js';
import { section } from '../studies/reproduction/sections/targets.js';
import { overall, verdict } from '../studies/reproduction/verdict.js';

const [above, below, around] = [
  [0.1, 0.3],
  [-0.3, -0.1],
  [-0.1, 0.3],
].map(([low, high]) => ({ low: low!, mean: (low! + high!) / 2, high: high! })) as [
  MeanInterval,
  MeanInterval,
  MeanInterval,
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
    const row = (kind: Row['kind'], before: number, after: number): Row => ({
      ...{ photograph: 'a photograph', target: 'a class', kind, before, after, ofClass: 3 },
      scores: { before, after },
    });
    const rows = (rise: number): Row[] =>
      [0, 1, 2].flatMap((v) => (['own', 'other'] as const).map((kind) => row(kind, v, v + rise)));
    const of = (rise: number) =>
      section([{ network: 'a network', late: 'a layer', units: [3], rows: rows(rise) }]);
    const risen = of(2);
    expect(risen.verdict).toBe('holds');
    expect(risen.text).toContain('6 of 6');
    expect(risen.text).toContain('2.00 [2.00, 2.00]');
    expect(of(-1).verdict).toBe('does not hold');
  });
});
