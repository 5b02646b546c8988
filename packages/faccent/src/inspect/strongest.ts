import { notFinite } from '../first-not-finite.js';
import { notFiniteAt } from '../formats/finite.js';
import type { Image } from '../image/image.js';
import type { Model } from '../model/model.js';
import type { Value } from '../platform/runtime.js';
import { channelReader } from './channel-values.js';
import { type Observation, observed } from './observer.js';
import type { InspectOptions } from './options.js';

/** A unit of a layer, and how active it is on an image. */
export interface Strongest {
  readonly unit: number;
  /** The logit, or the mean activation of the channel over positions, such as a detector's anchors. */
  readonly activation: number;
  /** In [0, 1], for a layer of class scores: by the softmax over all units or the unit's sigmoid, as the network has it. */
  readonly probability?: number;
  /** Of a class. */
  readonly label?: string;
  /**
   * Row and column at which the channel is strongest, for a layer with positions; of tokens, those of their patches where
   * the graph says which is where.
   */
  readonly position?: readonly [y: number, x: number];
  /** Activation there. */
  readonly peak?: number;
}

/**
 * A layer's activations on an image that is to be looked at, or was.
 * @throws FaccentError where one is not finite, with the first layer that has such
 */
export async function finiteActivations(
  model: Model,
  seen: Image | Observation,
  layer: string,
  options: InspectOptions,
): Promise<Value> {
  const observation = 'activations' in seen ? seen : await observed(model, seen, [layer], options);
  const found = observation.activations(layer);
  const values = found.data;
  const odd = notFiniteAt(values);
  if (odd >= 0)
    throw await notFinite({ model, image: observation.image, layer, found: values[odd]! }, options);
  return found;
}

/**
 * The units of a layer that are most active on a whole, unaugmented image; by default the strongest classes, which of a
 * detector are not all units of the layer of its scores.
 * @param seen the image, or what an `observer` of the layer saw of it: then nothing is computed anew
 * @example
 * const [{ unit, label, probability }] = await strongest(model, photo); // the class that it says
 * const channels = await strongest(model, photo, { layer: 'block5c', count: 3 });
 * channels.length; // 3
 */
export async function strongest(
  model: Model,
  seen: Image | Observation,
  { layer, count = 5, ...options }: InspectOptions & { layer?: string; count?: number } = {},
): Promise<Strongest[]> {
  const found = await finiteActivations(model, seen, layer ?? model.logits, options);
  const values = found.data as Float32Array;
  const reader = channelReader(model, layer ?? model.logits, found);
  const { channels, size } = reader;
  const isScores = layer === undefined || model.resolve(layer) === model.resolve(model.logits);
  const probabilities = isScores && !size ? model.probabilities(Array.from(values)) : undefined;
  const units = Array.from({ length: channels }, (_, unit): Strongest => {
    const activation = reader.activation(values, unit);
    const known = { unit, activation, ...(isScores && { label: model.labelOf(unit) }) };
    if (!size) return { ...known, ...(probabilities && { probability: probabilities[unit] }) };
    const { place, value } = reader.peak(values, unit);
    return { ...known, position: [Math.floor(place / size[1]), place % size[1]], peak: value };
  });
  const classes = layer === undefined ? model.classes.units : undefined;
  const { first, count: classCount } = classes ?? { first: 0, count: channels };
  return units
    .slice(first, first + classCount)
    .sort((a, b) => b.activation - a.activation)
    .slice(0, count);
}
