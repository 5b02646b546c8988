import type { Image } from '../image/image.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';
import { Random } from '../math/random.js';
import { type Attribution, type AttributionOptions, type ChannelReduction, collapse } from './attribution.js';
import { lookAt, wholeNumber } from './views.js';

/** Options of `smoothGrad`. */
export interface SmoothGradOptions extends AttributionOptions {
  /** Noisy copies of the image; 50 by default. */
  readonly samples?: number;
  /** Standard deviation of the noise in units of [0, 1]; 0.15 by default. */
  readonly noise?: number;
  /** `largest` magnitude of the three channels (default), or their signed `sum`. */
  readonly channels?: ChannelReduction;
  /** Any integer; the same seed gives the same map. 0 by default. */
  readonly randomSeed?: number;
}

/**
 * SmoothGrad: the mean gradient over noisy copies of the image (Smilkov et al. 2017, "SmoothGrad: removing noise by
 * adding noise", section 3). The noise is normal and is not clipped.
 * @returns (height, width) of the image, in units of the objective per unit of [0, 1]
 * @throws FaccentError for a layer or a unit that is not there
 * @example const { map } = await smoothGrad(model, image, logit, { samples: 20, noise: 0.1 })
 */
export async function smoothGrad(
  model: Model,
  image: Image,
  objective: Objective,
  { samples = 50, noise = 0.15, channels = 'largest', randomSeed = 0, ...options }: SmoothGradOptions = {},
): Promise<Attribution> {
  const random = new Random(randomSeed);
  const fill = (own: Float32Array): void => own.forEach((_, i) => (own[i] = random.normal(noise)));
  const { gradient } = await lookAt(
    { model, image, objective },
    {
      count: wholeNumber('samples', samples),
      weight: () => 1 / samples,
      own: { noise: { dims: [3, ...image.size], fill } },
      pictures: (x, inputs) => x.add(inputs.noise!),
    },
    options,
  );
  return {
    name: 'smooth-grad',
    map: collapse(gradient, channels),
    size: image.size,
    signed: channels === 'sum',
  };
}
