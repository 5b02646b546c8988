import { sizeOf } from 'onnx-grad';
import { findLastWithPositions, layersBefore, nameOf } from '../attribution/layer-maps.js';
import { attributionVectors } from '../circuit/vectors.js';
import { FaccentError } from '../errors.js';
import type { Image, Size } from '../image/image.js';
import { type InspectOptions, activations } from '../inspect/index.js';
import type { Model } from '../model/model.js';
import { findPositions } from '../model/positions.js';
import { channel } from '../objective/channel.js';
import type { Objective } from '../objective/objective.js';
import type { Value } from '../platform/runtime.js';

/** What is added to what was raised, on the photograph and on an accentuation of it. */
export interface Contribution {
  readonly photograph: number;
  readonly accentuated: number;
}

/** Where a channel fires: its activations. */
export interface ActivationMap {
  /** (height, width) of the layer. */
  readonly map: Float32Array;
  /** Height and width of the layer's grid of positions; `resizeMap` lays the map over the picture. */
  readonly size: Size;
}

/** A channel, and what it adds to what was raised: activation × gradient, summed over positions. */
export interface Carrier extends Contribution {
  /** `LAYER:UNIT` */
  readonly feature: string;
  readonly unit: number;
  /** Where it fires on the accentuated picture; none where the layer's positions are no grid. */
  readonly where?: ActivationMap;
}

/** The channels of a layer that carried an accentuation. */
export interface Carriers {
  /** Those that add most on the accentuated picture, the most first. */
  readonly channels: readonly Carrier[];
  /** What all other channels of the layer add together. */
  readonly others: Contribution;
}

/**
 * The layer whose channels are told of: the one that is named, or the last whose positions matter to the classes, whose maps
 * Grad-CAM draws, too. None where no layer before the classes has positions.
 * @throws FaccentError for a layer that is not there, or that the classes are not computed from
 */
export function channelLayer(model: Model, named: string | undefined): string | undefined {
  const classes = channel({ layer: model.logits, unit: 0 });
  if (named === undefined) {
    const found = findLastWithPositions(model, classes);
    return found === undefined ? undefined : nameOf(model, found);
  }
  const value = model.resolve(named);
  if (layersBefore(model, classes).some((layer) => layer.value === value && layer.objective)) return named;
  throw new FaccentError(
    `"${named}" has no channels that the classes are computed from: name a layer before "${model.logits}"`,
    { help: 'layers' },
  );
}

/** Which channels of a layer carried an objective on an accentuation of the photograph. @param count how many are named */
export async function carriersOf(
  model: Model,
  [photograph, accentuated]: readonly [photograph: Image, accentuated: Image],
  objective: Objective,
  { layer, count }: { readonly layer: string; readonly count: number },
  options: InspectOptions,
): Promise<Carriers> {
  const { layers } = await attributionVectors(model, [photograph, accentuated], objective, [layer], options);
  const [before, after] = layers[layer] as [Float32Array, Float32Array];
  const added = (unit: number): Contribution => ({ photograph: before[unit]!, accentuated: after[unit]! });
  const units = Array.from(after.keys()).sort((a, b) => after[b]! - after[a]!);
  const firing = await activations(model, accentuated, layer, options);
  return {
    channels: units.slice(0, count).map((unit) => ({
      ...{ feature: `${layer}:${unit}`, unit, ...added(unit), where: whereOf(model, layer, firing, unit) },
    })),
    others: units.slice(count).map(added).reduce(sum, { photograph: 0, accentuated: 0 }),
  };
}

const sum = (a: Contribution, b: Contribution): Contribution => ({
  photograph: a.photograph + b.photograph,
  accentuated: a.accentuated + b.accentuated,
});

/** Where a unit of a layer fires, of its activations (1, channels, …); none where its positions are no grid. */
export function whereOf(
  model: Model,
  layer: string,
  { dims, data }: Value,
  unit: number,
): ActivationMap | undefined {
  const plane = sizeOf(dims.slice(2));
  const positions = plane > 1 ? findPositions(model, layer, dims) : undefined;
  if (!positions) return undefined;
  const { size, places } = positions;
  return { map: Float32Array.from(places, (place) => data[unit * plane + place] as number), size };
}
