import type { Image } from '../image/image.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';
import { type Attribution, type AttributionOptions, type ChannelReduction, collapse } from './attribution.js';
import { lookAt } from './views.js';

/** Options of `saliency`. */
export interface SaliencyOptions extends AttributionOptions {
  /** `largest` magnitude of the three channels (default), or their signed `sum`. */
  readonly channels?: ChannelReduction;
}

/** The gradient of the objective in the image (3, height, width). */
export async function imageGradient(
  model: Model,
  image: Image,
  objective: Objective,
  options: AttributionOptions,
): Promise<Float32Array> {
  const points = { count: 1, weight: () => 1, pictures: <T>(x: T): T => x };
  return (await lookAt({ model, image, objective }, points, options)).gradient;
}

/**
 * Saliency: the gradient of the objective in the image (Simonyan, Vedaldi & Zisserman 2013, "Deep Inside Convolutional
 * Networks", section 3).
 * @returns (height, width) of the image, in units of the objective per unit of [0, 1]
 * @throws FaccentError for a layer or a unit that is not there
 * @example const { map } = await saliency(model, image, channel({ layer: 'logits', unit: 3 }))
 */
export async function saliency(
  model: Model,
  image: Image,
  objective: Objective,
  { channels = 'largest', ...options }: SaliencyOptions = {},
): Promise<Attribution> {
  const gradient = await imageGradient(model, image, objective, options);
  return {
    name: 'gradient',
    map: collapse(gradient, channels),
    size: image.size,
    signed: channels === 'sum',
  };
}
