import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';
import type { AttributionMethod } from './attribution.js';
import { gradCam } from './grad-cam.js';
import { gradientTimesInput } from './gradient-times-input.js';
import { integratedGradients } from './integrated-gradients.js';
import { occlusion } from './occlusion.js';
import { saliency } from './saliency.js';
import { signedCam } from './signed-cam.js';
import { smoothGrad } from './smooth-grad.js';

/** All methods by name. To add one, add its line. */
const METHODS = {
  gradient: saliency,
  'gradient-times-input': gradientTimesInput,
  'integrated-gradients': integratedGradients,
  'smooth-grad': smoothGrad,
  'grad-cam': gradCam,
  'signed-cam': signedCam,
  occlusion,
} satisfies Record<string, AttributionMethod<never>>;

type Methods = typeof METHODS;

/** The name of an attribution method. */
export type AttributionName = keyof Methods;

/** Names of all attribution methods. */
export const attributionNames = Object.keys(METHODS) as readonly AttributionName[];

/** The method, and the options of that method. */
export type AttributeOptions<Name extends AttributionName> = { readonly method: Name } & NonNullable<
  Parameters<Methods[Name]>[3]
>;

/**
 * A map of what in the image the objective comes from, by the method of that name. The image is shown whole.
 * @returns the method's own result: see `saliency`, `gradientTimesInput`, `integratedGradients`, `smoothGrad`, `gradCam`,
 * `signedCam` and `occlusion`
 * @throws FaccentError for a method, a layer or a unit that is not there
 * @example const { map, size } = await attribute(model, image, logit, { method: 'grad-cam', layer: 'mixed4d' })
 */
export async function attribute<Name extends AttributionName>(
  model: Model,
  image: Image,
  objective: Objective,
  { method, ...options }: AttributeOptions<Name>,
): Promise<Awaited<ReturnType<Methods[Name]>>> {
  if (!Object.hasOwn(METHODS, method)) {
    throw new FaccentError(
      `there is no attribution method "${method}"; there are ${attributionNames.join(', ')}`,
    );
  }
  const make: AttributionMethod = METHODS[method];
  return (await make(model, image, objective, options)) as Awaited<ReturnType<Methods[Name]>>;
}
