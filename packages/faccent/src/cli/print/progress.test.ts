// Proves that a run which takes long is said to, once, after the first step that shows it.
import type { Step } from 'faccent';
import { expect, test } from 'vitest';
import { lengthOf } from './progress.js';

/** What is said at each of the first steps, which take so many seconds. */
function said(steps: number, seconds: readonly number[], first = 0): (string | undefined)[] {
  let now = 0;
  const length = lengthOf(steps, () => now);
  return seconds.map((took, i) => {
    now += took * 1000;
    return length({ step: first + i } as Step);
  });
}

test('a run of days, not by the step that compiles', () => {
  expect(said(1_000_000, [60, 2.5, 9])).toEqual([
    undefined,
    'a step takes 2.5 s, and the 999998 that are left about 29 days: fewer --steps or --views, or a smaller --size, take less',
    undefined,
  ]);
  expect(said(5000, [60, 1])[1]).toMatch(/the 4998 that are left about 83 minutes:/);
  expect(said(9000, [1, 1], 100)[1]).toMatch(/the 8898 that are left about 2.5 hours:/);
});

test('nothing of a run that is soon done, or of one step', () => {
  expect(said(50, [60, 1, 1])).toEqual([undefined, undefined, undefined]);
  expect(said(1, [9000])).toEqual([undefined]);
});
