import { required, usually } from '../declaration/option.js';
import { positive, unitList } from '../declaration/schema.js';
import { raised } from './cosine.js';
import { type ObjectiveInput, objective } from './objective.js';
import { item, layer } from './options.js';
import { batchItem, channelMeans, directionOf } from './unit.js';

/**
 * All of a layer at once, whatever is in it: mean of its activations to a power over views, positions and channels
 * (DeepDream: Mordvintsev, Olah and Tyka 2015; Lucid's `deepdream`; docs/method.md, 5.8). As text: `block5c:*`.
 * @throws FaccentError on options that cannot be
 * @example await accentuate(model, photo, deepDream({ layer: 'block5c' }));
 */
export const deepDream = objective('deepDream', {
  about: 'all of a layer: mean of its activations to a power (2) over views, positions and channels',
  options: { layer, power: usually(positive, 2, 'the power that activations are raised to'), item },
  build: ({ layer, power, item }) => ({
    layers: [layer],
    meanOverViews: true,
    inputs: () => ({}),
    value: (activations) => {
      const a = batchItem(activations(layer), item);
      return (power === 2 ? a.square() : raised(a.abs(), power)).mean();
    },
  }),
});

/**
 * Several channels together: mean over them, views and positions (docs/method.md, 5.8). As text: `block5c:3-9`,
 * `block5c:1,4,12`.
 * @throws FaccentError on options that cannot be; when the graph is built, if the layer lacks one of the units
 * @example await accentuate(model, photo, channels({ layer: 'block5c', units: [3, 4, 5] }));
 */
export const channels = objective('channels', {
  about: 'several channels together: mean over them, views and positions',
  options: { layer, units: required(unitList, "the channels' indices"), item },
  build: ({ layer, units, item }) => ({
    layers: [layer],
    meanOverViews: true,
    inputs: (dims) => ({ direction: meanOf(units, dims(layer)[2]!, layer) }),
    value: (activations, { direction }) =>
      channelMeans(batchItem(activations(layer), item))
        .mul(direction!)
        .sum(),
  }),
});

/** As a direction over channels, so that one graph serves them all, and single units. */
function meanOf(units: readonly number[], count: number, layer: string): ObjectiveInput {
  const values = new Float32Array(count);
  for (const unit of units) {
    // told of as a single unit is
    directionOf(unit, count, layer);
    values[unit] = 1 / units.length;
  }
  return { dims: [count], values };
}
