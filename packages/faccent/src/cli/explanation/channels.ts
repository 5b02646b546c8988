import {
  type Image,
  type Model,
  type ObjectiveDescription,
  type SessionOptions,
  attributionVectors,
  objectiveFrom,
  strongest,
} from 'faccent';
import { TOLD } from './explanation.js';

/** A number of a channel on the photograph and on an accentuation. */
export interface Carrier {
  readonly feature: string;
  readonly photograph: number;
  readonly accentuated: number;
}

export interface EarlyChannels {
  /** Those that contribute most on the accentuated picture: activation × gradient, summed over positions. */
  readonly carried: readonly Carrier[];
  /** Those whose mean activation gained most. */
  readonly gained: readonly Carrier[];
}

/** A layer's channels on the photograph, to be compared with accentuations. */
export interface Channels {
  readonly layer: string;
  readonly photo: Image;
  /** Mean activation of each. */
  readonly means: readonly number[];
}

async function meansOf(
  model: Model,
  image: Image,
  layer: string,
  environment: SessionOptions,
): Promise<number[]> {
  const means: number[] = [];
  const channels = await strongest(model, image, { layer, count: Infinity, ...environment });
  for (const { unit, activation } of channels) means[unit] = activation;
  return means;
}

/** The channels of the regularized layer on the photograph; none where the model names no such layer. */
export async function channelsOf(
  model: Model,
  photo: Image,
  environment: SessionOptions,
): Promise<Channels | undefined> {
  const layer = model.description.regularize;
  if (layer === undefined) return undefined;
  return { layer, photo, means: await meansOf(model, photo, layer, environment) };
}

/** Which of the channels carried an objective on an accentuation of the photograph. */
export async function carriersOf(
  model: Model,
  { layer, photo, means }: Channels,
  objective: ObjectiveDescription,
  accentuated: Image,
  environment: SessionOptions,
): Promise<EarlyChannels> {
  const images = [photo, accentuated];
  const { layers } = await attributionVectors(model, images, objectiveFrom(objective), [layer], environment);
  const [before, after] = layers[layer] as [Float32Array, Float32Array];
  const now = await meansOf(model, accentuated, layer, environment);
  return {
    carried: most(compared(layer, before, after), (c) => c.accentuated),
    gained: most(compared(layer, means, now), (c) => c.accentuated - c.photograph),
  };
}

const compared = (layer: string, photograph: ArrayLike<number>, accentuated: ArrayLike<number>): Carrier[] =>
  Array.from(accentuated, (after, unit) => ({
    ...{ feature: `${layer}:${unit}`, photograph: photograph[unit]!, accentuated: after },
  }));

const most = (carriers: readonly Carrier[], by: (carrier: Carrier) => number): Carrier[] =>
  [...carriers].sort((a, b) => by(b) - by(a)).slice(0, TOLD);
