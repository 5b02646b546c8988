import {
  type Attribution,
  type AttributionMethod,
  deletionCurve,
  insertionCurve,
  onImage,
  pearson,
  randomizeWeights,
  spearman,
  topOverlap,
} from 'faccent';
import { type Question, mapBy } from './methods.js';

/** Share of pixels that are a map's strongest. */
const STRONGEST = 0.1;

/** Correlations and overlap of two maps on the image; null where they say nothing. */
export interface Agreement {
  readonly maps: readonly [string, string];
  readonly pearson: number | null;
  readonly spearman: number | null;
  /** Of the maps' magnitudes: a gradient's magnitude knows no sign. */
  readonly spearmanOfMagnitudes: number | null;
  /** Intersection over union of their strongest tenths. */
  readonly topOverlap: number | null;
  /** Why a number is not there. */
  readonly because?: string;
}

/** JSON has no NaN, which is what a constant map correlates with everything. */
const known = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Why numbers of maps are null. */
export const UNDEFINED = 'a constant map correlates with nothing, and has no strongest tenth';

/** Numbers with the reason where one is not there. */
const explained = <T extends object>(numbers: T): T & { readonly because?: string } =>
  Object.values(numbers).includes(null) ? { ...numbers, because: UNDEFINED } : numbers;

/** Whether a map has a strongest tenth: not if many values tie at its edge, as in a picture that is white there. */
function hasTop(map: Float32Array, count: number): boolean {
  const edge = map.slice().sort()[map.length - count]!;
  return map.reduce((ties, v) => ties + Number(v === edge), 0) <= 1 + count / 10;
}

const magnitudes = (map: Float32Array): Float32Array => map.map(Math.abs);

function agreement([nameA, a]: [string, Float32Array], [nameB, b]: [string, Float32Array]): Agreement {
  const count = Math.max(1, Math.round(STRONGEST * a.length));
  return explained({
    maps: [nameA, nameB] as const,
    pearson: known(pearson(a, b)),
    spearman: known(spearman(a, b)),
    spearmanOfMagnitudes: known(spearman(magnitudes(a), magnitudes(b))),
    topOverlap: hasTop(a, count) && hasTop(b, count) ? topOverlap(a, b, count) : null,
  });
}

/** Every two of the maps, which all are of the image's size. */
export function agreements(maps: ReadonlyMap<string, Float32Array>): Agreement[] {
  const entries = [...maps];
  return entries.flatMap((a, i) => entries.slice(i + 1).map((b) => agreement(a, b)));
}

/** The objective as the map's strongest pixels go, or come, and its mean over them. */
export type Areas = Record<'deletion' | 'insertion', { area: number; values: number[] }>;

/** Deletion and insertion in a map's order. @param map on the image */
export async function areasOf(
  { model, image, objective, running }: Question,
  map: Float32Array,
): Promise<Areas> {
  const of = async (curve: typeof deletionCurve): Promise<Areas['deletion']> => {
    const { area, values } = await curve(model, image, map, objective, running);
    return { area, values: [...values] };
  };
  return { deletion: await of(deletionCurve), insertion: await of(insertionCurve) };
}

/** How a map correlates with that of the network whose weights are randomized. */
export type Sanity = Pick<Agreement, 'spearman' | 'spearmanOfMagnitudes' | 'because'>;

async function sanityOf(method: AttributionMethod, question: Question, map: Float32Array): Promise<Sanity> {
  const model = randomizeWeights(question.model, { randomSeed: question.randomSeed });
  const other = onImage(await mapBy(method, { ...question, model }), question.image);
  return explained({
    spearman: known(spearman(map, other)),
    spearmanOfMagnitudes: known(spearman(magnitudes(map), magnitudes(other))),
  });
}

/** What can be said of one map. */
export interface Measured extends Pick<Attribution, 'name' | 'layer' | 'size' | 'signed'> {
  readonly curves?: Areas;
  readonly sanity?: Sanity;
}

/** Measures a method's map. */
export async function measureMap(
  method: AttributionMethod,
  attribution: Attribution,
  question: Question,
  asked: { readonly curves?: boolean; readonly sanity?: boolean },
): Promise<Measured> {
  const { name, layer, size, signed } = attribution;
  const map = onImage(attribution, question.image);
  return {
    ...{ name, layer, size, signed },
    curves: asked.curves ? await areasOf(question, map) : undefined,
    sanity: asked.sanity ? await sanityOf(method, question, map) : undefined,
  };
}
