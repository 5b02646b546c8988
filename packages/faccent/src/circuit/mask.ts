import { descending } from '../attribution/agreement.js';
import { FaccentError } from '../errors.js';
import type { Scores } from './scores.js';

/** What of a layer is kept: 1, and what is set to zero: 0. */
export interface Mask {
  readonly layer: string;
  readonly of: 'channels' | 'weights';
  /** As the scores that it was made of. */
  readonly dims: readonly number[];
  readonly keep: Uint8Array;
}

/** What is kept or dropped as one: a channel; a single weight, a kernel (of one filter and one input) or a filter. */
export type MaskUnit = 'channel' | 'weight' | 'kernel' | 'filter';

/** How much a mask keeps. */
export type MaskOptions = {
  /** By default `channel` for scores of channels, `weight` for scores of weights. */
  readonly by?: MaskUnit;
  /** Keep only what raises the target: of units with positive scores, the largest. Otherwise magnitude counts. */
  readonly positive?: boolean;
} & (
  | { /** Share of the units to keep, 0 to 1. */ readonly share: number; readonly count?: undefined }
  | { /** How many units to keep. */ readonly count: number; readonly share?: undefined }
);

/** Values that are masked together, which follow one another. @throws FaccentError for units that do not fit */
function unitLength({ layer, of, dims }: Scores, by: MaskUnit): number {
  const size = (axes: readonly number[]): number => axes.reduce((x, y) => x * y, 1);
  if (of === 'channels' && by === 'channel') return 1;
  if (of === 'weights' && by === 'weight') return 1;
  if (of === 'weights' && by === 'kernel') return size(dims.slice(2));
  if (of === 'weights' && by === 'filter') return size(dims.slice(1));
  throw new FaccentError(`scores of the ${of} of "${layer}" make no mask by ${by}`);
}

/** How many of `units` are asked for. @throws FaccentError */
function howMany({ share, count }: MaskOptions, units: number): number {
  if ((share === undefined) === (count === undefined))
    throw new FaccentError('a mask keeps either a share or a count');
  if (share !== undefined) {
    if (share >= 0 && share <= 1) return Math.round(share * units);
    throw new FaccentError(`a share lies between 0 and 1; it is ${share}`);
  }
  if (Number.isInteger(count) && count >= 0 && count <= units) return count;
  throw new FaccentError(`a mask keeps 0 to ${units} of ${units} units, not ${count}`);
}

/**
 * The mask that keeps the units of a layer with the largest scores; the score of a kernel or a filter is the sum of
 * its weights'. Of equal scores the first are kept.
 * @param options which and how many; with `positive`, fewer where there are not as many positive scores
 * @returns 1 for each value that is kept, of the scores' shape
 * @throws FaccentError for a share beyond 0 to 1, a count beyond the units, scores that are not finite, and units that
 * the scores do not have
 * @example
 * const { layers } = await attributionVectors(model, photos, objective, ['block5a']);
 * const mask = maskFromScores(channelScores('block5a', layers.block5a), { share: 0.1, by: 'channel', positive: true });
 * const circuit = withMask(model, mask);
 */
export function maskFromScores(scores: Scores, options: MaskOptions): Mask {
  const { layer, of, dims, values } = scores;
  const length = unitLength(scores, options.by ?? (of === 'channels' ? 'channel' : 'weight'));
  const units = Float64Array.from({ length: values.length / length }, (_, i) =>
    values.subarray(i * length, (i + 1) * length).reduce((sum, v) => sum + v, 0),
  );
  if (!units.every(Number.isFinite)) throw new FaccentError(`scores of "${layer}" are not all finite`);
  const count = howMany(options, units.length);
  const order = descending(options.positive ? units : units.map(Math.abs)).subarray(0, count);
  const keep = new Uint8Array(values.length);
  for (const i of order) if (!options.positive || units[i]! > 0) keep.fill(1, i * length, (i + 1) * length);
  return { layer, of, dims, keep };
}

/**
 * How far two circuits agree: intersection over union of what they keep, over all their layers together.
 * @param a a mask, or a list of them
 * @param b of the same layers in the same order
 * @returns [0, 1]; 1 for two that keep nothing
 * @throws FaccentError for masks of other layers or shapes
 * @example
 * const [of12, of13] = [12, 13].map((unit) => channel({ layer: 'block5c', unit }));
 * const [a] = await weightScores(model, photos, of12, ['block5a']);
 * const [b] = await weightScores(model, photos, of13, ['block5a']);
 * const shared = maskOverlap(maskFromScores(a, { share: 0.1 }), maskFromScores(b, { share: 0.1 }));
 */
export function maskOverlap(a: Mask | readonly Mask[], b: Mask | readonly Mask[]): number {
  const [these, those] = [a, b].map((m) => ('keep' in m ? [m] : m)) as [readonly Mask[], readonly Mask[]];
  const name = (m: Mask): string => `${m.of} ${m.layer} ${m.dims.join('×')}`;
  if (these.map(name).join() !== those.map(name).join())
    throw new FaccentError('masks of different layers or shapes cannot be compared');
  let [both, either] = [0, 0];
  these.forEach(({ keep }, k) =>
    keep.forEach((kept, i) => {
      both += kept & those[k]!.keep[i]!;
      either += kept | those[k]!.keep[i]!;
    }),
  );
  return either === 0 ? 1 : both / either;
}
