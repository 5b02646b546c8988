// Proves by counting that designs are balanced, and that the same number sees the same everywhere.
import { describe, expect, test } from 'vitest';
import { type ExperimentDesign, type ExperimentTrial, experimentTrials, participantNumber } from './index.js';
import { blockOrder } from './block-order.js';

const design = (more: Partial<ExperimentDesign> = {}): ExperimentDesign => ({
  conditions: [{ hasReferences: true }, { hasReferences: true }, { hasReferences: false }],
  ...{ sharing: 'rotate', order: 'mixed', units: 12, practice: 2, pairs: 2, references: 9, catchTrials: 3 },
  randomSeed: 5,
  ...more,
});

const main = (trials: readonly ExperimentTrial[]): ExperimentTrial[] =>
  trials.filter(({ kind }) => kind === 'trial');

/** How often each thing comes. */
function counts(things: readonly unknown[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const thing of things) {
    const key = JSON.stringify(thing);
    found.set(key, (found.get(key) ?? 0) + 1);
  }
  return found;
}

describe.each(['rotate', 'one', 'all'] as const)('%s', (sharing) => {
  const one = design({ sharing });

  test('a participant sees what is shared so', () => {
    for (const participant of [0, 1, 7]) {
      const trials = main(experimentTrials(one, participant));
      const perUnit = [...counts(trials.map(({ unit }) => unit)).values()];
      expect(perUnit).toEqual(Array(12).fill(sharing === 'all' ? 3 : 1));
      const conditions = counts(trials.map(({ condition }) => condition));
      expect([...conditions.values()]).toEqual({ rotate: [4, 4, 4], one: [12], all: [12, 12, 12] }[sharing]);
    }
  });

  test.each([1, 2, 3])(
    'of %i pairs each unit has each condition, pair and side equally often after a whole round',
    (pairs) => {
      const people = Array.from({ length: 2 * 3 * pairs }, (_, i) => i);
      const all = people.flatMap((participant) =>
        main(experimentTrials(design({ sharing, pairs }), participant)),
      );
      const found = counts(all.map(({ unit, condition, pair, right }) => [unit, condition, pair, right]));
      expect(found.size).toBe(12 * 3 * pairs * 2);
      expect(new Set(found.values()).size).toBe(1);
    },
  );

  test('sides are balanced within each condition of each participant', () => {
    for (let participant = 0; participant < 9; participant++) {
      const trials = main(experimentTrials(one, participant));
      for (const condition of [0, 1, 2]) {
        const own = trials.filter((trial) => trial.condition === condition);
        const left = own.filter(({ right }) => right === 'left').length;
        expect(Math.abs(2 * left - own.length)).toBeLessThanOrEqual(1);
      }
    }
  });
});

test('the same number sees the same, another number or seed another order', () => {
  expect(experimentTrials(design(), 3)).toEqual(experimentTrials(design(), 3));
  const unitsOf = (one: ExperimentDesign, participant: number): number[] =>
    main(experimentTrials(one, participant)).map(({ unit }) => unit);
  expect(unitsOf(design(), 3)).not.toEqual(unitsOf(design(), 4));
  expect(unitsOf(design(), 3)).not.toEqual(unitsOf(design({ randomSeed: 6 }), 3));
});

test('practice comes first, of units of its own; catch trials are spread, of those too, with references', () => {
  for (let participant = 0; participant < 30; participant++) {
    const trials = experimentTrials(design(), participant);
    expect(trials.slice(0, 2).map(({ kind, unit }) => [kind, unit])).toEqual([
      ['practice', 12],
      ['practice', 13],
    ]);
    const caught = trials.slice(2).flatMap(({ kind }, i) => (kind === 'catch' ? [i] : []));
    expect(caught.length).toBe(3);
    // one in each third
    caught.forEach((at, i) => expect(Math.min(2, Math.floor(at / 5))).toBe(i));
    for (const { condition, unit, pair } of trials.filter(({ kind }) => kind === 'catch')) {
      expect(condition).toBeLessThan(2);
      expect(unit).toBeGreaterThanOrEqual(12);
      expect(pair).toBeLessThan(9);
    }
  }
});

test('without references there is nothing to catch anybody by', () => {
  const bare = design({ conditions: [{ hasReferences: false }], practice: 0 });
  expect(experimentTrials(bare, 0).map(({ kind }) => kind)).toEqual(Array(12).fill('trial'));
  expect(experimentTrials(design({ catchTrials: 0, practice: 0 }), 0).length).toBe(12);
});

test.each([2, 3, 4, 5])('blocks of %i conditions are in a Williams square', (n) => {
  const rows = Array.from({ length: n % 2 ? 2 * n : n }, (_, row) => blockOrder(n, row));
  for (const row of rows) expect([...row].sort()).toEqual(Array.from({ length: n }, (_, i) => i));
  const places = counts(rows.flatMap((row) => row.map((condition, i) => [condition, i])));
  expect(new Set(places.values()).size).toBe(1);
  const after = counts(rows.flatMap((row) => row.slice(1).map((condition, i) => [row[i], condition])));
  expect(after.size).toBe(n * (n - 1));
  expect(new Set(after.values()).size).toBe(1);
});

test('in blocks conditions come one after the other', () => {
  const trials = main(experimentTrials(design({ order: 'blocks', sharing: 'all' }), 2));
  const changes = trials.filter(({ condition }, i) => i > 0 && condition !== trials[i - 1]!.condition);
  expect(changes.length).toBe(2);
});

test('numbers of participants are their own, other texts have one', () => {
  expect(['0', '12', '007'].map(participantNumber)).toEqual([0, 12, 7]);
  expect(participantNumber('5f3c')).toBe(participantNumber('5f3c'));
  expect(participantNumber('5f3c')).not.toBe(participantNumber('5f3d'));
});

test.each([
  [{ units: 0 }, 'design.units is 0'],
  [{ pairs: 1.5 }, 'design.pairs is 1.5'],
  [{ conditions: [] }, 'one condition or more'],
  [{ sharing: 'some' as 'all' }, 'design.sharing is "some"; it should be rotate or all or one'],
])('%j is refused', (more, message) => {
  expect(() => experimentTrials(design(more), 0)).toThrow(message);
});
