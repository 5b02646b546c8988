import type { Expression } from 'onnx-grad';
import type { AttributionOptions } from '../attribution/attribution.js';
import { builderFor, inSession, look, viewsAtOnce } from '../attribution/views.js';
import { FaccentError } from '../errors.js';
import type { Image, Size } from '../image/image.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';
import { type Value, value } from '../platform/runtime.js';
import type { OpenSession } from '../step/cache.js';

/** What each channel of each layer contributes to an objective, image by image. */
export interface AttributionVectors<Layer extends string = string> {
  /** The objective on each image by itself (images). */
  readonly values: Float32Array;
  /** For each layer, by the name it was asked for, one vector (channels) an image, in the objective's unit. */
  readonly layers: Readonly<Record<Layer, readonly Float32Array[]>>;
}

/** Sum over everything but images and channels: (images, channels). */
const overPositions = (maps: Expression): Expression => maps.sum(maps.dims.map((_, i) => i).slice(2));

/** Images of one size. @throws FaccentError where there is none, or they differ */
export function sizeInCommon(images: readonly Image[]): Size {
  const [first, ...others] = images;
  if (!first) throw new FaccentError('there is no image to look at');
  const odd = others.find(({ size }) => size.join() !== first.size.join());
  if (!odd) return first.size;
  const [a, b] = [first.size.join(' × '), odd.size.join(' × ')];
  throw new FaccentError(`images that are looked at together are of one size, not ${a} and ${b}`);
}

/**
 * Runs a graph over images, some at once; the last batch is filled up with the last image.
 * @param feeds further inputs, for a batch whose first `count` images count
 * @param take what is done with a batch's results, of which the first `count` are images from `first` on
 */
export async function overImages(
  session: Pick<OpenSession, 'run'>,
  images: readonly Image[],
  atOnce: number,
  feeds: (count: number) => Readonly<Record<string, Value>>,
  fetches: readonly string[],
  take: (result: Record<string, Value>, first: number, count: number) => void,
): Promise<void> {
  const length = images[0]!.data.length;
  for (let first = 0; first < images.length; first += atOnce) {
    const data = new Float32Array(atOnce * length);
    for (let i = 0; i < atOnce; i++)
      data.set(images[Math.min(first + i, images.length - 1)]!.data, i * length);
    const batch = value([atOnce, 3, ...images[0]!.size], data);
    const count = Math.min(atOnce, images.length - first);
    take(await session.run({ images: batch, ...feeds(count) }, fetches), first, count);
  }
}

/**
 * Attribution vectors: activation × gradient of the objective, summed over positions, for whole, unaugmented images
 * (docs/method.md, 11.1; Hamblin et al. 2024, "Feature Accentuation"). Each image's objective is its own: the others
 * of its batch have no part in it. One graph is compiled, whatever the number of images and layers.
 * @param images of one size, values in [0, 1]; `viewsAtOnce` of them are looked at together, 10 by default
 * @param layers by name; one that the objective does not depend on has vectors of zeros
 * @returns for each layer, (channels) an image; at a layer after which the network is linear a vector sums to the
 * objective less what biases give
 * @throws FaccentError for no layers, no images, images of different sizes, a layer or a unit that is not there
 * @example
 * const { layers } = await attributionVectors(model, photos, channel({ layer: 'logits', unit: 281 }), ['block5a']);
 * layers.block5a[0].length; // 112: what each channel adds in the first photograph
 */
export async function attributionVectors<Layer extends string>(
  model: Model,
  images: readonly Image[],
  objective: Objective,
  layers: readonly Layer[],
  options: AttributionOptions = {},
): Promise<AttributionVectors<Layer>> {
  if (layers.length === 0) throw new FaccentError('name a layer whose channels are to be looked at');
  const size = sizeInCommon(images);
  const atOnce = viewsAtOnce(options, images.length);
  const b = builderFor(options);
  const pictures = b.input('images', 'float32', [atOnce, 3, ...size]);
  const seen = look({ model, objective }, pictures, layers);
  const gradients = seen.layers.gradients(seen.values.sum(), layers);
  const vectors = layers.map((layer, i) => overPositions(seen.layers(layer).mul(gradients[i]!)));
  const names = vectors.map((vector, i) => b.output(vector, `vectors${i}`).name);
  b.output(seen.values, 'values');

  const values = new Float32Array(images.length);
  const found = layers.map(() => [] as Float32Array[]);
  await inSession(b, options, (session) =>
    overImages(
      session,
      images,
      atOnce,
      () => seen.feeds,
      ['values', ...names],
      (result, first, count) => {
        values.set((result.values!.data as Float32Array).subarray(0, count), first);
        names.forEach((name, k) => {
          const { dims, data } = result[name]!;
          for (let i = 0; i < count; i++)
            found[k]!.push((data as Float32Array).slice(i * dims[1]!, (i + 1) * dims[1]!));
        });
      },
    ),
  );
  const byName = {} as Record<Layer, Float32Array[]>;
  layers.forEach((layer, i) => (byName[layer] = found[i]!));
  return { values, layers: byName };
}
