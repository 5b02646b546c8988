import { Builder, type Expression, finish, gradient } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import { notFiniteIn } from '../first-not-finite.js';
import { Images } from '../model/batching.js';
import type { Nested } from '../model/description.js';
import { givenConstant, inputValue } from '../model/further-inputs.js';
import type { Network } from '../model/network.js';
import { channelAxisOf, isWithoutBatch } from '../model/picture-input.js';
import type { Value } from '../platform/runtime.js';
import { graphBytes } from '../platform/weights.js';
import { openSession } from '../step/cache.js';
import { type InspectOptions, targetOf } from './options.js';

/**
 * The gradient of one unit with respect to an input tensor as it is, without preprocessing: the mean of a channel over
 * its positions (and over the batch), or one logit. For checking against other frameworks. `inputs` has the value of the
 * input `wrt`, and of others; `further` numbers or lists of numbers for inputs that are the same for all images.
 * @returns the gradient, of the shape of `inputs[wrt]`, and the unit's activation
 * @example
 * const network = Network.open(await readFile('model.onnx'));
 * const input = value([1, 3, 224, 224], new Float32Array(3 * 224 * 224));
 * const { gradient } = await inputGradient(network, { layer: 'logits', unit: 3, wrt: 'input', inputs: { input } });
 * gradient.dims; // [1, 3, 224, 224]
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
): Promise<{ gradient: Value<Float32Array>; activation: number }> {
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
    return { gradient: result.gradient as Value<Float32Array>, activation: found };
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
