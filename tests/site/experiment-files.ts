// A small plan of an experiment, and what a participant who is made up answers.
import type { ExperimentAnswer } from 'faccent';

const answer = (participant: string, trial: number): ExperimentAnswer => {
  const correct = trial === 1 ? 0 : 1;
  return {
    ...{ experiment: '61aa956c7935b53f', participant, trial, kind: 'trial', condition: 'accentuated' },
    ...{ layer: 'block5c', unit: trial, pair: 0, right: 'left', answer: correct ? 'left' : 'right' },
    ...{ correct, confidence: 3, choice_ms: 1234, confidence_ms: 2345, away: 0 },
    ...{ low_activation: -0.25, high_activation: 1.5, width: 1280, height: 800 },
    time: '2026-11-29T15:30:21Z',
  };
};

/** A participant's four answers, three of them right. */
export const answersOf = (participant: string): ExperimentAnswer[] =>
  [1, 2, 3, 4].map((trial) => answer(participant, trial));

/** A plan that says no more than it must. */
export const PLAN = {
  consent: ['Answers are kept without names.'],
  photographs: 'photos',
  units: ['block5c:0-1'],
  conditions: [{ name: 'accentuated', show: 'accentuations' }],
};
