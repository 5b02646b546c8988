import { type Objective, describe } from './objective.js';
import { type Position, atPosition, positionInput } from './position.js';
import { type Unit, batchItem, directionOf, onlyUnit } from './unit.js';

/** Options of `neuron`. */
export interface NeuronOptions {
  readonly layer: string;
  /** A channel's index, or a direction (one number a channel, used as it is). */
  readonly unit: Unit;
  /** Row and column in the layer; the middle (h // 2, w // 2) by default. */
  readonly position?: Position;
  /** Which image of the batch; all by default. */
  readonly item?: number;
}

/**
 * Mean activation of a channel at one position, over views.
 * @example neuron({ layer: 'mixed4c', unit: 12, position: [7, 7] })
 */
export function neuron({ layer, unit, position, item }: NeuronOptions): Objective {
  return {
    name: 'neuron',
    layers: [layer],
    meanOverViews: true,
    description: describe('neuron', { layer, unit, position, item }),
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
  };
}
