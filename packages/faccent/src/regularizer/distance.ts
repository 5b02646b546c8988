import type { Expression } from 'onnx-grad';

/** Distances below this fraction of the seed's own norm are rounding noise, which must not steer the optimizer. */
export const DISTANCE_EPSILON = 1e-6;

/** What is added to squares is no less, so that a view in which the seed is zero everywhere has a gradient too. */
const SMALLEST_SQUARE = 1e-30;

/** Nor does a power of it vanish in float32. */
const SMALLEST_POWER = 1e-37;

/**
 * Distance D of an image from its seed at a layer: the mean over views and positions of the channel-wise Lp distance
 * (docs/method.md, 6.1, where p = 2), smoothed as (Σ (δ² + ε²·m/c)^(p/2))^(1/p) over c channels, where m is the seed's
 * mean squared norm in that view. So D and its gradient are well defined at the seed itself, where the gradient is 0,
 * whatever the scale of the layer.
 * @param image activations (views, channels, …)
 * @param seed activations of the same views of the seed
 * @param epsilon ε, a fraction of the seed's own norm
 */
export function distance(
  image: Expression,
  seed: Expression,
  power = 2,
  epsilon = DISTANCE_EPSILON,
): Expression {
  const norms = seed.square().sum([1]);
  const positions = norms.dims.flatMap((_, i) => (i === 0 ? [] : [i]));
  const floor = norms.mean(positions, true).mul(epsilon ** 2);
  const squares = image.sub(seed).square();
  if (power === 2) return squares.sum([1]).add(floor.maximum(SMALLEST_SQUARE)).sqrt().mean();
  const smallest = Math.max(SMALLEST_SQUARE, SMALLEST_POWER ** (2 / power));
  const share = floor.mul(1 / seed.dims[1]!).maximum(smallest);
  return squares
    .add(share.unsqueeze(1))
    .pow(power / 2)
    .sum([1])
    .pow(1 / power)
    .mean();
}
