import type { Declared } from '../declaration/declare.js';
import type { Image } from '../image/image.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';
import type * as all from './all.js';
import { type AttributionMethod, partOptions } from './method.js';
import { attributionMethods } from './methods.js';

type All = typeof all;

/** The name of an attribution method. */
export type AttributionName = {
  [K in keyof All]: All[K] extends { readonly declared: Declared<AttributionMethod> } ? K : never;
}[keyof All];

/**
 * Names of all attribution methods.
 * @example attributionNames.includes('gradCam'); // true
 */
export const attributionNames = attributionMethods.names as readonly AttributionName[];

/** The method, and the options of that method. */
export type AttributeOptions<Name extends AttributionName> = { readonly method: Name } & NonNullable<
  Parameters<All[Name]>[3]
>;

/**
 * A map of what in the image the objective comes from, by the method of that name. The image is shown whole.
 * @returns the method's own result: see `saliency`, `gradientTimesInput`, `integratedGradients`, `smoothGrad`, `gradCam`,
 * `signedCam` and `occlusion`
 * @throws FaccentError for a method, an option, a layer or a unit that is not there
 * @example
 * const cat = channel({ layer: model.logits, unit: 281 });
 * const cam = await attribute(model, photo, cat, { method: 'gradCam', layer: 'head' });
 * await writeFile('cam.png', await encodePicture(await mapOverlay(mapStrengths(cam, photo), photo)));
 */
export async function attribute<Name extends AttributionName>(
  model: Model,
  image: Image,
  objective: Objective,
  { method, ...options }: AttributeOptions<Name>,
): Promise<Awaited<ReturnType<All[Name]>>> {
  const [own, running] = partOptions(options);
  const made = attributionMethods.read({ ...own, name: method });
  return (await made.map(model, image, objective, running)) as Awaited<ReturnType<All[Name]>>;
}
