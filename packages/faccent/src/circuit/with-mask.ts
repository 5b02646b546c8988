import { type Graph, Tensor, sizeOf } from 'onnx-grad';
import { FaccentError } from '../errors.js';
import type { Model } from '../model/model.js';
import { convolutionOf } from './convolution.js';
import type { Mask } from './mask.js';

/** A name that no value and no node of the graph has. */
function unused(graph: Graph, hint: string): string {
  const taken = (name: string): boolean =>
    graph.initializers.has(name) ||
    graph.inputs.some((input) => input.name === name) ||
    graph.nodes.some((node) => node.name === name || node.outputs.includes(name));
  let name = hint;
  while (taken(name)) name += '~';
  return name;
}

const misfit = ({ layer, of, dims }: Mask, actual: readonly number[]): FaccentError =>
  new FaccentError(
    `a mask over ${of} of the shape ${dims.join(' × ')} does not fit "${layer}", which has ${actual.join(' × ')}`,
  );

/** Multiplies a layer's channels by 0 or 1. The product takes over the layer's names. */
function maskChannels(model: Model, mask: Mask): Graph {
  const value = model.resolve(mask.layer);
  const graph = model.graph.clone();
  const at = graph.nodes.findIndex((node) => node.outputs.includes(value));
  const dims = model.images.typeOf(value)?.dims;
  if (at < 0 || !dims || !model.layers.some((layer) => layer.value === value && layer.objective))
    throw new FaccentError(`"${mask.layer}" has no channels that can be masked`);
  const axis = model.images.ownChannelAxisOf(value);
  const channels = dims[axis]!;
  if (mask.keep.length !== channels) throw misfit(mask, [channels]);
  const [before, factors] = [unused(graph, `${value}~unmasked`), unused(graph, `${value}~mask`)];
  const shape = dims.map((_, i) => (i === axis ? channels : 1));
  graph.initializers.set(factors, Tensor.of('float32', shape, mask.keep));
  const producer = graph.nodes[at]!;
  const product = {
    // the last value that bears a module's name is the module's
    name: producer.name,
    operator: 'Mul',
    domain: '',
    inputs: [before, factors],
    outputs: [value],
    attributes: new Map(),
    scopes: producer.scopes,
  };
  const outputs = producer.outputs.map((name) => (name === value ? before : name));
  graph.nodes.splice(
    at,
    1,
    { ...producer, name: producer.name && unused(graph, `${producer.name}~unmasked`), outputs },
    product,
  );
  return graph;
}

/** Sets a convolution's weights to zero. Others that share them keep theirs. */
function maskWeights(model: Model, mask: Mask): Graph {
  const { node, name, weights } = convolutionOf(model, mask.layer);
  if (mask.dims.join() !== weights.dims.join()) throw misfit(mask, weights.dims);
  const graph = model.graph.clone();
  const masked = unused(graph, `${name}~masked`);
  // zeros, not products with zero: what is dropped may be anything
  const values = weights.numbers.map((w, i) => (mask.keep[i] ? w : 0));
  graph.initializers.set(masked, Tensor.of(weights.type, weights.dims, values));
  const inputs = node.inputs.map((input, i) => (i === 1 ? masked : input));
  graph.nodes.splice(graph.nodes.indexOf(node), 1, { ...node, inputs });
  return graph;
}

/**
 * The network with only a circuit running: what the masks do not keep of their layers is zero, all other layers are as
 * they were. Masks of one layer work together.
 * @returns a model with the same names of layers; a mask that keeps all leaves the graph, and so every bit, as it was;
 * one that keeps nothing of a layer's channels lets only biases behind it through, one that keeps none of its weights
 * its own bias too
 * @throws FaccentError for a layer that is not there, that has no channels or is made by no convolution, and a mask of
 * another shape
 * @example
 * const { layers } = await attributionVectors(model, photos, objective, ['block5a']);
 * const most = maskFromScores(channelScores('block5a', layers.block5a), { share: 0.1, by: 'channel' });
 * const circuit = withMask(model, most); // a tenth of the layer's channels
 * console.log(await objectiveValues(circuit, objective, photos));
 */
export function withMask(model: Model, masks: Mask | readonly Mask[]): Model {
  return ('keep' in masks ? [masks] : masks).reduce((masked, mask) => {
    if (mask.keep.length !== sizeOf(mask.dims)) throw misfit(mask, [mask.keep.length]);
    const graph = mask.of === 'channels' ? maskChannels(masked, mask) : maskWeights(masked, mask);
    return mask.keep.every((kept) => kept === 1) ? masked : masked.withGraph(graph);
  }, model);
}
