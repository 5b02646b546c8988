import { checked, count, index, oneOf, wholeNumber } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import { Random } from '../math/random.js';
import { textHash } from '../math/text-hash.js';
import { blockOrder } from './block-order.js';
import { shuffled } from './shuffle.js';

/**
 * How conditions are shared: `rotate`: each participant sees each unit once, in conditions that rotate over units and
 * participants (a Latin square); `all`: each unit in every condition; `one`: each participant one condition.
 */
export type ConditionSharing = 'rotate' | 'all' | 'one';

/** What is balanced over participants. */
export interface ExperimentDesign {
  /** Of each condition, whether it shows references: only such can have catch trials. */
  readonly conditions: readonly { readonly hasReferences: boolean }[];
  readonly sharing: ConditionSharing;
  /** Whether conditions come mixed, or each in a block of its own. */
  readonly order: 'mixed' | 'blocks';
  /** How many units trials are of; those of practice are counted on from there. */
  readonly units: number;
  readonly practice: number;
  /** Pairs of query photographs of each unit. */
  readonly pairs: number;
  /** Reference pictures of each end. */
  readonly references: number;
  readonly catchTrials: number;
  readonly randomSeed: number;
}

/** One choice between two pictures. */
export interface ExperimentTrial {
  /** `practice` says what was right; the queries of a `catch` trial are references themselves. */
  readonly kind: 'practice' | 'trial' | 'catch';
  /** Which unit; from `design.units` on, which of practice. */
  readonly unit: number;
  readonly condition: number;
  /** Which pair of queries; of a catch trial, which of the references. */
  readonly pair: number;
  /** Where the picture is that drives the unit more. */
  readonly right: Side;
}

/** Where one of two queries is. */
export type Side = 'left' | 'right';

const SIDES: readonly [Side, Side] = ['left', 'right'];

const LIMITS = {
  units: count(),
  practice: index,
  pairs: count(),
  references: count(),
  catchTrials: index,
  randomSeed: wholeNumber,
  sharing: oneOf('rotate', 'all', 'one'),
  order: oneOf('mixed', 'blocks'),
} as const;

/**
 * The number by which a participant's trials are balanced: a whole number is its own; any other text, such as the ID of a
 * crowd-sourcing platform, has one that is as good as random, so that balance is then on average alone.
 * @example participantNumber('12'); // 12
 */
export const participantNumber = (participant: string): number =>
  /^\d{1,9}$/.test(participant) ? Number(participant) : textHash(participant);

/**
 * What a participant sees, in order: practice, then trials with catch trials among them. The same design and number give
 * the same trials everywhere. Sides are balanced within each condition of a participant (to one); over participants 0, 1, …
 * each unit comes equally often with each condition, pair and side after 2 · conditions · pairs of them (docs/method.md, 13.7).
 * @param participant its number, 0 or more
 * @throws FaccentError that names the part of the design that is not what it should be
 * @example
 * const trials = experimentTrials(
 *   {
 *     conditions: [{ hasReferences: true }, { hasReferences: false }],
 *     ...({ sharing: 'all', order: 'mixed', units: 4, practice: 1, pairs: 1 } as const),
 *     ...{ references: 9, catchTrials: 1, randomSeed: 0 },
 *   },
 *   participantNumber('12'),
 * );
 * trials.filter(({ kind }) => kind === 'trial').length; // 8: four units in two conditions
 */
export function experimentTrials(design: ExperimentDesign, participant: number): ExperimentTrial[] {
  for (const [name, schema] of Object.entries(LIMITS))
    checked<unknown>(schema, design[name as keyof typeof LIMITS], `design.${name}`);
  if (!design.conditions.length) throw new FaccentError('an experiment has one condition or more');
  checked(index, participant, 'participant');
  const random = new Random(textHash(`${design.randomSeed}:${participant}`));
  const seen = conditionsSeen(design, participant);
  const main = inOrder(mainTrials(design, participant), design, participant, random);
  return [...practiceTrials(design, seen, random), ...withCatchTrials(main, design, seen, random)];
}

/** The conditions that a participant sees. */
function conditionsSeen({ sharing, conditions }: ExperimentDesign, participant: number): number[] {
  const all = conditions.map((_, i) => i);
  return sharing === 'one' ? [participant % all.length] : all;
}

/** Participants among whom all have had the same conditions of the same units: the next such round has other sides and pairs. */
const roundOf = ({ sharing, conditions }: ExperimentDesign, participant: number): number =>
  sharing === 'all' ? participant : Math.floor(participant / conditions.length);

/** Each unit in its condition, with its pair and its side. */
function mainTrials(design: ExperimentDesign, participant: number): ExperimentTrial[] {
  const { sharing, units, pairs } = design;
  const { length } = design.conditions;
  const round = roundOf(design, participant);
  // where pairs are even in number, sides would always come with the same of them
  const turn = round + (pairs % 2 === 0 ? Math.floor(round / pairs) : 0);
  const trials: ExperimentTrial[] = [];
  for (let unit = 0; unit < units; unit++) {
    const conditions = {
      rotate: [(unit + participant) % length],
      one: [participant % length],
      all: design.conditions.map((_, i) => i),
    }[sharing];
    for (const condition of conditions) {
      // the units of a condition alternate
      const place = sharing === 'rotate' ? Math.floor(unit / length) : unit + condition;
      const right = SIDES[(place + turn) % 2]!;
      trials.push({ kind: 'trial', unit, condition, pair: (unit + condition + round) % pairs, right });
    }
  }
  return trials;
}

function inOrder(
  trials: readonly ExperimentTrial[],
  design: ExperimentDesign,
  participant: number,
  random: Random,
): ExperimentTrial[] {
  const mixed = shuffled(trials, random);
  if (design.order === 'mixed') return mixed;
  const blocks = blockOrder(design.conditions.length, roundOf(design, participant));
  return blocks.flatMap((block) => mixed.filter(({ condition }) => condition === block));
}

function practiceTrials(
  { units, practice }: ExperimentDesign,
  seen: readonly number[],
  random: Random,
): ExperimentTrial[] {
  return Array.from({ length: practice }, (_, i) => ({
    ...{ kind: 'practice', unit: units + i, condition: seen[i % seen.length]!, pair: 0 },
    right: SIDES[random.below(2)]!,
  }));
}

/** One catch trial in each of equal parts of the trials, at a random place of it. */
function withCatchTrials(
  trials: readonly ExperimentTrial[],
  design: ExperimentDesign,
  seen: readonly number[],
  random: Random,
): ExperimentTrial[] {
  const { conditions, catchTrials, units, practice, references } = design;
  const shown = seen.filter((condition) => conditions[condition]!.hasReferences);
  if (!shown.length) return [...trials];
  const first = random.below(2);
  const parts = Array.from({ length: catchTrials }, (_, i): ExperimentTrial[] => {
    const from = Math.floor((i * trials.length) / catchTrials);
    const part = trials.slice(from, Math.floor(((i + 1) * trials.length) / catchTrials));
    const at = random.below(part.length + 1);
    // as what is around it is
    const near = part[Math.min(at, part.length - 1)]?.condition ?? shown[i % shown.length]!;
    const trial: ExperimentTrial = {
      kind: 'catch',
      // a unit that is asked for itself would be known from it
      unit: practice ? units + (i % practice) : random.below(units),
      condition: shown.includes(near) ? near : shown[i % shown.length]!,
      ...{ pair: random.below(references), right: SIDES[(first + i) % 2]! },
    };
    return [...part.slice(0, at), trial, ...part.slice(at)];
  });
  return catchTrials ? parts.flat() : [...trials];
}
