import { backend as defaultBackend } from '#platform';
import { Builder, type Expression, type Target, finish, gradient } from 'onnx-grad';
import { FaccentError } from './errors.js';
import { notFinite, notFiniteIn } from './first-not-finite.js';
import { notFiniteAt } from './formats/finite.js';
import { type Image, imageValue } from './image/image.js';
import type { Model } from './model/model.js';
import { Images } from './model/batching.js';
import type { Nested } from './model/description.js';
import { givenConstant, inputValue } from './model/further-inputs.js';
import type { Network } from './model/network.js';
import { channelAxisOf, isWithoutBatch } from './model/picture-input.js';
import { findPositions } from './model/positions.js';
import type { Value } from './platform/runtime.js';
import { graphBytes } from './platform/weights.js';
import { type Running, openSession } from './step/cache.js';
import { whole } from './transform/whole.js';

/** Where a network runs that is only looked at; `backend` is ONNX Runtime for Node.js or for browsers, whichever this is. */
export type InspectOptions = Running;

/** What graphs are to be made of, for where they are to run. */
export const targetOf = ({ backend = defaultBackend, device = 'cpu' }: InspectOptions): Target | undefined =>
  backend.target?.(device);

/**
 * A layer's activations on a whole, unaugmented image: (1, channels, …).
 * @throws FaccentError for an unknown layer
 * @example const { dims, data } = await activations(model, photo, 'block5c')
 */
export async function activations(
  model: Model,
  image: Image,
  layer: string,
  options: InspectOptions = {},
): Promise<Value> {
  const b = new Builder(targetOf(options));
  const shown = imageValue(image);
  const input = b.input('image', 'float32', shown.dims);
  const views = whole().apply({}, { canvas: image.size, view: model.description.size });
  b.output(model.append(b, views(input), [layer])(layer), 'activations');
  const session = await openSession(graphBytes(finish(b)), options);
  try {
    return (await session.run({ image: shown }, ['activations'])).activations!;
  } finally {
    await session.close();
  }
}

/** A unit of a layer, and how active it is on an image. */
export interface Strongest {
  readonly unit: number;
  /** The logit, or the mean activation of the channel over positions, such as a detector's anchors. */
  readonly activation: number;
  /** In [0, 1], for a layer of class scores: by the softmax over all units or the unit's sigmoid, as the network has it. */
  readonly probability?: number;
  /** Of a class. */
  readonly label?: string;
  /**
   * Row and column at which the channel is strongest, for a layer with positions; of tokens, those of their patches where
   * the graph says which is where.
   */
  readonly position?: readonly [y: number, x: number];
  /** Activation there. */
  readonly peak?: number;
}

/**
 * The units of a layer that are most active on a whole, unaugmented image; by default the strongest classes, which of a
 * detector are not all units of the layer of its scores.
 * @example const [{ unit, activation }] = await strongest(model, photo, { layer: 'block5c' })
 */
export async function strongest(
  model: Model,
  image: Image,
  { layer, count = 5, ...options }: InspectOptions & { layer?: string; count?: number } = {},
): Promise<Strongest[]> {
  const { dims, data } = await activations(model, image, layer ?? model.logits, options);
  const values = data as Float32Array;
  const odd = notFiniteAt(values);
  if (odd >= 0)
    throw await notFinite({ model, image, layer: layer ?? model.logits, found: values[odd]! }, options);
  const channels = dims[1] ?? 0;
  const plane = values.length / channels;
  const positions = plane > 1 ? findPositions(model, layer ?? model.logits, dims) : undefined;
  const [, width] = positions?.size ?? [plane, dims[3] ?? plane];
  const isScores = layer === undefined || model.resolve(layer) === model.resolve(model.logits);
  const probabilities = isScores && plane === 1 ? model.probabilities(Array.from(values)) : undefined;
  const units = Array.from({ length: channels }, (_, unit): Strongest => {
    const own = values.subarray(unit * plane, (unit + 1) * plane);
    const activation = own.reduce((sum, v) => sum + v, 0) / plane;
    const known = { unit, activation, ...(isScores && { label: model.labelOf(unit) }) };
    if (plane === 1) return { ...known, ...(probabilities && { probability: probabilities[unit] }) };
    const lying = positions ? Float32Array.from(positions.places, (place) => own[place]!) : own;
    const at = lying.reduce((best, v, i) => (v > lying[best]! ? i : best), 0);
    return { ...known, position: [Math.floor(at / width), at % width], peak: lying[at]! };
  });
  const classes = layer === undefined ? model.classes.units : undefined;
  const { first, count: classCount } = classes ?? { first: 0, count: channels };
  return units
    .slice(first, first + classCount)
    .sort((a, b) => b.activation - a.activation)
    .slice(0, count);
}

