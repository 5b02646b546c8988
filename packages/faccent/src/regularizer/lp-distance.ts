import { required, usually } from '../declaration/option.js';
import { atLeast, positive, text } from '../declaration/schema.js';
import { DISTANCE_EPSILON, distance } from './distance.js';
import { regularizer } from './regularizer.js';

/** A layer's name may hold colons, but no number behind the last. */
const WRITTEN = /^(.+?)(?::(\d*\.?\d+(?:e[+-]?\d+)?))?(?::(\d*\.?\d+(?:e[+-]?\d+)?))?$/i;

/**
 * The distance at a layer from the photograph: mean over views and positions of the Lp distance over channels, smoothed
 * at the photograph itself (docs/method.md, 6.1 and 6.3).
 * @throws FaccentError on a power or a weight that makes no distance
 * @example await accentuate(model, photo, objective, { regularize: lpDistance({ layer: 'block3b', power: 1 }), strength: 4 });
 */
export const lpDistance = regularizer('lpDistance', {
  about: "the distance from the photograph at a layer: mean over positions of the channels' Lp distance",
  options: {
    layer: required(text, "the layer's name"),
    power: usually(atLeast(1), 2, "the power p of the distance between a position's channels, 1 or more"),
    weight: usually(positive, 1, 'its share in the sum over regularizers'),
    epsilon: usually(
      positive,
      DISTANCE_EPSILON,
      "below what share of the photograph's own norm differences are rounding, and do not steer",
    ),
  },
  short: {
    usage: ':LAYER[:POWER[:WEIGHT]]',
    count: (n) => n > 0,
    options: (_, written) => {
      const joined = written.join(':');
      const [, layer = joined, power, weight] = WRITTEN.exec(joined) ?? [];
      return {
        layer,
        power: power === undefined ? undefined : Number(power),
        weight: weight === undefined ? undefined : Number(weight),
      };
    },
  },
  build: ({ layer, power, weight, epsilon }) => ({
    layers: [layer],
    value: (image, seed) => distance(image(layer), seed(layer), power, epsilon).mul(weight),
  }),
});
