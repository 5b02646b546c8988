import { backend as defaultBackend } from '#platform';
import { Builder, type Target, finish, gradient, writeModel } from 'onnx-grad';
import { FaccentError } from './errors.js';
import type { Image } from './image/image.js';
import type { Model } from './model/model.js';
import { Images } from './model/batching.js';
import type { Network } from './model/network.js';
import { channelAxisOf, isWithoutBatch } from './model/picture-input.js';
import { type Backend, type SessionOptions, type Value, createSession, value } from './platform/runtime.js';
import { whole } from './transform/whole.js';

/** Where a network runs that is only looked at. */
export interface InspectOptions extends SessionOptions {
  /** By default ONNX Runtime for Node.js or for browsers, whichever this is. */
  readonly backend?: Backend;
}

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
  const input = b.input('image', 'float32', [1, 3, ...image.size]);
  const views = whole().apply({}, { canvas: image.size, view: model.description.size });
  b.output(model.append(b, views(input), [layer])(layer), 'activations');
  const session = await createSession(options.backend ?? defaultBackend, writeModel(finish(b)), options);
  try {
    return (await session.run({ image: value([1, 3, ...image.size], image.data) }, ['activations']))
      .activations!;
  } finally {
    await session.release();
  }
}

/** A unit of a layer, and how active it is on an image. */
export interface Strongest {
  readonly unit: number;
  /** The logit, or the mean activation of the channel over positions. */
  readonly activation: number;
  /** Softmax over all units, for a layer of class scores. */
  readonly probability?: number;
  readonly label?: string;
  /** Row and column at which the channel is strongest, for a layer with positions. */
  readonly position?: readonly [y: number, x: number];
  /** Activation there. */
  readonly peak?: number;
}

/**
 * The units of a layer that are most active on a whole, unaugmented image; by default the strongest classes.
 * @example const [{ unit, activation }] = await strongest(model, photo, { layer: 'block5c' })
 */
export async function strongest(
  model: Model,
  image: Image,
  { layer = model.logits, count = 5, ...options }: InspectOptions & { layer?: string; count?: number } = {},
): Promise<Strongest[]> {
  const { dims, data } = await activations(model, image, layer, options);
  const values = data as Float32Array;
  const channels = dims[1] ?? 0;
  const plane = values.length / channels;
  const width = dims[3] ?? plane;
  const isLogits = model.resolve(layer) === model.resolve(model.logits) && plane === 1;
  const top = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const total = values.reduce((sum, v) => sum + Math.exp(v - top), 0);
  const units = Array.from({ length: channels }, (_, unit): Strongest => {
    const own = values.subarray(unit * plane, (unit + 1) * plane);
    const activation = own.reduce((sum, v) => sum + v, 0) / plane;
    if (isLogits) {
      return {
        unit,
        activation,
        probability: Math.exp(activation - top) / total,
        label: model.description.labels?.[unit],
      };
    }
    if (plane === 1) return { unit, activation };
    const at = own.reduce((best, v, i) => (v > own[best]! ? i : best), 0);
    return { unit, activation, position: [Math.floor(at / width), at % width], peak: own[at]! };
  });
  return units.sort((a, b) => b.activation - a.activation).slice(0, count);
}

/**
 * The gradient of one unit with respect to an input tensor as it is, without preprocessing: the mean of a channel over
 * its positions (and over the batch), or one logit. For checking against other frameworks.
 * @param inputs a value for each of the model's inputs
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
    ...options
  }: InspectOptions & { layer: string; unit: number; wrt: string; inputs: Readonly<Record<string, Value>> },
): Promise<{ gradient: Value; activation: number }> {
  const b = new Builder(targetOf(options));
  // a model may call its inputs as this graph calls its outputs
  const fed = (name: string): string => `input.${name}`;
  const bound = new Map(
    Object.entries(inputs).map(([name, v]) => [name, b.input(fed(name), v.type, v.dims)]),
  );
  const given = bound.get(wrt);
  if (!given) throw new FaccentError(`no value is given for the input "${wrt}"`);
  const target = network.resolve(layer);
  const images = imagesOf(network, wrt, inputs);
  const { raw, ordered } = images.append(b, given, [target], {
    prefix: 'model:',
    further: [...bound].filter(([name]) => name !== wrt),
  });
  const activation = ordered(raw(target), target);
  const channels = activation.dims[1] ?? 0;
  if (!(Number.isInteger(unit) && unit >= 0 && unit < channels)) {
    throw new FaccentError(`"${layer}" has units 0 to ${channels - 1}; there is no unit ${unit}`);
  }
  const mean = activation.slice(1, unit, unit + 1).mean();
  b.output(mean, 'activation');
  b.output(gradient(b, mean, [given])[0]!, 'gradient');
  const session = await createSession(options.backend ?? defaultBackend, writeModel(finish(b)), options);
  try {
    const feeds = Object.fromEntries(Object.entries(inputs).map(([name, v]) => [fed(name), v]));
    const result = await session.run(feeds, ['gradient', 'activation']);
    return { gradient: result.gradient!, activation: Number(result.activation!.data[0]) };
  } finally {
    await session.release();
  }
}

/** How a network takes the images that are along the first axis of an input. */
function imagesOf(network: Network, wrt: string, inputs: Readonly<Record<string, Value>>): Images {
  const input = network.graph.inputs.find(({ name }) => name === wrt)!;
  const { dims } = inputs[wrt]!;
  const batched = !isWithoutBatch(network.graph, input);
  return new Images({
    ...{ graph: network.graph, input: wrt, batched },
    dims: batched ? [1, ...dims.slice(1)] : dims,
    channelAxis: channelAxisOf(network.graph, input, dims.length),
    further: (builder) =>
      Object.entries(inputs)
        .filter(([name]) => name !== wrt)
        .map(([name, v]) => [name, builder.input(name, v.type, v.dims)]),
  });
}
