import { FaccentError } from '../errors.js';
import type { Image, Size } from '../image/image.js';
import type { Model } from '../model/model.js';
import { positionsOf } from '../model/positions.js';
import type { Observation } from './observer.js';
import type { InspectOptions } from './options.js';
import { finiteActivations } from './strongest.js';

/** A channel of a layer that is active at a place of an image, and how it is over all of the image. */
export interface StrongestAt {
  readonly unit: number;
  /** There. */
  readonly activation: number;
  /** How far that is above the channel's mean over the image, in its standard deviations (see `strongestAt`). */
  readonly excess: number;
  /** Over the layer's positions. */
  readonly mean: number;
  /** The largest of the layer's positions. */
  readonly peak: number;
  /** Row and column of the layer that the place lies in; of tokens, those of their patches. */
  readonly position: readonly [y: number, x: number];
  /** Activations at the layer's positions, (height, width), row by row. */
  readonly map: { readonly size: Size; readonly values: Float32Array };
}

/** Mean and standard deviation of a channel over positions. */
function moments(own: Float32Array, places: Int32Array): [mean: number, deviation: number] {
  let [sum, squares] = [0, 0];
  for (const place of places) sum += own[place]!;
  const mean = sum / places.length;
  for (const place of places) squares += (own[place]! - mean) ** 2;
  return [mean, Math.sqrt(squares / places.length)];
}

/** Of a layer's channels over its positions: means, standard deviations, and the median of those. */
interface Usual {
  readonly of: readonly (readonly [mean: number, deviation: number])[];
  readonly deviation: number;
}

/** What was found of activations that are asked about again: another place of them is a click. */
const known = new WeakMap<object, Usual>();

function usualOf(data: object, make: () => Usual['of']): Usual {
  const found = known.get(data);
  if (found) return found;
  const of = make();
  const usual = { of, deviation: median(of.map(([, deviation]) => deviation)) };
  known.set(data, usual);
  return usual;
}

const median = (values: readonly number[]): number =>
  Float64Array.from(values).sort()[Math.floor(values.length / 2)]!;

/** The row or column that a place lies in. @param at from 0 to 1 along the axis */
const indexAt = (at: number, length: number): number => Math.min(length - 1, Math.floor(at * length));

/**
 * The channels of a layer that stand out at a place of a whole, unaugmented image: those that are active there (above 0),
 * ranked by how far above their own mean over the image, (a − mean) / (σ + σ₀). So a channel that is on everywhere does not
 * lead; σ₀, the median σ of the layer's channels, keeps those from the lead that hardly vary at all (docs/method.md, 13.6).
 * @param seen the image, or what an `observer` of the layer saw of it: then nothing is computed anew
 * @param place row and column as fractions of the image's height and width, from its upper left, in [0, 1]
 * @returns at most `count`, 5 by default; fewer where fewer stand out
 * @throws FaccentError for an unknown layer, one without a grid of positions, or a place outside the image
 * @example
 * const [{ unit, activation }] = await strongestAt(model, photo, [0.4, 0.5], { layer: 'block5c' });
 * await accentuate(model, photo, channel({ layer: 'block5c', unit }));
 */
export async function strongestAt(
  model: Model,
  seen: Image | Observation,
  [y, x]: readonly [y: number, x: number],
  { layer, count = 5, ...options }: InspectOptions & { readonly layer: string; readonly count?: number },
): Promise<StrongestAt[]> {
  if (![y, x].every((at) => at >= 0 && at <= 1))
    throw new FaccentError(`place is ${y}, ${x}; it should be a row and a column from 0 to 1`);
  const { dims, data } = await finiteActivations(model, seen, layer, options);
  const { size, places } = positionsOf(model, layer, dims);
  const position = [indexAt(y, size[0]), indexAt(x, size[1])] as const;
  const at = places[position[0] * size[1] + position[1]]!;
  const channels = dims[1]!;
  const plane = data.length / channels;
  const ofUnit = (unit: number): Float32Array =>
    (data as Float32Array).subarray(unit * plane, (unit + 1) * plane);
  const usual = usualOf(data, () =>
    Array.from({ length: channels }, (_, unit) => moments(ofUnit(unit), places)),
  );
  return usual.of
    .map(([mean, deviation], unit) => {
      const activation = ofUnit(unit)[at]!;
      // where nothing varies, nothing stands out
      return { unit, activation, mean, excess: (activation - mean) / (deviation + usual.deviation || 1) };
    })
    .filter(({ activation, excess }) => activation > 0 && excess > 0)
    .sort((a, b) => b.excess - a.excess)
    .slice(0, count)
    .map((found) => {
      const values = Float32Array.from(places, (place) => ofUnit(found.unit)[place]!);
      return { ...found, peak: values.reduce((a, b) => Math.max(a, b)), position, map: { size, values } };
    });
}
