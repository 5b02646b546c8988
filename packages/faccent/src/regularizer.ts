import type { Expression } from 'onnx-grad';

/** Distances below this fraction of the seed's own norm are rounding noise, which must not steer the optimizer. */
export const DISTANCE_EPSILON = 1e-4;

/**
 * Distance D of an image from its seed at a layer: the mean over views and positions of the channel-wise L2 distance
 * (METHOD.md, section 5), smoothed as √(d² + ε²·m), where m is the seed's mean squared norm in that view and ε = 1e-4. So D
 * and its gradient are well defined at the seed itself, whatever the scale of the layer.
 * @param image activations (views, channels, …)
 * @param seed activations of the same views of the seed
 */
export function distance(image: Expression, seed: Expression): Expression {
  const norms = seed.square().sum([1]);
  const positions = norms.dims.flatMap((_, i) => (i === 0 ? [] : [i]));
  const floor = norms.mean(positions, true).mul(DISTANCE_EPSILON ** 2);
  return image.sub(seed).square().sum([1]).add(floor).sqrt().mean();
}
