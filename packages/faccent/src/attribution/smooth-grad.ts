import { planesOf } from '../image/image.js';
import { type Given, usually } from '../declaration/option.js';
import { count, nonNegative, wholeNumber } from '../declaration/schema.js';
import { Random } from '../math/random.js';
import { type AttributionOptions, collapse, reduction } from './attribution.js';
import { attributionMethod } from './method.js';
import { lookAt } from './views.js';

const options = {
  samples: usually(count(), 50, 'noisy copies of the image'),
  noise: usually(nonNegative, 0.15, 'standard deviation of the noise in units of [0, 1]'),
  ...reduction,
  randomSeed: usually(wholeNumber, 0, 'seed of the noise: the same gives the same map'),
};

/** Options of `smoothGrad`. */
export type SmoothGradOptions = Given<typeof options> & AttributionOptions;

/**
 * SmoothGrad: the mean gradient over noisy copies of the image (Smilkov et al. 2017, "SmoothGrad: removing noise by
 * adding noise", section 3). The noise is normal and is not clipped (docs/method.md, 10.1).
 * @returns (height, width) of the image, in units of the objective per unit of [0, 1]
 * @throws FaccentError for a layer or a unit that is not there
 * @example const { map } = await smoothGrad(model, photo, channel({ layer: model.logits, unit: 281 }), { samples: 20, noise: 0.1 });
 */
export const smoothGrad = attributionMethod('smoothGrad', {
  about: 'mean gradient over noisy copies',
  source: 'Smilkov et al. 2017',
  formerly: ['smooth-grad'],
  options,
  grid: 'image',
  signed: ({ channels }) => channels === 'sum',
  map: async (subject, { samples, noise, channels, randomSeed }, running) => {
    const { size } = subject.image;
    const random = new Random(randomSeed);
    const fill = (own: Float32Array): void => own.forEach((_, i) => (own[i] = random.normal(noise)));
    const { gradient } = await lookAt(
      subject,
      {
        count: samples,
        weight: () => 1 / samples,
        own: { noise: { dims: [planesOf(subject.image), ...size], fill } },
        pictures: (x, inputs) => x.add(inputs.noise!),
      },
      running,
    );
    return { map: collapse(gradient, channels, size), size };
  },
});
