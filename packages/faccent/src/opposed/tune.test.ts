// Proves that tuning finds the strength at which both are at their levels, and says where none leads there.
import { describe, expect, test } from 'vitest';
import { accentuate } from '../accentuate.js';
import { accentuateTo } from '../levels/index.js';
import { objectiveValues } from '../inspect/objective-values.js';
import { against } from '../objective/index.js';
import { pixel } from '../parameterization/pixel.js';
import { first, photo, other as rival, raised as subject } from '../testing/two-networks.js';
import { box } from '../transform/box.js';
import { tuneAgainst } from './index.js';
import { type TunedRun, strengthFor } from './strength.js';

const opposed = { raised: subject, other: rival };
const quick = { steps: 20, threads: 1, strength: 0, transform: box({ views: 2 }), parameterization: pixel() };

test.each(['stays', 'falls'] as const)('the pair is reached where the other %s', async (keep) => {
  const untied = await accentuate(first, photo, against({ ...opposed, weight: 0, keep: 'falls' }), quick);
  const { raised, other } = untied.against!;
  const level = (raised.before + raised.after) / 2;
  const series = await accentuateTo(
    first,
    photo,
    against({ ...opposed, weight: 0, keep: 'falls' }),
    [level],
    quick,
  );
  const [held, free] = [other.before, series.levels[0]!.other!];
  const wanted = { raised: level, other: (held + free) / 2 };
  const runs: TunedRun[] = [];
  const tuned = await tuneAgainst(first, photo, { ...opposed, keep }, wanted, {
    ...quick,
    onRun: (run) => void runs.push(run),
  });
  const range = Math.abs(held - free);
  expect(Math.abs(tuned.reached.other - wanted.other)).toBeLessThan(0.05 * range);
  expect(Math.abs(tuned.reached.raised - wanted.raised)).toBeLessThan(0.05 * (level - raised.before));
  expect(tuned.runs).toEqual(runs);
  expect(tuned.runs.at(-1)).toMatchObject({ strength: tuned.strength, ...tuned.reached });
  const made = await objectiveValues(first, opposed.other, [tuned.image]);
  expect(made[0]).toBeCloseTo(tuned.reached.other, 5);
});

describe('a strength', () => {
  /** As if the other fell along a curve; beyond some strength what is raised is never there. */
  const runOf = (curve: (strength: number) => number, most = Infinity) => {
    const tried: number[] = [];
    const run = (strength: number): Promise<TunedRun> => {
      tried.push(strength);
      return Promise.resolve({
        ...{ strength, raised: 1, other: curve(strength) },
        ...(strength > most && { missed: true as const }),
      });
    };
    return { run, tried };
  };
  const search = (
    curve: (strength: number) => number,
    other: number,
    most?: number,
    keep: 'stays' | 'falls' = 'falls',
  ) => {
    const { run, tried } = runOf(curve, most);
    return strengthFor(run, { wanted: { raised: 1, other }, before: 0, keep }).then((found) => ({
      found,
      tried,
    }));
  };

  test.each([
    ['a power', (s: number) => 4 - s ** 0.7, 1.5],
    ['a step', (s: number) => 4 - 6 / (1 + Math.exp(-8 * (Math.log(s + 1e-9) - 2))), 1],
    ['a slow fall', (s: number) => 4 / (1 + s / 50), 0.5],
    ['a quick one', (s: number) => 4 / (1 + 200 * s), 3],
  ])('is found on %s', async (_, curve, wanted) => {
    const { found, tried } = await search(curve, wanted);
    expect(Math.abs(found.other - wanted)).toBeLessThanOrEqual(0.02 * 4);
    expect(tried.length).toBeLessThanOrEqual(14);
  });

  test('nothing is looked for where nothing need be', async () => {
    expect((await search(() => 3, 3)).tried).toEqual([0]);
  });

  test('where what is raised falls short is too much', async () => {
    const { found } = await search((s) => 4 - s, 3.5, 0.8);
    expect(found.strength).toBeCloseTo(0.5, 1);
  });

  test('that leads nowhere is said, with what was reached', async () => {
    await expect(search((s) => 4 / (1 + s), -1)).rejects.toThrow(
      'the other came to 0.003902 to 4 in 7 runs; want more of it',
    );
    await expect(search(() => 4, 5)).rejects.toThrow('came to 4 in 1 run;');
    await expect(search((s) => 4 / (1 + s), -1, undefined, 'stays')).rejects.toThrow(
      'it is 0 on the photograph, where it is to stay',
    );
    await expect(search(() => 4, 1, -1)).rejects.toThrow('with nothing against it what is raised comes to 1');
  });
});
