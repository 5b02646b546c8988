import { objective } from './objective.js';
import { item, layer, onePosition, unit } from './options.js';
import { atPosition, positionInput } from './position.js';
import { batchItem, directionOf, onlyUnit } from './unit.js';

/**
 * Mean activation of a channel at one position, over views (docs/method.md, 5.2).
 * @throws FaccentError on options that cannot be; when the graph is built, if the layer has no such unit or position
 * @example await accentuate(model, photo, neuron({ layer: 'block5c', unit: 12, position: [7, 7] }));
 */
export const neuron = objective('neuron', {
  about: 'mean activation of a channel, or along a direction, at one position, over views',
  options: { layer, unit, position: onePosition, item },
  build: ({ layer, unit, position, item }) => ({
    layers: [layer],
    meanOverViews: true,
    inputs: (dimsOf) => {
      const dims = dimsOf(layer);
      return {
        position: positionInput(position, dims, layer),
        direction: directionOf(unit, dims[2]!, layer),
      };
    },
    value: (activations, inputs) => {
      const all = batchItem(activations(layer), item);
      const own = onlyUnit(all, unit, inputs.direction!);
      if (own) return atPosition(own.mean([0, 1]), inputs.position!).sum();
      const a = all.mean([0, 1]);
      return atPosition(a, inputs.position!).reshape([a.dims[0]!]).mul(inputs.direction!).sum();
    },
  }),
});
