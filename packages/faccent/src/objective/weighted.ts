import type { Expression } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { type DimsOf, type Objective, type ObjectiveInput, describe } from './objective.js';
import { type Position, type PositionBox, atPosition, boxInput, positionInput } from './position.js';
import { batchItem, channelMeans, directionOf } from './unit.js';

/** Options of `weightedChannel`. */
export interface WeightedOptions {
  readonly layer: string;
  /** One number a channel; 1 for each by default. */
  readonly weights?: ArrayLike<number>;
  /** Which image of the batch; all by default. */
  readonly item?: number;
}

/** Options of `weightedNeuron`. */
export interface WeightedNeuronOptions extends WeightedOptions {
  /** Row and column in the layer; the middle (h // 2, w // 2) by default. */
  readonly position?: Position;
}

/** Options of `weightedGroup`. */
export interface WeightedGroupOptions extends WeightedOptions {
  /** The positions of the group. */
  readonly box: PositionBox;
}

/**
 * Activations times a weight for each channel: mean over views, positions and channels (`channel` with a direction
 * sums over channels instead).
 * @example weightedChannel({ layer: 'mixed4c', weights })
 */
export function weightedChannel({ layer, weights, item }: WeightedOptions): Objective {
  return {
    name: 'weightedChannel',
    layers: [layer],
    meanOverViews: true,
    description: describe('weightedChannel', { layer, weights, item }),
    inputs: (dims) => ({ weights: weightsInput(weights, dims(layer), layer) }),
    value: (activations, inputs) =>
      channelMeans(batchItem(activations(layer), item))
        .mul(inputs.weights!)
        .mean(),
  };
}

/**
 * The same at one position.
 * @example weightedNeuron({ layer: 'mixed4c', weights, position: [7, 7] })
 */
export function weightedNeuron({ layer, weights, position, item }: WeightedNeuronOptions): Objective {
  return local('weightedNeuron', { layer, weights, position, item }, (dims) =>
    positionInput(position, dims, layer),
  );
}

/**
 * The same over a box of positions.
 * @example weightedGroup({ layer: 'mixed4c', box: { y: 3, x: 3, height: 2, width: 2 } })
 */
export function weightedGroup({ layer, weights, box, item }: WeightedGroupOptions): Objective {
  return local('weightedGroup', { layer, weights, box, item }, (dims) => boxInput(box, dims, layer));
}

function local<O extends WeightedOptions>(
  name: string,
  options: O,
  positions: (dims: readonly number[]) => ObjectiveInput,
): Objective {
  const { layer, weights, item } = options;
  return {
    name,
    layers: [layer],
    meanOverViews: true,
    description: describe(name, options),
    inputs: (dimsOf: DimsOf) => {
      const dims = dimsOf(layer);
      return { positions: positions(dims), weights: weightsInput(weights, dims, layer) };
    },
    value: (activations, inputs): Expression => {
      const a = batchItem(activations(layer), item).mean([0, 1]);
      return atPosition(a, inputs.positions!).reshape([a.dims[0]!]).mul(inputs.weights!).mean();
    },
  };
}

function weightsInput(
  weights: ArrayLike<number> | undefined,
  dims: readonly number[],
  layer: string,
): ObjectiveInput {
  const channels = dims[2]!;
  if (weights && weights.length !== channels) {
    throw new FaccentError(
      `"${layer}" has ${channels} channels, so there are as many weights, not ${weights.length}`,
    );
  }
  return directionOf(weights ?? new Float32Array(channels).fill(1), channels, layer);
}
