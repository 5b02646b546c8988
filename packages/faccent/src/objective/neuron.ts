import { FaccentError } from '../errors.js';
import type { Objective } from './objective.js';
import { type Unit, batchItem, directionOf } from './unit.js';

export interface NeuronOptions {
  readonly layer: string;
  /** A channel's index, or a direction (one number a channel, used as it is). */
  readonly unit: Unit;
  /** Row and column in the layer; the middle (h // 2, w // 2) by default. */
  readonly position?: readonly [y: number, x: number];
  /** Which image of the batch; all by default. */
  readonly item?: number;
}

/** Mean activation of a channel at one position, over views. */
export function neuron({ layer, unit, position, item }: NeuronOptions): Objective {
  return {
    name: 'neuron',
    layers: [layer],
    inputs: (dimsOf) => {
      const dims = dimsOf(layer);
      if (dims.length !== 5)
        throw new FaccentError(`"${layer}" has no positions: use the channel objective for its units`);
      const [height, width] = dims.slice(3) as [number, number];
      const [y, x] = position ?? [Math.floor(height / 2), Math.floor(width / 2)];
      if (!(y >= 0 && y < height && x >= 0 && x < width && Number.isInteger(y) && Number.isInteger(x))) {
        throw new FaccentError(
          `"${layer}" has ${height} × ${width} positions; there is no position ${y}, ${x}`,
        );
      }
      const map = new Float32Array(height * width);
      map[y * width + x] = 1;
      return {
        direction: directionOf(unit, dims[2]!, layer),
        position: { dims: [height * width, 1], values: map },
      };
    },
    value: (activations, inputs) => {
      const a = batchItem(activations(layer), item).mean([0, 1]);
      const [channels, height, width] = a.dims as [number, number, number];
      const there = a.reshape([channels, height * width]).matmul(inputs.position!);
      return there.reshape([channels]).mul(inputs.direction!).sum();
    },
  };
}
