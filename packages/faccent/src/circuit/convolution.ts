import { type Node, type Tensor, findOperator } from 'onnx-grad';
import { constantsOf } from '../attribution/randomize-weights.js';
import { FaccentError } from '../errors.js';
import type { Network } from '../model/network.js';

/** Whether an operator leaves each channel by itself: what a convolution makes is still its own behind it. */
const leavesChannels = (node: Node): boolean =>
  findOperator(node)?.elementwise === true || node.operator === 'BatchNormalization';

/** A convolution of a network, with the constant that holds its weights. */
export interface Convolution {
  readonly node: Node;
  readonly name: string;
  /** (filters, channels / group, …kernel). */
  readonly weights: Tensor;
}

/**
 * The convolution that makes a layer, perhaps through operators that work element by element.
 * @throws FaccentError for a layer that is not there, and one that something else makes
 */
export function convolutionOf(network: Network, layer: string): Convolution {
  const { graph } = network;
  const constants = constantsOf(graph);
  const producers = graph.producers();
  let node = producers.get(network.resolve(layer));
  while (node && node.domain === '' && leavesChannels(node)) {
    const [source, ...others] = node.inputs.filter((name) => name && !constants.has(name));
    node = source === undefined || others.length > 0 ? undefined : producers.get(source);
  }
  const name = node?.operator === 'Conv' && node.domain === '' ? node.inputs[1]! : undefined;
  const weights = name === undefined ? undefined : constants.get(name);
  if (node && name !== undefined && weights) return { node, name, weights };
  throw new FaccentError(`"${layer}" is not made by one convolution with constant weights: name one that is`);
}
