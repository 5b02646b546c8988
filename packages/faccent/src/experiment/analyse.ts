import { type MeanInterval, bootstrap, meanInterval, upTo } from '../math/bootstrap.js';
import { groupedBy } from '../math/grouped.js';
import { type Counted, proportion, proportionDifference } from '../math/proportion.js';
import { quantile } from '../exemplars/statistics.js';
import { FaccentError } from '../errors.js';
import type { ExperimentAnswer } from './answers.js';
import { type Exclusion, type ExclusionRules, excluded } from './exclude.js';

/** How answers are analysed. */
export interface AnalysisOptions extends ExclusionRules {
  /** Resamples of participants for intervals; 10,000 by default. */
  readonly resamples?: number;
  /** Seed of the resampling; 0 by default. */
  readonly randomSeed?: number;
}

/** What participants did in one condition. */
export interface ConditionResult {
  readonly condition: string;
  readonly participants: number;
  /** Of all of these together. */
  readonly trials: number;
  readonly right: number;
  /** The mean of participants' shares of right answers, with its 95 % interval. Chance is 0.5. */
  readonly accuracy: MeanInterval;
  /** The mean of participants' median times to the choice, in seconds. */
  readonly seconds: MeanInterval;
  /** The mean of participants' mean confidence, 1 to 3. */
  readonly confidence: MeanInterval;
}

/** How much more was right in one condition than in another. */
export interface ConditionDifference {
  readonly conditions: readonly [string, string];
  /** Of accuracies: the first less the second. */
  readonly difference: MeanInterval;
  /** Of differences within participants, between groups of them, or within the trials of one. */
  readonly by: 'paired' | 'groups' | 'trials';
}

/** What was right of one unit in one condition, over participants. */
export interface UnitResult extends Counted {
  readonly layer: string;
  readonly unit: number;
  readonly condition: string;
}

/** What answers come to. */
export interface ExperimentAnalysis {
  readonly experiment: string;
  /** Those that count, in the order of their first answers. */
  readonly participants: readonly string[];
  readonly excluded: readonly Exclusion[];
  readonly conditions: readonly ConditionResult[];
  readonly differences: readonly ConditionDifference[];
  readonly units: readonly UnitResult[];
  /** What participants who count answered in trials, without practice and catch trials. */
  readonly answers: readonly ExperimentAnswer[];
}

const byParticipant = (answers: readonly ExperimentAnswer[]) =>
  groupedBy(answers, ({ participant }) => participant);

const rightOf = (answers: readonly ExperimentAnswer[]): number =>
  answers.reduce((sum, { correct }) => sum + correct, 0);
const shareOf = (answers: readonly ExperimentAnswer[]): number => rightOf(answers) / answers.length;

/** Each participant's share of right answers. */
export const sharesOf = (answers: readonly ExperimentAnswer[]): number[] =>
  [...byParticipant(answers).values()].map(shareOf);

const countOf = (answers: readonly ExperimentAnswer[]): Counted => ({
  ...{ hits: rightOf(answers), trials: answers.length },
});

/**
 * What participants' answers say of conditions: accuracy, time and confidence, each with a 95 % interval, and how
 * conditions differ. Intervals are percentile bootstraps over participants (docs/method.md, 13.7); of one participant, Wilson's
 * and Newcombe's over trials, and none for time and confidence.
 * @param answers of all participants, as `parseAnswers` reads them
 * @throws FaccentError for no answers, those of several experiments, an answer that is there twice, and where nobody counts
 * @example
 * const answers = parseAnswers(await readFile('12.csv', 'utf8'), '12.csv');
 * for (const { condition, accuracy } of analyseExperiment(answers).conditions) console.log(condition, accuracy.mean);
 */
