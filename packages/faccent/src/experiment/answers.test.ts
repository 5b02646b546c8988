// Proves that answers are read as they were written, also as spreadsheets write them, and that damage is named.
import { expect, test } from 'vitest';
import { ANSWER_COLUMNS, type ExperimentAnswer, formatAnswers, parseAnswers } from './index.js';

const answer: ExperimentAnswer = {
  ...{
    experiment: '61aa956c7935b53f',
    participant: 'a "b", c',
    trial: 1,
    kind: 'trial',
    condition: 'natural',
  },
  ...{ layer: 'block5c', unit: 12, pair: 0, right: 'left', answer: 'right', correct: 0, confidence: 3 },
  ...{ choice_ms: 1234, confidence_ms: 2345, away: 0, low_activation: -0.25, high_activation: 1e-7 },
  ...{ width: 1280, height: 800, time: '2026-11-29T15:30:21.932Z' },
};

test('answers are read as they were written', () => {
  const answers = [answer, { ...answer, trial: 2, participant: '007' }];
  const csv = formatAnswers(answers);
  expect(csv.split('\n')[0]).toBe(ANSWER_COLUMNS.join());
  expect(parseAnswers(csv, 'a.csv')).toEqual(answers);
});

test('and as Excel saves them, with a mark, other ends of lines and semicolons, columns in any order', () => {
  const csv = formatAnswers([{ ...answer, participant: '12' }]);
  const rows = csv
    .trimEnd()
    .split('\n')
    .map((line) => line.split(',').reverse().join(';'));
  expect(parseAnswers(`\ufeff${rows.join('\r\n')}\r\n`, 'a.csv')).toEqual([{ ...answer, participant: '12' }]);
});

const csv = formatAnswers([answer]);
test.each([
  ['', '"a.csv" holds no answers of an experiment: it lacks the columns experiment, participant'],
  ['a,b\n1,2\n', '"a.csv" holds no answers of an experiment'],
  [csv.split('\n')[0]!, '"a.csv" has no answers: it ends after its first line'],
  [csv.replace(',1234,', ',,'), 'row 2 of "a.csv": choice_ms is missing; it should be a number, 0 or more'],
  [csv.replace(',1234,', ',soon,'), 'row 2 of "a.csv": choice_ms is NaN; it should be a number, 0 or more'],
  [csv.replace(',right,0,', ',right,1,'), 'correct is 1, but left was right and right was answered'],
  [csv.slice(0, -30), 'row 2 of "a.csv": height is missing'],
  [csv.replace('"a ""b"", c"', '"a'), '"a.csv" is no table: a quote in line 2 is not closed'],
])('%j is refused', (text, message) => {
  expect(() => parseAnswers(text, 'a.csv')).toThrow(message);
});
