import { type Given, usually } from '../declaration/option.js';
import { flag } from '../declaration/schema.js';
import type { AttributionOptions, PartedAttribution } from './attribution.js';
import { layerMaps, layerOptions } from './layer-maps.js';
import { type Made, attributionMethod } from './method.js';

const options = {
  ...layerOptions,
  averageGradients: usually(flag, false, "average each channel's gradient over positions first"),
};

/** Options of `signedCam`. */
export type SignedCamOptions = Given<typeof options> & AttributionOptions;

/** `positive` is Σ over channels of activation · relu(gradient), `negative` that of activation · relu(−gradient). */
export type SignedCam = PartedAttribution;

/**
 * Signed class activation map (docs/method.md, 10.5): what of a layer speaks for the objective and what against it. Both
 * are non-negative where the layer is, as after a ReLU.
 * @returns (height, width) of the layer, in the objective's unit
 * @throws FaccentError for a layer without positions, and a layer or a unit that is not there
 * @example
 * const cat = channel({ layer: model.logits, unit: 281 });
 * const { positive, negative } = await signedCam(model, photo, cat, { averageGradients: true });
 */
export const signedCam = attributionMethod('signedCam', {
  about: 'Σ activation · relu(±gradient): `positive`, `negative`, their difference',
  source: 'Grad-CAM by sign',
  formerly: ['signed-cam'],
  options,
  grid: 'layer',
  signed: true,
  parted: true,
  map: async (subject, { layer, averageGradients }, running): Promise<Made<SignedCam>> => {
    const { maps, ...of } = await layerMaps(subject, layer, running, (activations, gradient) => {
      const slope = averageGradients ? gradient.mean([2, 3], true) : gradient;
      const positive = activations.mul(slope.relu()).sum([1]);
      const negative = activations.mul(slope.neg().relu()).sum([1]);
      return { map: positive.sub(negative), positive, negative };
    });
    return { ...maps, ...of };
  },
});
