import { FaccentError, type Model, type Size, type Strongest, percentile, standardScore } from 'faccent';
import { checkAgrees } from './about.js';
import { openExemplars } from './read.js';

/** Where a unit lies among photographs. */
export interface NaturalRank {
  /** How many photographs there are. */
  readonly count: number;
  /** Percentage that lies below, 0 to 100. */
  readonly percentile: number;
  /** In standard deviations above their mean; none where all are equal. */
  readonly standardScore?: number;
}

/** What a unit's activation is among those of all photographs; undefined of a unit that was not measured. */
export type RankOf = (unit: Pick<Strongest, 'unit' | 'activation'>) => Promise<NaturalRank | undefined>;

/**
 * @param folder of exemplars, if one is named
 * @throws FaccentError where they are of another network, canvas or layer
 */
export async function amongExemplars(
  folder: string | undefined,
  model: Model,
  { layer, size, background }: { readonly layer?: string; readonly size: Size; readonly background?: string },
): Promise<RankOf | undefined> {
  if (folder === undefined) return undefined;
  const exemplars = await openExemplars(folder);
  checkAgrees(folder, exemplars.about, { model, size, background });
  const name = exemplars.layerNamed(model, layer ?? model.logits);
  return async ({ unit, activation }) => {
    if (!exemplars.has(name, unit)) return undefined;
    const all = await exemplars.values(name, unit);
    return {
      count: all.length,
      percentile: percentile(activation, all),
      standardScore: scoreOf(activation, all),
    };
  };
}

function scoreOf(activation: number, all: Float64Array): number | undefined {
  try {
    return standardScore(activation, all);
  } catch (error) {
    if (!(error instanceof FaccentError)) throw error;
    return undefined;
  }
}

/** `percentile 98 of 5,000 photographs, +2.1 deviations` */
export function rankText({ count, percentile: below, standardScore: score }: NaturalRank): string {
  const deviations =
    score === undefined ? '' : `, ${score < 0 ? '−' : '+'}${Math.abs(score).toFixed(1)} deviations`;
  return `percentile ${Number(below.toFixed(below > 99 ? 2 : 0))} of ${count.toLocaleString('en')} photographs${deviations}`;
}
