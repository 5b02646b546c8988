import { layerMaps, layerOptions } from './layer-maps.js';
import { attributionMethod } from './method.js';

/**
 * Grad-CAM (Selvaraju et al. 2017, section 3): a layer's channels, each weighted by the mean over positions of the
 * objective's gradient in it, summed and rectified (docs/method.md, 10.4).
 * @returns (height, width) of the layer, none negative, in the objective's unit per position; `resizeMap` lays it over
 * the image
 * @throws FaccentError for a layer without positions, and a layer or a unit that is not there
 * @example
 * const cam = await gradCam(model, photo, channel({ layer: model.logits, unit: 281 }), { layer: 'head' });
 * cam.size; // [5, 5]
 */
export const gradCam = attributionMethod('gradCam', {
  about: "relu(Σ channels · mean gradient) of a layer's channels",
  source: 'Selvaraju et al. 2017',
  formerly: ['grad-cam'],
  options: layerOptions,
  grid: 'layer',
  signed: false,
  map: async (subject, { layer }, running) => {
    const {
      size,
      layer: of,
      maps,
    } = await layerMaps(subject, layer, running, (activations, gradient) => ({
      map: activations
        .mul(gradient.mean([2, 3], true))
        .sum([1])
        .relu(),
    }));
    return { map: maps.map, size, layer: of };
  },
});
