import type { Expression } from 'onnx-grad';
import { optional, required } from '../declaration/option.js';
import { vector } from '../declaration/schema.js';
import { FaccentError } from '../errors.js';
import { type Built, type ObjectiveInput, objective } from './objective.js';
import { item, layer, onePosition, positionBox } from './options.js';
import { atPosition, boxInput, positionInput } from './position.js';
import { batchItem, channelMeans, directionOf } from './unit.js';

const weights = optional(vector, 'one number a channel; 1 for each by default');

/**
 * Activations times a weight for each channel: mean over views, positions and channels (`channel` with a direction
 * sums over channels instead; docs/method.md, 5.3).
 * @throws FaccentError on options that cannot be; when the graph is built, if there are not as many weights as channels
 * @example
 * const [weights] = await meanActivations(model, [photos[0]], 'block5c');
 * await accentuate(model, photo, weightedChannel({ layer: 'block5c', weights }));
 */
export const weightedChannel = objective('weightedChannel', {
  about: 'activations times a weight for each channel, mean over views, positions and channels',
  options: { layer, weights, item },
  build: ({ layer, weights, item }) => ({
    layers: [layer],
    meanOverViews: true,
    inputs: (dims) => ({ weights: weightsInput(weights, dims(layer), layer) }),
    value: (activations, inputs) =>
      channelMeans(batchItem(activations(layer), item))
        .mul(inputs.weights!)
        .mean(),
  }),
});

/**
 * The same at one position.
 * @throws FaccentError on options that cannot be; when the graph is built, if the layer has no such position, or not as
 * many channels as there are weights
 * @example
 * const [weights] = await meanActivations(model, [photos[0]], 'block5c');
 * await accentuate(model, photo, weightedNeuron({ layer: 'block5c', weights, position: [7, 7] }));
 */
export const weightedNeuron = objective('weightedNeuron', {
  about: 'activations times a weight for each channel at one position, mean over views and channels',
  options: { layer, weights, position: onePosition, item },
  build: ({ position, ...options }) => local(options, (dims) => positionInput(position, dims, options.layer)),
});

/**
 * The same over a box of positions.
 * @throws FaccentError on options that cannot be; when the graph is built, if the layer has no such positions, or not as
 * many channels as there are weights
 * @example await accentuate(model, photo, weightedGroup({ layer: 'block5c', box: { y: 3, x: 3, height: 2, width: 2 } }));
 */
export const weightedGroup = objective('weightedGroup', {
  about: 'activations times a weight for each channel, mean over views, channels and a box of positions',
  options: {
    layer,
    weights,
    box: required(positionBox, 'the positions: first row and column, how many rows and columns'),
    item,
  },
  build: ({ box, ...options }) => local(options, (dims) => boxInput(box, dims, options.layer)),
});

interface Weighted {
  readonly layer: string;
  readonly weights: ArrayLike<number> | undefined;
  readonly item: number | undefined;
}

const local = (
  { layer, weights, item }: Weighted,
  positions: (dims: readonly number[]) => ObjectiveInput,
): Built => ({
  layers: [layer],
  meanOverViews: true,
  inputs: (dimsOf) => {
    const dims = dimsOf(layer);
    return { positions: positions(dims), weights: weightsInput(weights, dims, layer) };
  },
  value: (activations, inputs): Expression => {
    const a = batchItem(activations(layer), item).mean([0, 1]);
    return atPosition(a, inputs.positions!).reshape([a.dims[0]!]).mul(inputs.weights!).mean();
  },
});

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
