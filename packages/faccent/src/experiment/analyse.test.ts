// Proves what answers come to against SciPy and closed forms, and who is excluded.
import { expect, test } from 'vitest';
import { Random } from '../math/random.js';
import {
  type ExperimentAnswer,
  type ExperimentDesign,
  accuracyChart,
  analyseExperiment,
  experimentTrials,
  formatAnswers,
  parseAnswers,
} from './index.js';

/** Answers of a participant: so many right of so many trials of a condition, sides in turn. */
function answersOf(
  participant: string,
  condition: string,
  right: number,
  of: number,
  more: Partial<ExperimentAnswer> = {},
  from = 1,
): ExperimentAnswer[] {
  return Array.from({ length: of }, (_, i) => {
    const side = i % 2 ? 'left' : 'right';
    const other = i % 2 ? 'right' : 'left';
    return {
      ...{
        experiment: 'e1',
        participant,
        trial: from + i,
        kind: 'trial' as const,
        condition,
        layer: 'conv',
        unit: i,
      },
      ...{
        pair: 0,
        right: side,
        answer: i < right ? side : other,
        correct: i < right ? 1 : 0,
        confidence: 2,
      },
      ...{ choice_ms: 1000 + 100 * i, confidence_ms: 5000, away: 0, low_activation: 0, high_activation: 1 },
      ...{ width: 800, height: 600, time: '2026-01-01T00:00:00.000Z' },
      ...more,
    };
  });
}

const A = [18, 16, 14, 20, 12, 17, 15, 19];
const B = [12, 11, 14, 13, 10, 9, 16, 12];

test('accuracies, differences and their intervals, as SciPy has them', () => {
  const answers = A.flatMap((right, i) => [
    ...answersOf(`p${i}`, 'natural', right, 20),
    ...answersOf(`p${i}`, 'noise', B[i]!, 20, {}, 21),
  ]);
  const { conditions, differences, participants, units } = analyseExperiment(answers);
  expect(participants.length).toBe(8);
  const [natural, noise] = conditions;
  expect(natural).toMatchObject({ condition: 'natural', participants: 8, trials: 160, right: 131 });
  expect(noise).toMatchObject({ condition: 'noise', participants: 8, trials: 160, right: 97 });
  expect(natural!.accuracy.mean).toBeCloseTo(131 / 160, 14);
  // scipy.stats.bootstrap((shares,), mean, method='percentile', n_resamples=400000)
  // of sums of right answers in 160: ends lie on a grid, and chance moves them by one step of it
  const step = 1 / 160 + 1e-9;
  expect(Math.abs(natural!.accuracy.low - 0.73125)).toBeLessThan(step);
  expect(Math.abs(natural!.accuracy.high - 0.9)).toBeLessThan(step);
  expect(differences.length).toBe(1);
  const { difference, by, conditions: which } = differences[0]!;
  expect([which, by]).toEqual([['natural', 'noise'], 'paired']);
  expect(difference.mean).toBeCloseTo(0.2125, 14);
  expect(Math.abs(difference.low - 0.09375)).toBeLessThan(step);
  expect(Math.abs(difference.high - 0.31875)).toBeLessThan(step);
  // the median of 1.0, 1.1, …, 2.9 is the same for all: so is every resample
  for (const end of Object.values(natural!.seconds)) expect(end).toBeCloseTo(1.95, 12);
  expect(natural!.confidence.mean).toBe(2);
  expect(units.length).toBe(40);
  expect(units[0]).toEqual({ layer: 'conv', unit: 0, condition: 'natural', hits: 8, trials: 8 });
});

test('where nobody had both conditions, groups are compared', () => {
  const answers = [
    ...A.flatMap((right, i) => answersOf(`a${i}`, 'natural', right, 20)),
    ...B.slice(0, 6).flatMap((right, i) => answersOf(`b${i}`, 'noise', right, 20)),
  ];
  const { difference, by } = analyseExperiment(answers).differences[0]!;
  expect(by).toBe('groups');
  expect(difference.mean).toBeCloseTo(0.24375, 14);
  expect(Math.abs(difference.low - 0.13333)).toBeLessThan(0.01);
  expect(Math.abs(difference.high - 0.35208)).toBeLessThan(0.01);
});

test('of one participant, intervals are over trials', () => {
  const answers = [...answersOf('p', 'a', 9, 10), ...answersOf('p', 'b', 3, 10, {}, 11)];
  const { conditions, differences } = analyseExperiment(answers);
  expect(conditions[0]!.accuracy.low).toBeCloseTo(0.5958499732, 9);
  expect(conditions[0]!.seconds.low).toBeNaN();
  expect(differences[0]!.by).toBe('trials');
  expect(differences[0]!.difference.low).toBeCloseTo(0.1705, 4);
});

