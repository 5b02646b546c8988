import type { Expression } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { number, optional, record, text, wrong } from '../declaration/json.js';

/** Distances below this fraction of the seed's own norm are rounding noise, which must not steer the optimizer. */
const DISTANCE_EPSILON = 1e-4;

/** A layer at which an image is held close to its seed. */
export interface HeldLayer {
  readonly layer: string;
  /** The power p of the distance between a position's channels, 1 or more; 2 by default. */
  readonly power?: number;
  /** Its share in the sum over layers; 1 by default. */
  readonly weight?: number;
}

/**
 * Distance D of an image from its seed at a layer: the mean over views and positions of the channel-wise Lp distance
 * (METHOD.md, section 5, where p = 2), smoothed as (Σ (δ² + ε²·m/c)^(p/2))^(1/p) over c channels, where m is the seed's
 * mean squared norm in that view and ε = 1e-4. So D and its gradient are well defined at the seed itself, whatever the
 * scale of the layer.
 * @param image activations (views, channels, …)
 * @param seed activations of the same views of the seed
 */
export function distance(image: Expression, seed: Expression, power = 2): Expression {
  const norms = seed.square().sum([1]);
  const positions = norms.dims.flatMap((_, i) => (i === 0 ? [] : [i]));
  const floor = norms.mean(positions, true).mul(DISTANCE_EPSILON ** 2);
  const squares = image.sub(seed).square();
  if (power === 2) return squares.sum([1]).add(floor).sqrt().mean();
  const each = squares.add(floor.unsqueeze(1).mul(1 / seed.dims[1]!));
  return each
    .pow(power / 2)
    .sum([1])
    .pow(1 / power)
    .mean();
}

/** The weighted sum of the distances at all layers. */
export function totalDistance(
  held: readonly HeldLayer[],
  image: (layer: string) => Expression,
  seed: (layer: string) => Expression,
): Expression {
  return held
    .map(({ layer, power, weight = 1 }) => distance(image(layer), seed(layer), power).mul(weight))
    .reduce((x, y) => x.add(y));
}

/**
 * Held layers that make distances.
 * @throws FaccentError for a power or a weight that makes none
 */
export function checkedHeld(held: readonly HeldLayer[]): readonly HeldLayer[] {
  for (const { layer, power = 2, weight = 1 } of held) {
    if (!(power >= 1 && Number.isFinite(power)))
      throw new FaccentError(`the distance at "${layer}" has the power ${power}; it should be 1 or more`);
    if (!(weight > 0 && Number.isFinite(weight)))
      throw new FaccentError(`the distance at "${layer}" has the weight ${weight}; it should be above 0`);
  }
  return held;
}

/** Lists hold no more layers than this. */
const MOST_HELD = 100;

const heldLayer = record({ layer: text, power: optional(number), weight: optional(number) });

/**
 * Checks a list of held layers as read from JSON, for the option `regularize`.
 * @throws FaccentError that names the part that cannot be used
 * @example heldLayersFrom([{ layer: 'mixed3a' }, { layer: 'conv2', power: 1, weight: 0.5 }])
 */
export function heldLayersFrom(json: unknown): readonly HeldLayer[] {
  if (!Array.isArray(json) || json.length > MOST_HELD)
    return wrong(json, 'regularize', `a list of up to ${MOST_HELD} layers, like [{"layer": "mixed3a"}]`);
  return checkedHeld(json.map((held, i) => heldLayer(held, `regularize[${i}]`)));
}
