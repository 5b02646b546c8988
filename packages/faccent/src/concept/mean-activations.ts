import type { Expression } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import type { Model } from '../model/model.js';
import { type BatchOptions, eachImage } from './each-image.js';

/**
 * Mean activations of a layer's channels over positions, on whole, unaugmented images of any sizes.
 * @returns one vector (channels) an image, in the layer's own units
 * @throws FaccentError on no images, an image whose data do not fit its size, or an unknown layer
 * @example
 * const vectors = await meanActivations(model, photos, 'block5c');
 * vectors[0].length; // 112
 */
export async function meanActivations(
  model: Model,
  images: readonly Image[],
  layer: string,
  options: BatchOptions = {},
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for await (const { data } of eachImage(model, images, layer, overPositions, options))
    vectors.push(data as Float32Array);
  return vectors;
}

/** (n, channels, …) → (n, channels). */
export const overPositions = (activations: Expression): Expression =>
  activations.mean(activations.dims.flatMap((_, axis) => (axis < 2 ? [] : [axis])));

/**
 * The direction from one set of vectors to another: the mean of the first less the mean of the second, as in Kim et
 * al. 2018's relative concepts with means for classifiers. Not normalized, so that it has the layer's own units.
 * @param positive vectors (channels), as `meanActivations` gives them
 * @returns (channels), for the `unit` of `channel`, `direction` or `cosim`
 * @throws FaccentError if a set is empty or vectors differ in length
 * @example
 * const striped = await meanActivations(model, photos.slice(0, 4), 'block5c');
 * const others = await meanActivations(model, photos.slice(4), 'block5c');
 * await accentuate(model, photo, channel({ layer: 'block5c', unit: contrastDirection(striped, others) }));
 */
export function contrastDirection(
  positive: readonly ArrayLike<number>[],
  negative: readonly ArrayLike<number>[],
): Float32Array {
  const [towards, from] = [meanOf(positive, 'positive'), meanOf(negative, 'negative')];
  if (towards.length !== from.length) throw unequal(towards.length, from.length);
  return Float32Array.from(towards, (v, i) => v - from[i]!);
}

function meanOf(vectors: readonly ArrayLike<number>[], name: string): Float64Array {
  const length = vectors[0]?.length;
  if (!length) throw new FaccentError(`a contrast needs ${name} vectors, and there are none`);
  const mean = new Float64Array(length);
  for (const vector of vectors) {
    if (vector.length !== length) throw unequal(length, vector.length);
    for (let i = 0; i < length; i++) mean[i]! += vector[i]! / vectors.length;
  }
  return mean;
}

const unequal = (one: number, other: number): FaccentError =>
  new FaccentError(`vectors of one layer have one length, not ${one} and ${other}`);
