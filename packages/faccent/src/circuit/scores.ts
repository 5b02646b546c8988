import type { Tensor } from 'onnx-grad';
import type { AttributionOptions } from '../attribution/attribution.js';
import { builderFor, inSession, look, viewsAtOnce } from '../attribution/views.js';
import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';
import { type Value, value } from '../platform/runtime.js';
import { convolutionOf } from './convolution.js';
import { overImages, sizeInCommon } from './vectors.js';

/** What a mask is made of: one signed number a channel of a layer, or a weight of a convolution. */
export interface Scores {
  readonly layer: string;
  readonly of: 'channels' | 'weights';
  /** (channels), or (filters, channels / group, …kernel). */
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

/**
 * Scores of a layer's channels: the mean of their attribution vectors over images.
 * @param vectors (channels) an image, of `attributionVectors`
 * @throws FaccentError for no vectors, or vectors of different lengths
 * @example
 * const { layers } = await attributionVectors(model, photos, objective, ['block5a']);
 * const { values } = channelScores('block5a', layers.block5a);
 * largestOf(values, 5); // the channels that carry it most
 */
export function channelScores(layer: string, vectors: readonly Float32Array[]): Scores {
  const channels = vectors[0]?.length ?? 0;
  if (!vectors.length || vectors.some((v) => v.length !== channels))
    throw new FaccentError(`scores of "${layer}" are made of one vector or more, all of one length`);
  const sums = new Float64Array(channels);
  for (const vector of vectors) vector.forEach((v, c) => (sums[c]! += v));
  return {
    layer,
    of: 'channels',
    dims: [channels],
    values: Float32Array.from(sums, (s) => s / vectors.length),
  };
}

/**
 * Scores of convolutions' weights: weight × gradient of the objective in it, the mean over whole, unaugmented images:
 * what the objective would lose, to first order, without the weight (Lee et al. 2019, "SNIP"; here with its sign). A
 * filter's scores sum to what its channel contributes before its bias is added.
 * @param images of one size; `viewsAtOnce` of them are looked at together, 10 by default
 * @param layers names of convolutions, or of what follows one element by element, such as its ReLU
 * @returns one for each layer, (filters, channels / group, …kernel)
 * @throws FaccentError for no layers, no images, images of different sizes, and a layer that no convolution makes
 * @example const [scores] = await weightScores(model, photos, channel({ layer: 'logits', unit: 281 }), ['block2a']);
 */
export async function weightScores(
  model: Model,
  images: readonly Image[],
  objective: Objective,
  layers: readonly string[],
  options: AttributionOptions = {},
): Promise<Scores[]> {
  if (layers.length === 0) throw new FaccentError('name a layer whose weights are to be looked at');
  const found = layers.map((layer) => convolutionOf(model, layer));
  const size = sizeInCommon(images);
  const atOnce = viewsAtOnce(options, images.length);
  const b = builderFor(options);
  const pictures = b.input('images', 'float32', [atOnce, 3, ...size]);
  // the last batch repeats an image, which must not count again
  const counted = b.input('counted', 'float32', [atOnce]);
  const seen = look({ model, objective }, pictures, layers);
  const names = found.map(({ name }) => name);
  const gradients = seen.layers.constantGradients(seen.values.mul(counted).sum(), names);
  const outputs = gradients.map((gradient, i) => b.output(gradient, `gradient${i}`).name);
  const sums = found.map(({ weights }) => new Float64Array(weights.size));
  const feeds = (count: number): Record<string, Value> => ({
    ...seen.feeds,
    counted: value(
      [atOnce],
      Float32Array.from({ length: atOnce }, (_, i) => (i < count ? 1 : 0)),
    ),
  });
  await inSession(b, options, (session) =>
    overImages(session, images, atOnce, feeds, outputs, (result) =>
      outputs.forEach((name, k) =>
        (result[name]!.data as Float32Array).forEach((v, i) => (sums[k]![i]! += v)),
      ),
    ),
  );
  return found.map(({ weights }, k) => scoresOf(layers[k]!, weights, sums[k]!, images.length));
}

function scoresOf(layer: string, weights: Tensor, gradients: Float64Array, count: number): Scores {
  const values = Float32Array.from(gradients, (g, i) => (g * weights.numbers[i]!) / count);
  return { layer, of: 'weights', dims: weights.dims, values };
}
