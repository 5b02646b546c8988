import type { Expression } from 'onnx-grad';

/** Distances below this fraction of the seed's own norm are rounding noise, which must not steer the optimizer. */
const DISTANCE_EPSILON = 1e-4;

/**
 * Distance D of an image from its seed at a layer: the mean over views and positions of the channel-wise Lp distance
 * (docs/method.md, 6.1, where p = 2), smoothed as (Σ (δ² + ε²·m/c)^(p/2))^(1/p) over c channels, where m is the seed's
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
