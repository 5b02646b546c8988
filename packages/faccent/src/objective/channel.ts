import { objective } from './objective.js';
import { item, layer, unit } from './options.js';
import { batchItem, channelMeans, directionOf, onlyUnit } from './unit.js';

/**
 * Mean activation of a channel, or of the projection on a direction, over views and positions (docs/method.md, 5.2).
 * @throws FaccentError on options that cannot be; when the graph is built, if the unit is not one of the layer's
 * @example await accentuate(model, photo, channel({ layer: 'block5c', unit: 12 }));
 * @example const cat = channel({ layer: model.logits, unit: 281 }); // the score of a class
 */
export const channel = objective('channel', {
  about: 'mean activation of a channel, or along a direction, over views and positions',
  options: { layer, unit, item },
  build: ({ layer, unit, item }) => ({
    layers: [layer],
    meanOverViews: true,
    inputs: (dims) => ({ direction: directionOf(unit, dims(layer)[2]!, layer) }),
    value: (activations, { direction }) => {
      const a = batchItem(activations(layer), item);
      return onlyUnit(a, unit, direction!)?.mean() ?? channelMeans(a).mul(direction!).sum();
    },
  }),
});
