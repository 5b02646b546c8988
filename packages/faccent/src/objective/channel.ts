import type { Objective } from './objective.js';
import { type Unit, batchItem, directionOf } from './unit.js';

export interface ChannelOptions {
  readonly layer: string;
  /** A channel's index, or a direction (one number a channel, used as it is). */
  readonly unit: Unit;
  /** Which image of the batch; all by default. */
  readonly item?: number;
}

/** Mean activation of a channel, or of the projection on a direction, over views and positions. */
export function channel({ layer, unit, item }: ChannelOptions): Objective {
  return {
    name: 'channel',
    layers: [layer],
    inputs: (dims) => ({ direction: directionOf(unit, dims(layer)[2]!, layer) }),
    value: (activations, { direction }) => {
      const a = batchItem(activations(layer), item);
      const axes = a.dims.flatMap((_, i) => (i === 2 ? [] : [i]));
      return a.mean(axes).mul(direction!).sum();
    },
  };
}
