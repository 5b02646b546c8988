import type { Image } from '../image/image.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';
import { type Attribution, type AttributionOptions, collapse } from './attribution.js';
import { imageGradient } from './saliency.js';

/**
 * Gradient × input, summed over the three channels (Shrikumar et al. 2016, "Not Just a Black Box", section 2): what a
 * network that were linear would take from each pixel, measured from black.
 * @returns (height, width) of the image, signed, in the objective's unit
 * @throws FaccentError for a layer or a unit that is not there
 * @example const { map } = await gradientTimesInput(model, image, channel({ layer: 'logits', unit: 3 }))
 */
export async function gradientTimesInput(
  model: Model,
  image: Image,
  objective: Objective,
  options: AttributionOptions = {},
): Promise<Attribution> {
  const gradient = await imageGradient(model, image, objective, options);
  const product = gradient.map((g, i) => g * image.data[i]!);
  return { name: 'gradient-times-input', map: collapse(product, 'sum'), size: image.size, signed: true };
}