/**
 * The gradient of one unit with respect to an input tensor as it is, without preprocessing: the mean of a channel over
 * its positions (and over the batch), or one logit. For checking against other frameworks.
 * @param inputs the value of the input `wrt`, and of others
 * @param further numbers or lists of numbers for inputs that are the same for all images
 * @returns the gradient, of the shape of `inputs[wrt]`, and the unit's activation
 * @example const { gradient } = await inputGradient(network, { layer: 'fc', unit: 3, wrt: 'input', inputs: { input } })
 */
export async function inputGradient(
  network: Network,
  {
    layer,
    unit,
    wrt,
    inputs,
    further: given = {},
    ...options
  }: InspectOptions & {
    readonly layer: string;
    readonly unit: number;
    readonly wrt: string;
    readonly inputs: Readonly<Record<string, Value>>;
    readonly further?: Readonly<Record<string, Nested>>;
  },
): Promise<{ gradient: Value; activation: number }> {
  const shown = inputs[wrt];
  if (!shown) throw new FaccentError(`no value is given for the input "${wrt}"`);
  const others = Object.entries(inputs).filter(([name]) => name !== wrt);
  const further = (builder: Builder): [string, Expression][] => [
    ...others.map(([name, { dims, data }]): [string, Expression] => {
      const numbers = Array.from<number | bigint, number>(data, Number);
      return [name, givenConstant(builder, network.inputNamed(name), dims, numbers)];
    }),
    ...Object.entries(given).map(([name, v]): [string, Expression] => [
      name,
      inputValue(builder, network.inputNamed(name), v),
    ]),
  ];
  const target = network.resolve(layer);
  const b = new Builder(targetOf(options));
  const x = b.input('x', shown.type, shown.dims);
  const images = imagesOf(network, wrt, shown.dims, further);
  const { raw, ordered } = images.append(b, x, [target], { prefix: 'model:' });
  const activation = ordered(raw(target), target);
  const channels = activation.dims[1] ?? 0;
  if (!(Number.isInteger(unit) && unit >= 0 && unit < channels)) {
    throw new FaccentError(`"${layer}" has units 0 to ${channels - 1}; there is no unit ${unit}`);
  }
  const mean = activation.slice(1, unit, unit + 1).mean();
  b.output(mean, 'activation');
  b.output(gradient(b, mean, [x])[0]!, 'gradient');
  const session = await openSession(graphBytes(finish(b)), options);
  try {
    const result = await session.run({ x: shown }, ['gradient', 'activation']);
    const found = Number(result.activation!.data[0]);
    if (!Number.isFinite(found))
      throw await notFiniteIn(
        { graph: network.graph, target, found, isKnown: (name) => images.typeOf(name) !== undefined },
        (builder, names) => {
          const own = builder.input('x', shown.type, shown.dims);
          return images.append(builder, own, names, { prefix: 'model:' }).raw;
        },
        { x: shown },
      );
    return { gradient: result.gradient!, activation: found };
  } finally {
    await session.close();
  }
}

/** How a network takes the images that are along the first axis of an input. */
function imagesOf(
  network: Network,
  wrt: string,
  dims: readonly number[],
  further: (builder: Builder) => [string, Expression][],
): Images {
  const { graph } = network;
  const input = network.inputNamed(wrt);
  const batched = !isWithoutBatch(graph, input);
  return new Images({
    ...{ graph, input: wrt, type: input.type, batched, further },
    dims: batched ? [1, ...dims.slice(1)] : dims,
    channelAxis: channelAxisOf(graph, input, dims.length),
  });
}
