import type { Image } from '../image/image.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';
import type { Attribution } from './attribution.js';
import { type LayerOptions, layerMaps } from './layer-maps.js';

/**
 * Grad-CAM (Selvaraju et al. 2017, section 3): a layer's channels, each weighted by the mean over positions of the
 * objective's gradient in it, summed and rectified.
 * @returns (height, width) of the layer, none negative, in the objective's unit per position; `resizeMap` lays it over
 * the image
 * @throws FaccentError for a layer without positions, and a layer or a unit that is not there
 * @example const cam = await gradCam(model, image, logit, { layer: 'mixed4d' })
 */
export async function gradCam(
  model: Model,
  image: Image,
  objective: Objective,
  options: LayerOptions = {},
): Promise<Attribution> {
  const { size, maps } = await layerMaps({ model, image, objective }, options, (activations, gradient) => ({
    map: activations
      .mul(gradient.mean([2, 3], true))
      .sum([1])
      .relu(),
  }));
  return { name: 'grad-cam', map: maps.map, size, signed: false };
}
