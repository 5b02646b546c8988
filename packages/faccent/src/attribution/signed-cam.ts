import { FaccentError } from '../errors.js';
import type { Image } from '../image/image.js';
import type { Model } from '../model/model.js';
import type { Objective } from '../objective/objective.js';
import { quantile } from '../image/opacity.js';
import type { Attribution } from './attribution.js';
import { type LayerOptions, layerMaps } from './layer-maps.js';

/** Options of `signedCam`. */
export interface SignedCamOptions extends LayerOptions {
  /** Average each channel's gradient over positions first; false by default. */
  readonly averageGradients?: boolean;
}

/** `map` is `positive` less `negative`. */
export interface SignedCam extends Attribution {
  /** Σ over channels of activation · relu(gradient): what speaks for the objective. */
  readonly positive: Float32Array;
  /** Σ over channels of activation · relu(−gradient): what speaks against it. */
  readonly negative: Float32Array;
}

/**
 * Signed class activation map (METHOD.md, section 7): what of a layer speaks for the objective and what against it. Both
 * are non-negative where the layer is, as after a ReLU.
 * @returns (height, width) of the layer, in the objective's unit
 * @throws FaccentError for a layer without positions, and a layer or a unit that is not there
 * @example const { positive, negative } = await signedCam(model, image, logit, { averageGradients: true })
 */
export async function signedCam(
  model: Model,
  image: Image,
  objective: Objective,
  { averageGradients = false, ...options }: SignedCamOptions = {},
): Promise<SignedCam> {
  const { size, maps } = await layerMaps({ model, image, objective }, options, (activations, gradient) => {
    const slope = averageGradients ? gradient.mean([2, 3], true) : gradient;
    const positive = activations.mul(slope.relu()).sum([1]);
    const negative = activations.mul(slope.neg().relu()).sum([1]);
    return { map: positive.sub(negative), positive, negative };
  });
  return { name: 'signed-cam', ...maps, size, signed: true };
}

/**
 * The range of values to give colours to, shared by a set of maps: two percentiles of all their values together.
 * @param low percentage of values below the range, [0, 100]
 * @param high percentage of values that are not above it, [low, 100]
 * @throws FaccentError for percentages out of order and for no values
 * @example const [from, to] = percentileRange(cams.map((cam) => cam.positive), 50, 95)
 */
export function percentileRange(maps: readonly Float32Array[], low = 50, high = 95): [number, number] {
  if (!(low >= 0 && low <= high && high <= 100))
    throw new FaccentError(`percentiles must satisfy 0 ≤ low ≤ high ≤ 100; they are ${low} and ${high}`);
  const all = new Float32Array(maps.reduce((count, map) => count + map.length, 0));
  if (all.length === 0) throw new FaccentError('there are no values to take percentiles of');
  let at = 0;
  for (const map of maps) {
    all.set(map, at);
    at += map.length;
  }
  return [quantile(all, low / 100), quantile(all, high / 100)];
}
