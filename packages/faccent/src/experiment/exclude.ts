import { quantile } from '../exemplars/statistics.js';
import type { ExperimentAnswer } from './answers.js';

/** Whose answers do not count. */
export interface ExclusionRules {
  /** Share of catch trials that must be right, 0 to 1; 0.8 by default. */
  readonly catchShare?: number;
  /** Median time to the choice, in seconds, below which nobody can have looked; 0.3 by default. */
  readonly fastest?: number;
}

/** A participant whose answers do not count. */
export interface Exclusion {
  readonly participant: string;
  readonly rule: 'catch' | 'fastest' | 'side' | 'unfinished';
  /** As the rest of a sentence: `2 of 5 catch trials were right`. */
  readonly because: string;
}

/** So many trials that are all answered by the same side are no chance: fewer than one of five hundred who guess do so. */
const SAME_SIDE = 10;

/**
 * Whether a participant's answers do not count, by the first rule that says so.
 * @param answers of one participant
 */
export function excluded(
  answers: readonly ExperimentAnswer[],
  { catchShare = 0.8, fastest = 0.3 }: ExclusionRules,
): Exclusion | undefined {
  const { participant } = answers[0]!;
  const caught = answers.filter(({ kind }) => kind === 'catch');
  const right = caught.filter(({ correct }) => correct === 1).length;
  if (caught.length && right / caught.length < catchShare)
    return { participant, rule: 'catch', because: `${right} of ${caught.length} catch trials were right` };
  const trials = answers.filter(({ kind }) => kind === 'trial');
  if (!trials.length) return { participant, rule: 'unfinished', because: 'no trial was answered' };
  const median = quantile(
    trials.map(({ choice_ms }) => choice_ms / 1000),
    0.5,
  );
  if (median < fastest)
    return { participant, rule: 'fastest', because: `the median choice took ${median.toFixed(2)} s` };
  const [{ answer: side }] = trials as [ExperimentAnswer];
  if (trials.length >= SAME_SIDE && trials.every(({ answer }) => answer === side))
    return { participant, rule: 'side', because: `all ${trials.length} answers were ${side}` };
  return undefined;
}
