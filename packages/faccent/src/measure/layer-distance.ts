import { builderFor, inSession } from '../attribution/views.js';
import { FaccentError } from '../errors.js';
import { type Image, planesOf } from '../image/image.js';
import type { InspectOptions } from '../inspect/index.js';
import type { Model } from '../model/model.js';
import { distance } from '../regularizer/distance.js';
import { value } from '../platform/runtime.js';
import { whole } from '../transform/whole.js';
import { checkPair } from './pair.js';

/**
 * The regularizer's distance D at a layer on whole, unaugmented images: the mean over positions of the channel-wise L2
 * distance, in the layer's own units (docs/method.md, 13.2). Equal images are ε = 1e-4 of the photograph's norm apart.
 * @throws FaccentError if the images differ in size, or for an unknown layer or one without channels
 * @example await layerDistance(model, photo, image, 'block3b');
 */
export async function layerDistance(
  model: Model,
  photo: Image,
  image: Image,
  layer: string,
  options: InspectOptions = {},
): Promise<number> {
  checkPair(photo, image);
  const dims = [1, planesOf(photo), ...photo.size];
  const b = builderFor(options);
  const views = whole().apply({}, { canvas: photo.size, view: model.description.size });
  const at = (name: string) =>
    model.append(b, views(b.input(name, 'float32', dims)), [layer], { prefix: `${name}:` })(layer);
  const activations = at('image');
  if (activations.rank < 2) throw new FaccentError(`"${layer}" has no channels: choose another layer`);
  b.output(distance(activations, at('photo')), 'distance');
  const feeds = { photo: value(dims, photo.data), image: value(dims, image.data) };
  return inSession(b, options, async (session) =>
    Number((await session.run(feeds, ['distance'])).distance!.data[0]),
  );
}