export function analyseExperiment(
  answers: readonly ExperimentAnswer[],
  options: AnalysisOptions = {},
): ExperimentAnalysis {
  checkTogether(answers);
  const out = [...byParticipant(answers)].flatMap(([, own]) => excluded(own, options) ?? []);
  const isOut = new Set(out.map(({ participant }) => participant));
  const counted = answers.filter(({ participant, kind }) => kind === 'trial' && !isOut.has(participant));
  if (!counted.length)
    throw new FaccentError(
      out.length
        ? `nobody counts: all ${out.length} participants are excluded, the first since ${out[0]!.because}`
        : 'there are no answers but those of practice and catch trials',
    );
  const resampling = { resamples: options.resamples ?? 10_000, randomSeed: options.randomSeed };
  const conditions = groupedBy(counted, ({ condition }) => condition);
  const names = [...conditions.keys()].sort();
  return {
    ...{
      experiment: answers[0]!.experiment,
      participants: [...byParticipant(counted).keys()],
      excluded: out,
    },
    conditions: names.map((name) => resultOf(name, conditions.get(name)!, resampling)),
    differences: names.flatMap((name, i) =>
      names
        .slice(i + 1)
        .map((other) =>
          differenceOf([name, other], conditions.get(name)!, conditions.get(other)!, resampling),
        ),
    ),
    units: [
      ...groupedBy(counted, ({ layer, unit, condition }) =>
        JSON.stringify([layer, unit, condition]),
      ).values(),
    ].map((own) => ({
      layer: own[0]!.layer,
      unit: own[0]!.unit,
      condition: own[0]!.condition,
      ...countOf(own),
    })),
    answers: counted,
  };
}

function checkTogether(answers: readonly ExperimentAnswer[]): void {
  const [first] = answers;
  if (!first) throw new FaccentError('there are no answers to analyse');
  const other = answers.find(({ experiment }) => experiment !== first.experiment);
  if (other)
    throw new FaccentError(
      `these are answers of different experiments: ${first.experiment} (participant "${first.participant}") and ${other.experiment} ("${other.participant}"); analyse each alone`,
    );
  const seen = new Set<string>();
  for (const { participant, trial } of answers) {
    const key = JSON.stringify([participant, trial]);
    if (seen.has(key))
      throw new FaccentError(
        `trial ${trial} of participant "${participant}" is there twice: a file is given twice, or two people had one number`,
      );
    seen.add(key);
  }
}

interface Resampling {
  readonly resamples: number;
  readonly randomSeed?: number;
}

function resultOf(
  condition: string,
  answers: readonly ExperimentAnswer[],
  resampling: Resampling,
): ConditionResult {
  const own = [...byParticipant(answers).values()];
  const over = (value: (answers: readonly ExperimentAnswer[]) => number): MeanInterval => {
    if (own.length > 1) return meanInterval(own.map(value), resampling);
    return { mean: value(own[0]!), low: NaN, high: NaN };
  };
  const { hits, trials } = countOf(answers);
  return {
    ...{ condition, participants: own.length, trials, right: hits },
    accuracy: own.length > 1 ? over(shareOf) : proportion(hits, trials),
    seconds: over((some) =>
      quantile(
        some.map(({ choice_ms }) => choice_ms / 1000),
        0.5,
      ),
    ),
    confidence: over((some) => some.reduce((sum, { confidence }) => sum + confidence, 0) / some.length),
  };
}

/** Within the participants who had both conditions; where nobody had, between those of each. */
function differenceOf(
  conditions: readonly [string, string],
  one: readonly ExperimentAnswer[],
  other: readonly ExperimentAnswer[],
  resampling: Resampling,
): ConditionDifference {
  const [a, b] = [byParticipant(one), byParticipant(other)];
  const both = [...a.keys()].filter((participant) => b.has(participant));
  if (both.length > 1) {
    const apart = both.map((participant) => shareOf(a.get(participant)!) - shareOf(b.get(participant)!));
    return { conditions, difference: meanInterval(apart, resampling), by: 'paired' };
  }
  if (both.length === 1 || (a.size === 1 && b.size === 1))
    return { conditions, difference: proportionDifference(countOf(one), countOf(other)), by: 'trials' };
  const [first, second] = [a, b].map((group) => [...group.values()].map(shareOf)) as [number[], number[]];
  const mean = (values: readonly number[], drawn: readonly number[]): number =>
    drawn.reduce((sum, i) => sum + values[i]!, 0) / drawn.length;
  const apart = (i: readonly number[], j: readonly number[]): number => mean(first, i) - mean(second, j);
  return {
    ...{ conditions, by: 'groups' },
    difference: {
      mean: apart(upTo(first.length), upTo(second.length)),
      ...bootstrap([first.length, second.length], apart, resampling),
    },
  };
}
