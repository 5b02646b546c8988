import { backend as defaultBackend } from '#runtime';
import { Builder, finish, writeModel } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import type { Image } from '../image.js';
import { type InspectOptions, targetOf } from '../inspect.js';
import type { Model } from '../model/model.js';
import { distance } from '../regularizer.js';
import { createSession, value } from '../runtime/runtime.js';
import { whole } from '../transform/whole.js';
import { checkPair } from './pixels.js';

/**
 * The regularizer's distance D at a layer on whole, unaugmented images: the mean over positions of the channel-wise L2
 * distance, in the layer's own units (see `regularizer.ts`). Equal images are ε = 1e-4 of the photograph's norm apart.
 * @throws FaccentError if the images differ in size, or for an unknown layer or one without channels
 * @example await layerDistance(model, photo, accentuation.image, 'mixed3a')
 */
export async function layerDistance(
  model: Model,
  photo: Image,
  image: Image,
  layer: string,
  options: InspectOptions = {},
): Promise<number> {
  checkPair(photo, image);
  const dims = [1, 3, ...photo.size];
  const b = new Builder(targetOf(options));
  const views = whole().views({}, { canvas: photo.size, view: model.description.size });
  const at = (name: string) =>
    model.append(b, views(b.input(name, 'float32', dims)), [layer], { prefix: `${name}:` })(layer);
  const activations = at('image');
  if (activations.rank < 2) throw new FaccentError(`"${layer}" has no channels: choose another layer`);
  b.output(distance(activations, at('photo')), 'distance');
  const session = await createSession(options.backend ?? defaultBackend, writeModel(finish(b)), options);
  try {
    const feeds = { photo: value(dims, photo.data), image: value(dims, image.data) };
    return Number((await session.run(feeds, ['distance'])).distance!.data[0]);
  } finally {
    await session.release();
  }
}
