import type { Given } from '../declaration/option.js';
import { type AttributionOptions, collapse, reduction } from './attribution.js';
import { imageGradient } from './gradient.js';
import { attributionMethod } from './method.js';

/** Options of `saliency`. */
export type SaliencyOptions = Given<typeof reduction> & AttributionOptions;

/**
 * Saliency: the gradient of the objective in the image (Simonyan, Vedaldi & Zisserman 2013, "Deep Inside Convolutional
 * Networks", section 3; docs/method.md, 10.1).
 * @returns (height, width) of the image, in units of the objective per unit of [0, 1]
 * @throws FaccentError for a layer or a unit that is not there
 * @example
 * const { map, size } = await saliency(model, photo, channel({ layer: model.logits, unit: 281 }));
 * size; // [224, 224]
 */
export const saliency = attributionMethod('saliency', {
  about: 'gradient in the image: the largest of three channels, or their sum',
  source: 'Simonyan et al. 2013',
  formerly: ['gradient'],
  options: reduction,
  grid: 'image',
  signed: ({ channels }) => channels === 'sum',
  map: async (subject, { channels }, running) => ({
    map: collapse(await imageGradient(subject, running), channels, subject.image.size),
    size: subject.image.size,
  }),
});
