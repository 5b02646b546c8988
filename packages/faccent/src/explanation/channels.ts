import { attributionVectors } from '../circuit/vectors.js';
import type { Image } from '../image/image.js';
import { type InspectOptions, strongest } from '../inspect.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';

/** Channels that are told of. */
const SHOWN = 5;

/** A number of a channel on the photograph and on an accentuation. */
export interface ComparedChannel {
  /** `LAYER:UNIT` */
  readonly feature: string;
  readonly photograph: number;
  readonly accentuated: number;
}

/** Channels of an early layer that had most to do with an accentuation. */
export interface EarlyChannels {
  /** Those that contribute most on the accentuated picture: activation × gradient, summed over positions. */
  readonly carried: readonly ComparedChannel[];
  /** Those whose mean activation gained most. */
  readonly gained: readonly ComparedChannel[];
}

/** A layer's channels on the photograph, to be compared with accentuations. */
export interface Channels {
  readonly layer: string;
  readonly photograph: Image;
  /** Mean activation of each. */
  readonly means: readonly number[];
}

async function meansOf(
  model: Model,
  image: Image,
  layer: string,
  options: InspectOptions,
): Promise<number[]> {
  const means: number[] = [];
  const channels = await strongest(model, image, { layer, count: Infinity, ...options });
  for (const { unit, activation } of channels) means[unit] = activation;
  return means;
}

/** The channels of the model's own layer for the regularizer; none where it names no such layer. */
export async function channelsOf(
  model: Model,
  photograph: Image,
  options: InspectOptions,
): Promise<Channels | undefined> {
  const layer = model.description.regularize;
  if (layer === undefined) return undefined;
  return { layer, photograph, means: await meansOf(model, photograph, layer, options) };
}

/** Which of the channels carried an objective on an accentuation of the photograph. */
export async function carriersOf(
  model: Model,
  { layer, photograph, means }: Channels,
  objective: Objective,
  accentuated: Image,
  options: InspectOptions,
): Promise<EarlyChannels> {
  const images = [photograph, accentuated];
  const { layers } = await attributionVectors(model, images, objective, [layer], options);
  const [before, after] = layers[layer] as [Float32Array, Float32Array];
  const now = await meansOf(model, accentuated, layer, options);
  return {
    carried: most(compared(layer, before, after), (c) => c.accentuated),
    gained: most(compared(layer, means, now), (c) => c.accentuated - c.photograph),
  };
}

const compared = (
  layer: string,
  photograph: ArrayLike<number>,
  accentuated: ArrayLike<number>,
): ComparedChannel[] =>
  Array.from(accentuated, (after, unit) => ({
    ...{ feature: `${layer}:${unit}`, photograph: photograph[unit]!, accentuated: after },
  }));

const most = (
  channels: readonly ComparedChannel[],
  by: (channel: ComparedChannel) => number,
): ComparedChannel[] => [...channels].sort((a, b) => by(b) - by(a)).slice(0, SHOWN);
