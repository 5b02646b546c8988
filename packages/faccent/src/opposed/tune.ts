import type { Image } from '../image/image.js';
import { type LevelsOptions, accentuateTo } from '../levels/levels.js';
import { objectiveValues } from '../inspect/objective-values.js';
import type { Model } from '../model/model.js';
import { against } from '../objective/against.js';
import type { Opposed } from '../objective/objective.js';
import { graphCache } from '../step/cache.js';
import type { OpposedValues } from '../step/records.js';
import { balanceAgainst } from './balance.js';
import { type TunedRun, strengthFor } from './strength.js';

/** The strength at which both are at their levels. */
export interface Tuned {
  /** λ, in units of the balance. */
  readonly strength: number;
  /** γ, as `balanceAgainst` measures it. */
  readonly balance: number;
  /** What `against` takes: the strength times the balance. */
  readonly weight: number;
  /** Both on the whole picture, as they were wanted, and as they are. */
  readonly wanted: OpposedValues;
  readonly reached: OpposedValues;
  readonly image: Image;
  /** All runs that were made for it, in their order. */
  readonly runs: readonly TunedRun[];
}

/**
 * What is tuned: two objectives, and what the other is to do: fall by default, which gives way little by little; what is to
 * stay does so from a strength on, and then altogether.
 */
export type Tunable = Opposed & { readonly keep?: 'stays' | 'falls' };

/** How a strength is looked for. */
export type TuneOptions = Omit<LevelsOptions, 'resume' | 'onDirection'> & {
  /** Called after each run. */
  readonly onRun?: (run: TunedRun) => void;
};

/**
 * Finds the strength of `against` at which the other is at one level where what is raised is at another: by false position
 * on the strength's logarithm, each run followed until its level is reached (docs/method.md, 5.10).
 * @param wanted on the whole picture, in the objectives' own units
 * @param options those of the runs
 * @throws FaccentError where no strength leads there, with what was reached
 * @example
 * const opposed = { raised: channel({ layer: 'block5c', unit: 12 }), other: channel({ layer: 'block5c', unit: 13 }) };
 * const { weight, reached } = await tuneAgainst(model, photo, opposed, { raised: 4, other: 1 });
 */
export async function tuneAgainst(
  model: Model,
  photograph: Image,
  { keep = 'falls', raised, other }: Tunable,
  wanted: OpposedValues,
  { onRun, cache: given, ...options }: TuneOptions = {},
): Promise<Tuned> {
  const cache = given ?? graphCache();
  const { device, threads, backend } = options;
  try {
    const looking = { photograph, device, threads, backend };
    const [before] = await objectiveValues(model, other, [photograph], looking);
    const balance = await balanceAgainst(model, photograph, { raised, other }, { ...options, cache });
    const runs: TunedRun[] = [];
    const images = new Map<TunedRun, Image>();
    const run = async (strength: number): Promise<TunedRun> => {
      const objective = against({ raised, other, keep, weight: strength * balance });
      const { levels } = await accentuateTo(model, photograph, objective, [wanted.raised], {
        ...options,
        cache,
      });
      const { reached, other: at, missed, image } = levels[0]!;
      const found: TunedRun = { strength, raised: reached, other: at!, ...(missed && { missed }) };
      runs.push(found);
      images.set(found, image);
      onRun?.(found);
      return found;
    };
    const best = await strengthFor(run, { before: before!, wanted, keep });
    return {
      ...{ strength: best.strength, balance, weight: best.strength * balance, wanted, runs },
      reached: { raised: best.raised, other: best.other },
      image: images.get(best)!,
    };
  } finally {
    if (!given) await cache.release();
  }
}