test('practice and catch trials do not count, and rules say who does not', () => {
  const fine = answersOf('fine', 'a', 5, 10);
  const catches = (participant: string, right: number) =>
    answersOf(participant, 'a', right, 5, { kind: 'catch' }, 101);
  const { participants, excluded, conditions } = analyseExperiment([
    ...[...fine, ...catches('fine', 4), ...answersOf('fine', 'a', 0, 3, { kind: 'practice' }, 201)],
    ...[...answersOf('asleep', 'a', 10, 10), ...catches('asleep', 3)],
    ...answersOf('hasty', 'a', 5, 10, { choice_ms: 120 }),
    ...answersOf('lefty', 'a', 5, 10, { answer: 'left' }),
  ]);
  expect(participants).toEqual(['fine']);
  expect(conditions[0]).toMatchObject({ trials: 10, right: 5 });
  expect(excluded).toEqual([
    { participant: 'asleep', rule: 'catch', because: '3 of 5 catch trials were right' },
    { participant: 'hasty', rule: 'fastest', because: 'the median choice took 0.12 s' },
    { participant: 'lefty', rule: 'side', because: 'all 10 answers were left' },
  ]);
  const lenient = analyseExperiment([...answersOf('p', 'a', 5, 9), ...catches('p', 3)], { catchShare: 0.6 });
  expect(lenient.participants).toEqual(['p']);
});

test('who guesses is at chance, and who knows is right, through the design and the file of answers', () => {
  const design: ExperimentDesign = {
    conditions: [{ hasReferences: true }, { hasReferences: false }],
    ...{ sharing: 'rotate', order: 'mixed', units: 30, practice: 1, pairs: 2, references: 9, catchTrials: 3 },
    randomSeed: 0,
  };
  const random = new Random(11);
  const people = Array.from({ length: 60 }, (_, participant) =>
    experimentTrials(design, participant).map(
      ({ kind, unit, condition, pair, right }, i): ExperimentAnswer => {
        const answer = participant >= 40 || kind === 'catch' ? right : random.below(2) ? 'left' : 'right';
        const [one] = answersOf(
          String(participant),
          'ab'[condition]!,
          1,
          1,
          { kind, unit, pair, right, answer },
          i + 1,
        );
        return { ...one!, correct: answer === right ? 1 : 0 };
      },
    ),
  );
  const read = people.map((answers) => parseAnswers(formatAnswers(answers), 'a.csv'));
  const guessed = analyseExperiment(read.slice(0, 40).flat());
  const known = analyseExperiment(read.slice(40).flat());
  expect([guessed.excluded, known.excluded]).toEqual([[], []]);
  for (const { accuracy, trials } of guessed.conditions) {
    expect(trials).toBe(600);
    expect(Math.abs(accuracy.mean - 0.5)).toBeLessThan(0.06);
    expect(accuracy.low).toBeLessThan(0.5);
    expect(accuracy.high).toBeGreaterThan(0.5);
    expect(accuracy.high - accuracy.low).toBeLessThan(0.12);
  }
  const { difference } = guessed.differences[0]!;
  expect(difference.low).toBeLessThan(0);
  expect(difference.high).toBeGreaterThan(0);
  for (const { accuracy } of known.conditions) expect(accuracy).toEqual({ mean: 1, low: 1, high: 1 });
});

test('what does not belong together is refused', () => {
  const own = answersOf('p', 'a', 5, 10);
  expect(() => analyseExperiment([])).toThrow('no answers to analyse');
  expect(() => analyseExperiment([...own, ...answersOf('q', 'a', 5, 10, { experiment: 'e2' })])).toThrow(
    'answers of different experiments: e1 (participant "p") and e2 ("q")',
  );
  expect(() => analyseExperiment([...own, ...own])).toThrow('trial 1 of participant "p" is there twice');
  expect(() => analyseExperiment(answersOf('p', 'a', 5, 10, { choice_ms: 1 }))).toThrow(
    'nobody counts: all 1 participants are excluded, the first since the median choice took 0.00 s',
  );
  expect(() => analyseExperiment(answersOf('p', 'a', 5, 10, { kind: 'catch' }), { catchShare: 0 })).toThrow(
    'nobody counts',
  );
});

test('the chart has a bar for each condition, a dot for each participant, and escapes names', () => {
  const answers = A.flatMap((right, i) => answersOf(`p${i}`, '<natural>', right, 20));
  const svg = accuracyChart(analyseExperiment(answers));
  expect(svg.match(/r="3.5"/g)?.length).toBe(8);
  expect(svg.match(/r="6"/g)?.length).toBe(1);
  expect(svg).toContain('&lt;natural&gt;');
});
