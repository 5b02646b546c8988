import { type Objective, describe } from './objective.js';
import { type Unit, batchItem, channelMeans, directionOf, onlyUnit } from './unit.js';

/** Options of `channel`. */
export interface ChannelOptions {
  readonly layer: string;
  /** A channel's index, or a direction (one number a channel, used as it is). */
  readonly unit: Unit;
  /** Which image of the batch; all by default. */
  readonly item?: number;
}

/**
 * Mean activation of a channel, or of the projection on a direction, over views and positions.
 * @example channel({ layer: 'mixed4c', unit: 12 })
 */
export function channel({ layer, unit, item }: ChannelOptions): Objective {
  return {
    name: 'channel',
    layers: [layer],
    meanOverViews: true,
    description: describe('channel', { layer, unit, item }),
    inputs: (dims) => ({ direction: directionOf(unit, dims(layer)[2]!, layer) }),
    value: (activations, { direction }) => {
      const a = batchItem(activations(layer), item);
      return onlyUnit(a, unit, direction!)?.mean() ?? channelMeans(a).mul(direction!).sum();
    },
  };
}
