import { FaccentError } from '../errors.js';
import { Random } from '../math/random.js';
import { shuffled } from './shuffle.js';

/** Which photographs of a unit are asked for. */
export interface UnitChoice {
  /** References of each end. */
  readonly references: number;
  /** Pairs of queries. */
  readonly pairs: number;
  /** The parts of all photographs, by rank from the weakest (0) to the strongest (1), that queries are drawn of. */
  readonly low: readonly [number, number];
  readonly high: readonly [number, number];
  readonly randomSeed: number;
}

/** Photographs of a unit, by their places. */
export interface UnitPhotographs {
  /** The weakest, the weakest first. */
  readonly low: readonly number[];
  /** The strongest, the strongest first. */
  readonly high: readonly number[];
  /** Each one photograph of the lower part and one of the higher: no photograph is in two, or a reference. */
  readonly pairs: readonly { readonly low: number; readonly high: number }[];
  /** All others, in random order. */
  readonly others: readonly number[];
}

/**
 * Chooses a unit's photographs for an experiment: references are the weakest and the strongest, queries are drawn beside
 * them. Of photographs that are equal, as those in which a ReLU is closed are, it is random which are the weakest
 * (docs/method.md, 13.7).
 * @param values the unit's activation, one a photograph
 * @throws FaccentError where there are too few photographs, or the unit is the same in both of a pair
 * @example
 * const values = Array.from({ length: 100 }, (_, i) => i); // the unit's activation in 100 photographs
 * const choice = { references: 3, pairs: 1, low: [0, 0.05], high: [0.95, 1], randomSeed: 0 } as const;
 * const { low, high, pairs } = unitPhotographs(values, choice);
 * high; // [99, 98, 97]
 */
export function unitPhotographs(values: ArrayLike<number>, choice: UnitChoice): UnitPhotographs {
  const { references, pairs } = choice;
  const random = new Random(choice.randomSeed);
  const places = Array.from({ length: values.length }, (_, i) => i);
  const sorted = shuffled(places, random).sort((a, b) => values[a]! - values[b]!);
  const needed = 2 * (references + pairs);
  if (sorted.length < needed)
    throw new FaccentError(
      `${references} references of each end and ${pairs} ${pairs === 1 ? 'pair' : 'pairs'} of queries take ${needed} photographs, and there are ${sorted.length}: take more photographs, fewer references, or fewer pairs`,
    );
  const low = sorted.slice(0, references);
  const high = sorted.slice(sorted.length - references).reverse();
  const taken = new Set([...low, ...high]);
  const draw = (name: 'low' | 'high'): number[] => {
    const [from, to] = choice[name];
    const part = sorted.slice(Math.floor(from * sorted.length), Math.ceil(to * sorted.length));
    const free = part.filter((place) => !taken.has(place));
    if (free.length < pairs)
      throw new FaccentError(
        `${name} [${from}, ${to}] has ${free.length} of ${sorted.length} photographs that are not shown already, and ${pairs} are drawn of it: widen it, or take more photographs, fewer references, or fewer pairs`,
      );
    const drawn = shuffled(free, random).slice(0, pairs);
    for (const place of drawn) taken.add(place);
    return drawn;
  };
  const [lows, highs] = [draw('low'), draw('high')];
  const made = lows.map((place, i) => ({ low: place, high: highs[i]! }));
  for (const pair of made)
    if (!(values[pair.low]! < values[pair.high]!))
      throw new FaccentError(
        `it is ${values[pair.low]} in a photograph of its low end and ${values[pair.high]} in one of its high end, so that neither answer would be right: leave it out, or take photographs in which it differs`,
      );
  return { low, high, pairs: made, others: shuffled(places, random).filter((place) => !taken.has(place)) };
}
