import { collapse } from './attribution.js';
import { imageGradient } from './gradient.js';
import { attributionMethod } from './method.js';

/**
 * Gradient × input, summed over the three channels (Shrikumar et al. 2016, "Not Just a Black Box", section 2): what a
 * network that were linear would take from each pixel, measured from black (docs/method.md, 10.1).
 * @returns (height, width) of the image, signed, in the objective's unit
 * @throws FaccentError for a layer or a unit that is not there
 * @example
 * const { map } = await gradientTimesInput(model, photo, channel({ layer: model.logits, unit: 281 }));
 * map.length; // 50176
 */
export const gradientTimesInput = attributionMethod('gradientTimesInput', {
  about: 'gradient × input',
  source: 'Shrikumar et al. 2016',
  formerly: ['gradient-times-input'],
  options: {},
  grid: 'image',
  signed: true,
  map: async (subject, _, running) => {
    const { size, data } = subject.image;
    const gradient = await imageGradient(subject, running);
    const product = gradient.map((g, i) => g * data[i]!);
    return { map: collapse(product, 'sum', size), size };
  },
});
